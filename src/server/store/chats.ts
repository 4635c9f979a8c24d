import { sql, type Selectable } from 'kysely';
import { fold, type Chat, type ChatWas, type LastMessage, type OperatorRef } from '../../protocol/index.ts';
import { newId } from './ids.ts';
import { prepared, preparedFirst } from './prepared.ts';
import { CLOSED, NEW, parseOperators, type Database, type Db, type Tx } from './schema.ts';
import { findSession, toSession, type SessionRow } from './sessions.ts';
import { findVisitor, toVisitor, type LivePresence, type VisitorRow } from './visitors.ts';

export type ChatRow = Selectable<Database['chats']>;

export async function findChat(db: Db, siteId: string, id: string): Promise<ChatRow | null> {
  return (await db.selectFrom('chats').selectAll().where('id', '=', id).where('site_id', '=', siteId).executeTakeFirst()) ?? null;
}

/** The one chat of the session that is not closed. */
export async function findCurrentChat(db: Db, sessionId: string): Promise<ChatRow | null> {
  return (
    (await db.selectFrom('chats').selectAll().where('session_id', '=', sessionId).where('status', '<>', CLOSED).executeTakeFirst()) ?? null
  );
}

/** The newest chat of the session, closed or not. */
export async function findLastChat(db: Db, sessionId: string): Promise<ChatRow | null> {
  return (
    (await db.selectFrom('chats').selectAll().where('session_id', '=', sessionId).orderBy('first_seq', 'desc').executeTakeFirst()) ?? null
  );
}

/** Counts the chats begun at an address since a moment that no operator has joined. */
export async function countUnanswered(db: Db, siteId: string, addressKey: string, since: number): Promise<number> {
  const { n } = await db
    .selectFrom('chats')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('site_id', '=', siteId)
    .where('address_key', '=', addressKey)
    .where('created_at', '>', since)
    .where('status', '=', NEW)
    .executeTakeFirstOrThrow();
  return Number(n);
}

