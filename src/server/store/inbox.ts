import { sql, type SelectQueryBuilder } from 'kysely';
import {
  compareInbox,
  inboxPosition,
  type InboxCounts,
  type InboxFilter,
  type InboxPosition,
  type InboxTab,
} from '../../protocol/index.ts';
import { toChat, type ChatRow } from './chats.ts';
import { NEW, NO, OPEN, YES, type Database, type Db } from './schema.ts';
import { findSession } from './sessions.ts';
import { findVisitor, type LivePresence } from './visitors.ts';
import { containing } from './search.ts';

export interface InboxQuery {
  readonly tab: InboxTab;
  readonly filter: InboxFilter;
  /** Folded text; empty finds everything. */
  readonly words: string;
  /** Visitors whose current page has the words. */
  readonly onPage: readonly string[];
  readonly operatorId: string;
  readonly after: InboxPosition | null;
  readonly limit: number;
}

type Rank = InboxPosition['rank'];
type ChatQuery = SelectQueryBuilder<Database, 'chats', ChatRow>;
/** A part of the inbox that one index holds in its order. */
interface Source {
  readonly rank: Rank;
  readonly query: (db: Db, siteId: string, operatorId: string) => ChatQuery;
  readonly at: 'chats.created_at' | 'chats.last_at' | 'chat_operators.last_at';
  readonly id: 'chats.id' | 'chat_operators.chat_id';
}

const chatsOf = (db: Db, siteId: string) => db.selectFrom('chats').selectAll('chats').where('chats.site_id', '=', siteId);

const waiting: Source = {
  rank: 0,
  query: (db, siteId) => chatsOf(db, siteId).where('chats.status', '=', NEW).where('chats.done', '=', NO),
  at: 'chats.created_at',
  id: 'chats.id',
};

/** The operator's own chats, read or unread. */
const own = (done: 0 | 1, unread: 0 | 1): Source => ({
  rank: unread === 1 ? 1 : 2,
  query: (db, siteId, operatorId) =>
    db
      .selectFrom('chat_operators')
      .innerJoin('chats', 'chats.id', 'chat_operators.chat_id')
      .selectAll('chats')
      .where('chat_operators.operator_id', '=', operatorId)
      .where('chat_operators.site_id', '=', siteId)
      .where('chat_operators.done', '=', done)
      .where('chat_operators.unread', '=', unread),
  at: 'chat_operators.last_at',
  id: 'chat_operators.chat_id',
});

/** The site's chats, without the operator's own unread ones: those stand further up. */
const rest = (status: typeof NEW | typeof OPEN, done: 0 | 1): Source => ({
  rank: 2,
  query: (db, siteId, operatorId) =>
    chatsOf(db, siteId)
      .where('chats.status', '=', status)
      .where('chats.done', '=', done === 1 ? YES : NO)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('chat_operators')
              .select('chat_operators.chat_id')
              .whereRef('chat_operators.chat_id', '=', 'chats.id')
              .where('chat_operators.operator_id', '=', operatorId)
              .where('chat_operators.unread', '=', 1),
          ),
        ),
      ),
  at: 'chats.last_at',
  id: 'chats.id',
});

const SOURCES: Readonly<Record<InboxTab, readonly Source[]>> = {
  unassigned: [waiting, rest(NEW, 1)],
  mine: [own(0, 1), own(1, 1), own(0, 0), own(1, 0)],
  all: [waiting, own(0, 1), own(1, 1), rest(OPEN, 0), rest(OPEN, 1), rest(NEW, 1)],
};
const ENDED: Readonly<Record<InboxTab, readonly Source[]>> = {
  unassigned: [rest(NEW, 1)],
  mine: [own(1, 1), own(1, 0)],
  all: [own(1, 1), rest(OPEN, 1), rest(NEW, 1)],
};

