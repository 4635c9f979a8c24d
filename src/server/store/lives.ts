import { sql } from 'kysely';
import { newId } from './ids.ts';
import { preparedFirst } from './prepared.ts';
import type { Db, Tx } from './schema.ts';

/*
 * A life is the time of one server on the database, from one start to the next. Its id is the `epoch` that clients are told, and
 * the database knows in which life each event was stored. A client of an earlier life has seen no event of a later one. So if
 * the event at its cursor is of a later life, or its life is unknown here, the database was restored in between, by whatever
 * means, and the client reads everything anew (R2, D6).
 */

/** A client that was away for more server starts than this reads everything anew. */
const KEPT = 1000;

/** The number of the life that events are stored in now. */
export const CURRENT_LIFE = sql<number>`coalesce((select max(number) from lives), 0)`;

/** Begins the next life and returns its id. */
export async function beginLife(db: Db): Promise<string> {
  const id = newId();
  await sql`insert into lives (number, id) select coalesce(max(number), 0) + 1, ${id} from lives`.execute(db);
  await sql`delete from lives where number <= (select max(number) from lives) - ${sql.lit(KEPT)}`.execute(db);
  return id;
}

/** Called after an announced restore: every client reads everything anew, and obeys the gates as they are now (B6). */
export async function forgetLives(db: Db, now: number): Promise<void> {
  const id = newId();
  await sql`insert into lives (number, id) select coalesce(max(number), 0) + 1, ${id} from lives`.execute(db);
  await sql`delete from lives where id <> ${id}`.execute(db);
  // Pages may know higher gate versions than the backup does. The time in seconds is above any count of them.
  const seconds = Math.floor(now / 1000);
  await sql`update sites set gate_version = case when gate_version < ${seconds} then ${seconds} else gate_version + 1 end`.execute(db);
}

const readNewest = preparedFirst<Record<string, never>, { id: string }>((db) =>
  db.selectFrom('lives').select('id').orderBy('number', 'desc').limit(1),
);

/** The id of the current life; null before the first. */
export const currentLife = async (db: Db): Promise<string | null> => (await readNewest(db, {}))?.id ?? null;

/** Whether a client that was told `epoch` has seen the events stored here, up to one of life `eventLife` (null: that event is gone). */
async function hasSeen(db: Db, epoch: string, eventLife: number | null): Promise<boolean> {
  const life = await db.selectFrom('lives').select('number').where('id', '=', epoch).executeTakeFirst();
  return life !== undefined && eventLife !== null && eventLife <= life.number;
}

/** The same for the cursor of a visitor. */
export async function hasSeenSession(db: Db, epoch: string, cursor: { session: string; seq: number }): Promise<boolean> {
  return hasSeen(db, epoch, cursor.seq === 0 ? 0 : await lifeOfEvent(db, cursor));
}

async function lifeOfEvent(db: Db, { session, seq }: { session: string; seq: number }): Promise<number | null> {
  const event = await db.selectFrom('events').select('seq').where('session_id', '=', session).where('seq', '=', seq).executeTakeFirst();
  if (!event) return null;
  const begun = await db
    .selectFrom('session_lives')
    .select('life')
    .where('session_id', '=', session)
    .where('first_seq', '<=', seq)
    .orderBy('life', 'desc')
    .limit(1)
    .executeTakeFirst();
  return begun?.life ?? 0;
}

/** The same for the cursor of an operator. */
export async function hasSeenSite(tx: Tx, epoch: string, siteId: string, gseq: number): Promise<boolean> {
  const event = await tx.selectFrom('site_events').select('life').where('site_id', '=', siteId).where('gseq', '=', gseq).executeTakeFirst();
  return hasSeen(tx, epoch, gseq === 0 ? 0 : (event?.life ?? null));
}