export async function addChat(
  tx: Tx,
  session: SessionRow,
  firstSeq: number,
  now: number,
  addressKey: string | null = null,
): Promise<ChatRow> {
  return tx
    .insertInto('chats')
    .values({
      id: newId(),
      site_id: session.site_id,
      session_id: session.id,
      visitor_id: session.visitor_id,
      status: 'new',
      created_at: now,
      closed_at: null,
      first_seq: firstSeq,
      operators: '[]',
      address_key: addressKey,
      last: null,
      last_at: now,
      rating: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function updateChat(tx: Tx, id: string, change: Partial<Omit<ChatRow, 'id' | 'site_id' | 'session_id'>>): Promise<ChatRow> {
  const row = await tx.updateTable('chats').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
  await keepPlaces(tx, row);
  return row;
}

const setLast = preparedFirst<{ id: string; unread: number; last: string; lastAt: number; folded: string }, ChatRow>((db, param) =>
  db
    .updateTable('chats')
    .set({ unread: param('unread'), last: param('last'), last_at: param('lastAt'), folded: param('folded'), done: 0 })
    .where('id', '=', param('id'))
    .returningAll(),
);

/** Updates badge and list row after a visitor's message. A chat that was left is active again. */
export async function noteLast(tx: Tx, id: string, unread: number, last: LastMessage): Promise<ChatRow> {
  const row = await setLast(tx, { id, unread, last: JSON.stringify(last), lastAt: last.at, folded: fold(last.text) });
  if (!row) throw new Error(`chat ${id} is gone`);
  await keepPlaces(tx, row);
  return row;
}

/** The columns that an operator's message changes. */
export const withLast = (last: LastMessage) => ({ last: JSON.stringify(last), last_at: last.at, folded: fold(last.text) });

const putPlace = prepared<Database['chat_operators'], unknown>((db, param) =>
  db
    .insertInto('chat_operators')
    .values({
      operator_id: param('operator_id'),
      chat_id: param('chat_id'),
      site_id: param('site_id'),
      done: param('done'),
      unread: param('unread'),
      last_at: param('last_at'),
    })
    .onConflict((c) =>
      c.columns(['operator_id', 'chat_id']).doUpdateSet((eb) => ({
        done: eb.ref('excluded.done'),
        unread: eb.ref('excluded.unread'),
        last_at: eb.ref('excluded.last_at'),
      })),
    ),
);

/** Keeps the chat's place in the inboxes of the operators who joined it. */
async function keepPlaces(tx: Tx, row: ChatRow): Promise<void> {
  if (row.operators === '[]') return;
  if (row.status === 'closed') {
    await tx.deleteFrom('chat_operators').where('chat_id', '=', row.id).execute();
    return;
  }
  const place = { chat_id: row.id, site_id: row.site_id, done: row.done, unread: row.unread > 0 ? 1 : 0, last_at: row.last_at };
  for (const { id } of parseOperators(row.operators)) await putPlace(tx, { operator_id: id, ...place });
}

export const toChat = (row: ChatRow, session: SessionRow, visitor: VisitorRow, live: LivePresence): Chat => ({
  id: row.id,
  session: toSession(session),
  visitor: toVisitor(visitor, live),
  status: row.status,
  createdAt: row.created_at,
  firstSeq: row.first_seq,
  operators: parseOperators(row.operators),
  unread: row.unread,
  last: row.last === null ? null : (JSON.parse(row.last) as LastMessage),
  closedAt: row.closed_at,
  ...(row.closed_by !== null && { closedBy: JSON.parse(row.closed_by) as OperatorRef }),
  lastAt: row.last_at,
  ...(row.done === 1 && session.status === 'active' && { left: true }),
  ...(row.rating !== null && { rating: row.rating }),
});

/** The chat's state before a change, as the inbox counts it. */
export const toWas = (row: ChatRow): ChatWas => ({
  status: row.status,
  done: row.done === 1,
  unread: row.unread,
  operators: parseOperators(row.operators).map(({ id }) => id),
});

/** Loads everything a Chat needs; `live` tells who is online now. */
export async function loadChat(db: Db, row: ChatRow, live: (visitorId: string) => LivePresence): Promise<Chat> {
  const session = await findSession(db, row.site_id, row.session_id);
  const visitor = await findVisitor(db, row.site_id, row.visitor_id);
  if (!session || !visitor) throw new Error(`chat ${row.id} has lost its session or visitor`);
  return toChat(row, session, visitor, live(visitor.id));
}

/** Chats that ended or were left before a moment and have no unread message; oldest first. */
export const listDoneChats = (db: Db, siteId: string, status: 'new' | 'open', before: number, limit: number) =>
  db
    .selectFrom('chats')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('status', '=', status)
    .where('done', '=', 1)
    .where('unread', '=', 0)
    .where('last_at', '<', before)
    .orderBy('last_at')
    .orderBy('id')
    .limit(limit)
    .execute();

/** Chats that an operator joined and in which nothing has happened since a moment, oldest first. */
export const listSilentChats = (db: Db, siteId: string, before: number, after: { at: number; id: string }, limit: number) =>
  db
    .selectFrom('chats')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('status', '=', 'open')
    .where('done', '=', 0)
    .where('last_at', '<', before)
    .where(sql<boolean>`(last_at, id) > (${after.at}, ${after.id})`)
    .orderBy('last_at')
    .orderBy('id')
    .limit(limit)
    .execute();

export const listSessionChats = (db: Db, sessionId: string) =>
  db.selectFrom('chats').selectAll().where('session_id', '=', sessionId).orderBy('first_seq').execute();

/** Chats of the visitor's earlier sessions, newest first, with the visitor's first words. */
export async function listPreviousChats(db: Db, visitorId: string, exceptSession: string | null, limit = 20) {
  let query = db
    .selectFrom('chats')
    .select(['id', 'session_id', 'first_seq', 'created_at'])
    .select((eb) =>
      eb
        .selectFrom('events')
        .select('text')
        .whereRef('events.session_id', '=', 'chats.session_id')
        .whereRef('events.seq', '>=', 'chats.first_seq')
        .whereRef('events.chat_id', '=', 'chats.id')
        .where('type', '=', 'message.sent')
        .where('author', '=', 'visitor')
        .orderBy('seq')
        .limit(1)
        .as('preview'),
    )
    .where('visitor_id', '=', visitorId);
  if (exceptSession !== null) query = query.where('session_id', '<>', exceptSession);
  return query.orderBy('created_at', 'desc').limit(limit).execute();
}

/** The chat's operators with this one among them, in the order of joining. */
export function withOperator(row: ChatRow, operator: OperatorRef): string {
  const operators = parseOperators(row.operators);
  return JSON.stringify(operators.some((o) => o.id === operator.id) ? operators : [...operators, operator]);
}
