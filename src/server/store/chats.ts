import type { Selectable } from 'kysely';
import type { Chat, LastMessage, OperatorRef } from '../../protocol/index.ts';
import { newId } from './ids.ts';
import { preparedFirst } from './prepared.ts';
import { CLOSED, parseOperators, type Database, type Db, type Tx } from './schema.ts';
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

export async function addChat(tx: Tx, session: SessionRow, firstSeq: number, now: number): Promise<ChatRow> {
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
      last: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function updateChat(tx: Tx, id: string, change: Partial<Omit<ChatRow, 'id' | 'site_id' | 'session_id'>>): Promise<ChatRow> {
  return tx.updateTable('chats').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

const setLast = preparedFirst<{ id: string; unread: number; last: string }, ChatRow>((db, param) =>
  db
    .updateTable('chats')
    .set({ unread: param('unread'), last: param('last') })
    .where('id', '=', param('id'))
    .returningAll(),
);

/** A visitor's message: the badge and the list row. */
export async function noteLast(tx: Tx, id: string, unread: number, last: LastMessage): Promise<ChatRow> {
  const row = await setLast(tx, { id, unread, last: JSON.stringify(last) });
  if (!row) throw new Error(`chat ${id} is gone`);
  return row;
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
});

/** Joins what a Chat needs; `live` tells who is here now. */
export async function loadChat(db: Db, row: ChatRow, live: (visitorId: string) => LivePresence): Promise<Chat> {
  const session = await findSession(db, row.site_id, row.session_id);
  const visitor = await findVisitor(db, row.site_id, row.visitor_id);
  if (!session || !visitor) throw new Error(`chat ${row.id} has lost its session or visitor`);
  return toChat(row, session, visitor, live(visitor.id));
}

export async function listOpenChats(db: Db, siteId: string): Promise<ChatRow[]> {
  return db
    .selectFrom('chats')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('status', '<>', CLOSED)
    .orderBy('created_at', 'desc')
    .limit(500)
    .execute();
}

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

/** With the operator among those who joined, in the order of joining. */
export function withOperator(row: ChatRow, operator: OperatorRef): string {
  const operators = parseOperators(row.operators);
  return JSON.stringify(operators.some((o) => o.id === operator.id) ? operators : [...operators, operator]);
}
