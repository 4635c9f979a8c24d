import type { Selectable } from 'kysely';
import { EVENTS_PER_PAGE, type EndedBy, type OperatorRef, type SessionEvent } from '../../protocol/index.ts';
import { shownText } from '../input/text-from-outside.ts';
import { CURRENT_LIFE } from './lives.ts';
import { prepared } from './prepared.ts';
import type { Database, Db, Tx } from './schema.ts';

type EventRow = Selectable<Database['events']>;

/** A fact before the session has numbered it. */
export type Fact = SessionEvent extends infer E ? (E extends SessionEvent ? Omit<E, 'seq' | 'at'> : never) : never;

const insertEvent = prepared<EventRow, unknown>((db, param) =>
  db.insertInto('events').values({
    session_id: param('session_id'),
    seq: param('seq'),
    chat_id: param('chat_id'),
    at: param('at'),
    type: param('type'),
    author: param('author'),
    text: param('text'),
    cid: param('cid'),
    operator: param('operator'),
    detail: param('detail'),
  }),
);

const noteLife = prepared<{ sessionId: string; seq: number }, unknown>((db, param) =>
  db
    .insertInto('session_lives')
    .values({ session_id: param('sessionId'), life: CURRENT_LIFE, first_seq: param('seq') })
    .onConflict((conflict) => conflict.doNothing()),
);

export async function insertEvents(tx: Tx, sessionId: string, chatId: string, events: readonly SessionEvent[]): Promise<void> {
  for (const event of events) await insertEvent(tx, toRow(sessionId, chatId, event));
  const [first] = events;
  if (first) await noteLife(tx, { sessionId, seq: first.seq });
}

/** The most text on one page. It is below the slow-reader limit, or a slow client could never get past a page of long messages (R11). */
const PAGE_MAX_CHARS = 200_000;

const readAfter = prepared<{ sessionId: string; after: number }, EventRow>((db, param) =>
  db
    .selectFrom('events')
    .selectAll()
    .where('session_id', '=', param('sessionId'))
    .where('seq', '>', param('after'))
    .orderBy('seq')
    .limit(EVENTS_PER_PAGE),
);

/** The events after a cursor, in `seq` order, at most one page (R3). */
export async function eventsAfter(db: Db, sessionId: string, after: number): Promise<SessionEvent[]> {
  return fitting(await readAfter(db, { sessionId, after })).map(toEvent);
}

/** As many of the first rows as one page may carry, but at least one. */
function fitting(rows: EventRow[]): EventRow[] {
  let chars = 0;
  const end = rows.findIndex((row) => (chars += row.text?.length ?? 0) > PAGE_MAX_CHARS);
  return rows.slice(0, end < 0 ? rows.length : Math.max(1, end));
}

/** The last page of events before a seq, in `seq` order. */
export async function eventsBefore(db: Db, sessionId: string, before: number, limit = EVENTS_PER_PAGE): Promise<SessionEvent[]> {
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return fitting(rows).reverse().map(toEvent);
}

/** The operator who joined or answered last before a seq; null when nobody did. */
export async function operatorBefore(db: Db, sessionId: string, before: number): Promise<OperatorRef | null> {
  const row = await db
    .selectFrom('events')
    .select('operator')
    .where('session_id', '=', sessionId)
    .where('seq', '<', before)
    .where('operator', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.operator ? (JSON.parse(row.operator) as OperatorRef) : null;
}

/** Seq of the visitor's last message; 0 when they wrote none. */
export async function lastVisitorSeq(db: Db, sessionId: string): Promise<number> {
  const row = await db
    .selectFrom('events')
    .select('seq')
    .where('session_id', '=', sessionId)
    .where('type', '=', 'message.sent')
    .where('author', '=', 'visitor')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** How many messages the visitor has written after a seq. */
export async function visitorMessagesAfter(db: Db, sessionId: string, after: number): Promise<number> {
  const { count } = await db
    .selectFrom('events')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('session_id', '=', sessionId)
    .where('seq', '>', after)
    .where('type', '=', 'message.sent')
    .where('author', '=', 'visitor')
    .executeTakeFirstOrThrow();
  return Number(count);
}

function toRow(sessionId: string, chatId: string, event: SessionEvent): EventRow {
  const row: EventRow = {
    session_id: sessionId,
    seq: event.seq,
    chat_id: chatId,
    at: event.at,
    type: event.type,
    author: null,
    text: null,
    cid: null,
    operator: null,
    detail: null,
  };
  switch (event.type) {
    case 'message.sent':
      return { ...row, author: event.author, text: event.text, cid: event.cid, operator: event.operator && JSON.stringify(event.operator) };
    case 'operator.joined':
      return { ...row, operator: JSON.stringify(event.operator) };
    case 'session.ended':
      return { ...row, detail: JSON.stringify({ by: event.by }) };
    case 'session.rated':
      return { ...row, detail: JSON.stringify({ score: event.score, comment: event.comment }) };
    case 'session.started':
      return row;
  }
}

function toEvent(row: EventRow): SessionEvent {
  const numbered = { seq: row.seq, at: row.at };
  const operator = row.operator === null ? null : (JSON.parse(row.operator) as OperatorRef);
  const detail = () => JSON.parse(row.detail ?? '{}') as never;
  switch (row.type as SessionEvent['type']) {
    case 'message.sent':
      return { type: 'message.sent', ...numbered, author: row.author ?? 'system', text: shownText(row.text ?? ''), cid: row.cid, operator };
    case 'operator.joined':
      if (!operator) throw new Error(`event ${row.session_id}/${row.seq} names no operator`);
      return { type: 'operator.joined', ...numbered, operator };
    case 'session.ended':
      return { type: 'session.ended', ...numbered, ...(detail() as { by: EndedBy }) };
    case 'session.rated':
      return { type: 'session.rated', ...numbered, ...(detail() as { score: number; comment: string | null }) };
    case 'session.started':
      return { type: 'session.started', ...numbered };
  }
}
