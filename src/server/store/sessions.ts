import { sql, type Selectable } from 'kysely';
import type { EndedBy, Session } from '../../protocol/index.ts';
import { newId } from './ids.ts';
import { preparedFirst } from './prepared.ts';
import { ACTIVE, type Database, type Db, type Tx } from './schema.ts';

export type SessionRow = Selectable<Database['sessions']>;

const readActive = preparedFirst<{ visitorId: string }, SessionRow>((db, param) =>
  db.selectFrom('sessions').selectAll().where('visitor_id', '=', param('visitorId')).where('status', '=', ACTIVE),
);

export const findActiveSession = (db: Db, visitorId: string): Promise<SessionRow | null> => readActive(db, { visitorId });

const readSession = preparedFirst<{ siteId: string; id: string }, SessionRow>((db, param) =>
  db.selectFrom('sessions').selectAll().where('id', '=', param('id')).where('site_id', '=', param('siteId')),
);

export const findSession = (db: Db, siteId: string, id: string): Promise<SessionRow | null> => readSession(db, { siteId, id });

const readOwn = preparedFirst<{ visitorId: string; id: string }, SessionRow>((db, param) =>
  db.selectFrom('sessions').selectAll().where('id', '=', param('id')).where('visitor_id', '=', param('visitorId')),
);

/** The visitor's own session, whatever its state; null when it belongs to another visitor. */
export const findOwnSession = (db: Db, visitorId: string, id: string): Promise<SessionRow | null> => readOwn(db, { visitorId, id });

export async function addSession(tx: Tx, siteId: string, visitorId: string, now: number): Promise<SessionRow> {
  return tx
    .insertInto('sessions')
    .values({ id: newId(), site_id: siteId, visitor_id: visitorId, status: 'active', started_at: now, ended_at: null, ended_by: null })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Active sessions in which nobody wrote since a moment of the idle clock, oldest first. */
export const listIdleSessions = (db: Db, before: number) =>
  db
    .selectFrom('sessions')
    .select(['id', 'site_id'])
    .where('status', '=', ACTIVE)
    .where('active_at', '<=', before)
    .orderBy('active_at')
    .limit(1000)
    .execute();

export async function findIdleSession(tx: Tx, id: string, before: number): Promise<SessionRow | null> {
  return (
    (await tx
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', id)
      .where('status', '=', ACTIVE)
      .where('active_at', '<=', before)
      .executeTakeFirst()) ?? null
  );
}

const takeNumbers = preparedFirst<{ id: string; count: number; activeAt: number; delivered: number }, SessionRow>((db, param) =>
  db
    .updateTable('sessions')
    .set((eb) => ({
      last_seq: eb('last_seq', '+', param('count')),
      active_at: param('activeAt'),
      delivered_seq: eb
        .case(sql<number>`cast(${param('delivered')} as integer)`)
        .when(1)
        .then(eb('last_seq', '+', param('count')))
        .else(eb.ref('delivered_seq'))
        .end(),
    }))
    .where('id', '=', param('id'))
    .returningAll(),
);

/**
 * Takes the next `count` numbers of the session (E1) and returns the row with the new `last_seq`. `activeAt`: the idle clock
 * now. `delivered`: an operator's screen gets the events with the commit.
 */
export async function takeSeqs(
  tx: Tx,
  sessionId: string,
  count: number,
  { activeAt, delivered }: { activeAt: number; delivered: boolean },
): Promise<SessionRow> {
  const row = await takeNumbers(tx, { id: sessionId, count, activeAt, delivered: delivered ? 1 : 0 });
  if (!row) throw new Error(`session ${sessionId} is gone`);
  return row;
}

export async function markEnded(tx: Tx, sessionId: string, by: EndedBy, now: number): Promise<SessionRow> {
  return tx
    .updateTable('sessions')
    .set({ status: 'ended', ended_at: now, ended_by: by })
    .where('id', '=', sessionId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Moves a mark forward, never back and never past the end; null when it did not move. */
export async function moveMark(
  tx: Tx,
  sessionId: string,
  mark: 'delivered_seq' | 'read_by_operator' | 'read_by_visitor',
  seq: number,
): Promise<SessionRow | null> {
  return (
    (await tx
      .updateTable('sessions')
      .set({ [mark]: seq })
      .where('id', '=', sessionId)
      .where(mark, '<', seq)
      .where('last_seq', '>=', seq)
      .returningAll()
      .executeTakeFirst()) ?? null
  );
}

/** Marks everything in the site's active sessions as delivered, once an operator's screen is connected. */
export async function deliverAll(tx: Tx, siteId: string): Promise<SessionRow[]> {
  return tx
    .updateTable('sessions')
    .set((eb) => ({ delivered_seq: eb.ref('last_seq') }))
    .where('site_id', '=', siteId)
    .where('status', '=', ACTIVE)
    .whereRef('delivered_seq', '<', 'last_seq')
    .returningAll()
    .execute();
}

export const toSession = (row: SessionRow): Session => ({
  id: row.id,
  status: row.status,
  startedAt: row.started_at,
  endedBy: row.ended_by,
  lastSeq: row.last_seq,
  deliveredSeq: row.delivered_seq,
  readByOperator: row.read_by_operator,
  readByVisitor: row.read_by_visitor,
});
