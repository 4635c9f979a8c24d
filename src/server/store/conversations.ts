import type { ChatRow } from './chats.ts';
import { preparedFirst } from './prepared.ts';
import { ACTIVE, CLOSED, type Tx } from './schema.ts';
import type { SessionRow } from './sessions.ts';
import { visitorQuery, type VisitorRow } from './visitors.ts';

/** A visitor, their active session and its open chat, as far as they exist. */
export interface Conversation {
  readonly visitor: VisitorRow;
  readonly session: SessionRow | null;
  readonly chat: ChatRow | null;
}

const SESSION: readonly (keyof SessionRow)[] = [
  'id',
  'site_id',
  'visitor_id',
  'status',
  'started_at',
  'ended_at',
  'ended_by',
  'last_seq',
  'delivered_seq',
  'read_by_operator',
  'read_by_visitor',
  'active_at',
];
const CHAT: readonly (keyof ChatRow)[] = [
  'id',
  'site_id',
  'session_id',
  'visitor_id',
  'status',
  'created_at',
  'closed_at',
  'first_seq',
  'unread',
  'operators',
  'last',
  'done',
  'last_at',
  'rating',
  'folded',
];

type Row = VisitorRow & Readonly<Record<string, unknown>>;

const readConversation = preparedFirst<{ siteId: string; visitorId: string }, Row>((db, param) => {
  const query = visitorQuery(db)
    .leftJoin('sessions', (join) => join.onRef('sessions.visitor_id', '=', 'visitors.id').on('sessions.status', '=', ACTIVE))
    .leftJoin('chats', (join) => join.onRef('chats.session_id', '=', 'sessions.id').on('chats.status', '<>', CLOSED))
    .where('visitors.id', '=', param('visitorId'))
    .where('visitors.site_id', '=', param('siteId'));
  const joined = query
    .select(SESSION.map((name) => `sessions.${name} as session_${name}` as const))
    .select(CHAT.map((name) => `chats.${name} as chat_${name}` as const));
  return joined;
});

/** Finds the session and chat that a visitor's message goes into, in one query. */
export async function findConversation(tx: Tx, siteId: string, visitorId: string): Promise<Conversation | null> {
  const row = await readConversation(tx, { siteId, visitorId });
  if (!row) return null;
  return {
    visitor: row,
    session: part<SessionRow>(row, 'session', SESSION),
    chat: part<ChatRow>(row, 'chat', CHAT),
  };
}

function part<T>(row: Row, prefix: string, names: readonly (keyof T & string)[]): T | null {
  if (row[`${prefix}_id`] === null) return null;
  const result: Record<string, unknown> = {};
  for (const name of names) result[name] = row[`${prefix}_${name}`];
  return result as T;
}