/** One page, and whether there is more. It takes a few short index reads, however full the inbox is (L1). */
export async function listInbox(
  db: Db,
  siteId: string,
  query: InboxQuery,
  live: (visitorId: string) => LivePresence,
): Promise<{ chats: ReturnType<typeof toChat>[]; more: boolean }> {
  const { tab, filter, operatorId, after, limit } = query;
  const sources = filter === 'ended' ? ENDED[tab] : SOURCES[tab];
  const rows: ChatRow[] = [];
  for (const rank of [0, 1, 2] as const) {
    // Ranks follow one another: once the page is full, lower ranks are not read.
    if (rows.length > limit || (after && rank < after.rank)) continue;
    for (const source of sources) if (source.rank === rank) rows.push(...(await read(db, siteId, source, query)));
  }
  const chats: ReturnType<typeof toChat>[] = [];
  for (const row of rows) {
    const session = await findSession(db, siteId, row.session_id);
    const visitor = await findVisitor(db, siteId, row.visitor_id);
    if (!session || !visitor) throw new Error(`chat ${row.id} has lost its session or visitor`);
    chats.push(toChat(row, session, visitor, live(visitor.id)));
  }
  chats.sort((a, b) => compareInbox(inboxPosition(a, operatorId), inboxPosition(b, operatorId)));
  return { chats: chats.slice(0, limit), more: chats.length > limit };
}

function read(db: Db, siteId: string, { rank, query, at, id }: Source, { filter, words, onPage, operatorId, after, limit }: InboxQuery) {
  const direction = rank === 0 ? 'asc' : 'desc';
  let found = query(db, siteId, operatorId)
    .orderBy(sql.ref(at), direction)
    .orderBy(sql.ref(id), direction)
    .limit(limit + 1);
  if (after?.rank === rank) {
    const sign = rank === 0 ? sql`>` : sql`<`;
    found = found.where(sql<boolean>`(${sql.ref(at)}, ${sql.ref(id)}) ${sign} (${after.at}, ${after.id})`);
  }
  if (filter === 'unread') found = found.where('chats.unread', '>', NO);
  if (words !== '')
    found = found.where((eb) =>
      eb.or([
        containing('chats.folded', words),
        eb.exists(
          eb
            .selectFrom('visitors')
            .select('visitors.id')
            .whereRef('visitors.id', '=', 'chats.visitor_id')
            .where(containing('visitors.folded', words)),
        ),
        ...(onPage.length > 0 ? [eb('chats.visitor_id', 'in', onPage)] : []),
      ]),
    );
  return found.execute();
}

/** The number of chats that have ended or were left and are still listed. */
export async function countDone(db: Db, siteId: string): Promise<number> {
  const { n } = await db
    .selectFrom('chats')
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .where('site_id', '=', siteId)
    .where('status', 'in', ['new', 'open'])
    .where('done', '=', 1)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Counts the whole inbox, not one page. */
export async function countInbox(db: Db, siteId: string, operatorId: string): Promise<InboxCounts> {
  const ofSite = () =>
    db
      .selectFrom('chats')
      .select(['status', 'done'])
      .select((eb) => eb.fn.countAll<number | string>().as('n'))
      .where('site_id', '=', siteId)
      .where('status', 'in', ['new', 'open'])
      .groupBy(['status', 'done']);
  const all = await ofSite().execute();
  const unread = await ofSite().where('unread', '>', NO).execute();
  const mine = await db
    .selectFrom('chat_operators')
    .select(['done', 'unread'])
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .where('operator_id', '=', operatorId)
    .where('site_id', '=', siteId)
    .groupBy(['done', 'unread'])
    .execute();
  const sum = <R extends { n: number | string }>(rows: readonly R[], is: (row: R) => boolean = () => true): number =>
    rows.reduce((total, row) => total + (is(row) ? Number(row.n) : 0), 0);
  const isNew = (row: { status: string }) => row.status === 'new';
  const isOver = (row: { done: number }) => row.done === 1;
  return {
    unassigned: { total: sum(all, isNew), unread: sum(unread, isNew), ended: sum(all, (row) => isNew(row) && isOver(row)) },
    mine: { total: sum(mine), unread: sum(mine, (row) => row.unread === 1), ended: sum(mine, isOver) },
    all: { total: sum(all), unread: sum(unread), ended: sum(all, isOver) },
    waiting: sum(all, (row) => isNew(row) && !isOver(row)),
  };
}
