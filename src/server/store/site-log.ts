import { EVENTS_PER_PAGE, type NumberedSiteEvent, type SiteEvent } from '../../protocol/index.ts';
import type { Insertable } from 'kysely';
import { CURRENT_LIFE } from './lives.ts';
import { prepared, preparedFirst } from './prepared.ts';
import type { Database, Db, Tx } from './schema.ts';

/** The most text sent after a cursor; it is below the slow-reader limit (R11). */
const CATCH_UP_MAX_CHARS = 500_000;

/** Events of one job that wait for their numbers. `numbered` is filled when they are written. */
export interface LogEntry {
  readonly siteId: string;
  readonly events: readonly SiteEvent[];
  readonly at: number;
  numbered: readonly NumberedSiteEvent[];
}

/**
 * The log that operators follow, within one transaction. The events of all jobs of a commit are numbered and written together,
 * before the commit or before a job reads the log. The update locks the site's row until the commit, so numbers become visible
 * in their own order (E4).
 */
export class SiteLog {
  readonly #tx: Tx;
  #waiting: LogEntry[] = [];

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  append(siteId: string, events: readonly SiteEvent[], at: number): LogEntry {
    const entry: LogEntry = { siteId, events, at, numbered: [] };
    this.#waiting.push(entry);
    return entry;
  }

  /** Remembers the state of the log; the returned function goes back to it when the savepoint taken now is rolled back. */
  mark(): () => void {
    const waiting = this.#waiting;
    const { length } = waiting;
    return () => {
      waiting.length = length;
      this.#waiting = waiting;
    };
  }

  async write(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    // A new list, not an emptied one: a job that reads the log may still be undone, and its numbers with it.
    this.#waiting = [];
    // Every server uses the same order, else two servers could wait for each other's rows.
    for (const siteId of [...new Set(waiting.map((entry) => entry.siteId))].sort()) {
      const entries = waiting.filter((entry) => entry.siteId === siteId);
      const count = entries.reduce((sum, { events }) => sum + events.length, 0);
      const site = await takeGseqs(this.#tx, { siteId, count });
      if (!site) throw new Error(`site ${siteId} is gone`);
      let gseq = site.gseq - count;
      const rows: LogRow[] = [];
      for (const entry of entries) {
        entry.numbered = entry.events.map((event) => ({ gseq: ++gseq, event }));
        for (const n of entry.numbered) rows.push({ site_id: siteId, gseq: n.gseq, at: entry.at, body: JSON.stringify(n.event) });
      }
      await insertRows(this.#tx, rows);
    }
  }
}

const logs = new WeakMap<object, SiteLog>();

/** The log of a transaction. */
export function siteLogOf(tx: Tx): SiteLog {
  let log = logs.get(tx);
  if (!log) logs.set(tx, (log = new SiteLog(tx)));
  return log;
}

type LogRow = Insertable<Database['site_events']>;

const takeGseqs = preparedFirst<{ siteId: string; count: number }, { gseq: number }>((db, param) =>
  db
    .updateTable('sites')
    .set((eb) => ({ gseq: eb('gseq', '+', param('count')) }))
    .where('id', '=', param('siteId'))
    .returning('gseq'),
);

/** Rows per insert statement: a few sizes, so that only a few statements are prepared. */
const SIZES = [32, 8, 2, 1];
const inserts = SIZES.map((size) =>
  prepared<Record<string, never>, unknown>((db, param) =>
    db.insertInto('site_events').values(
      Array.from({ length: size }, (_, i) => ({
        site_id: param(`site_id${i}`),
        gseq: param(`gseq${i}`),
        at: param(`at${i}`),
        body: param(`body${i}`),
        life: CURRENT_LIFE,
      })),
    ),
  ),
);

async function insertRows(tx: Tx, rows: readonly LogRow[]): Promise<void> {
  let done = 0;
  for (const [place, size] of SIZES.entries())
    for (; rows.length - done >= size; done += size) {
      const values: Record<string, unknown> = {};
      for (const [i, row] of rows.slice(done, done + size).entries())
        for (const [name, value] of Object.entries(row)) values[`${name}${i}`] = value;
      await inserts[place]?.(tx, values as Record<string, never>);
    }
}

/** The number of the site's last event, after the waiting events of this transaction are written. */
export async function currentGseq(db: Db, siteId: string): Promise<number> {
  await logs.get(db)?.write();
  return (await db.selectFrom('sites').select('gseq').where('id', '=', siteId).executeTakeFirstOrThrow()).gseq;
}

/** The site's events after a cursor; null when it is from the future, too far behind or no longer kept: the inbox must be reloaded. */
export async function siteEventsAfter(db: Db, siteId: string, after: number): Promise<NumberedSiteEvent[] | null> {
  const current = await currentGseq(db, siteId);
  if (after > current || current - after > EVENTS_PER_PAGE) return null;
  const rows = await db
    .selectFrom('site_events')
    .select(['gseq', 'body'])
    .where('site_id', '=', siteId)
    .where('gseq', '>', after)
    .orderBy('gseq')
    .execute();
  if (rows.length !== current - after) return null;
  // The messages are long. Reloading the inbox is smaller, so a slow reader gets past it.
  if (rows.reduce((chars, row) => chars + row.body.length, 0) > CATCH_UP_MAX_CHARS) return null;
  return rows.map((row) => ({ gseq: row.gseq, event: JSON.parse(row.body) as SiteEvent }));
}

/** The time of the first event after a cursor; null when there is none. */
export async function firstEventAfter(db: Db, siteId: string, after: number): Promise<{ at: number } | null> {
  await logs.get(db)?.write();
  const row = await db
    .selectFrom('site_events')
    .select('at')
    .where('site_id', '=', siteId)
    .where('gseq', '>', after)
    .orderBy('gseq')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Removes a site's events older than the given time, at most `rows` of them; operators away for longer reload the inbox.
 * Returns null when none is left, true when there may be more. The log is in order of time, so its first events are the oldest.
 */
export async function trimSiteLog(tx: Tx, siteId: string, before: number, rows: number): Promise<true | null> {
  const first = await tx
    .selectFrom('site_events')
    .select(['gseq', 'at'])
    .where('site_id', '=', siteId)
    .orderBy('gseq')
    .limit(rows)
    .execute();
  const kept = first.findIndex(({ at }) => at >= before);
  const last = first.at(kept < 0 ? -1 : kept - 1);
  if (!last || kept === 0) return null;
  await tx.deleteFrom('site_events').where('site_id', '=', siteId).where('gseq', '<=', last.gseq).execute();
  return kept < 0 && first.length === rows ? true : null;
}
