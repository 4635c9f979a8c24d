import { EVENTS_PER_PAGE, type NumberedSiteEvent, type SiteEvent } from '../../protocol/index.ts';
import type { Insertable } from 'kysely';
import { CURRENT_LIFE } from './lives.ts';
import { prepared, preparedFirst } from './prepared.ts';
import type { Database, Db, Tx } from './schema.ts';

/** What is sent after a cursor at most, below what a slow reader may have waiting (R11). */
const CATCH_UP_MAX_CHARS = 500_000;

/** Events of one job that wait for their numbers. `numbered` is there when they are written. */
export interface LogEntry {
  readonly siteId: string;
  readonly events: readonly SiteEvent[];
  readonly at: number;
  numbered: readonly NumberedSiteEvent[];
}

/**
 * The log operators follow, within one transaction. What the jobs of a commit have to say is numbered and written together,
 * before the commit or before somebody reads the log. The site's row is locked by the update until the commit, so numbers
 * become visible in their own order (E4).
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

  /** Remembers where the log stands; the returned function goes back there, with the savepoint that was taken now. */
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
    // Another list, not an emptied one: a job that reads the log may yet be undone, and its numbers with it.
    this.#waiting = [];
    // In one order everywhere, else two servers could wait for each other's rows.
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

/** Rows a statement inserts: a few sizes, so that there are a few statements. */
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

/** The number of the site's last event; what this transaction has to say is written first. */
export async function currentGseq(db: Db, siteId: string): Promise<number> {
  await logs.get(db)?.write();
  return (await db.selectFrom('sites').select('gseq').where('id', '=', siteId).executeTakeFirstOrThrow()).gseq;
}

/** The site's events after a cursor; null when the cursor is from the future, too far behind or no longer kept: load the inbox anew. */
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
  // Long messages: the inbox is smaller, and a slow reader gets past it.
  if (rows.reduce((chars, row) => chars + row.body.length, 0) > CATCH_UP_MAX_CHARS) return null;
  return rows.map((row) => ({ gseq: row.gseq, event: JSON.parse(row.body) as SiteEvent }));
}

/** When something next happened after a cursor; null when nothing has. */
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
 * Forgets a site's events older than the given time, at most `rows` of them; operators away for longer load the inbox anew.
 * Null when none is left, else that there may be more. The log has the order of time, so the oldest are its first.
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
