import { EVENTS_PER_PAGE, type NumberedSiteEvent, type SiteEvent } from '../../protocol/index.ts';
import type { Db, Tx } from './schema.ts';

/** What is sent after a cursor at most, below what a slow reader may have waiting (R11). */
const CATCH_UP_MAX_CHARS = 500_000;

/**
 * Appends to the log operators follow. The site's row is locked by the update until the commit, so numbers become visible
 * in their own order (E4).
 */
export async function appendSiteEvents(tx: Tx, siteId: string, events: readonly SiteEvent[], now: number): Promise<NumberedSiteEvent[]> {
  if (events.length === 0) return [];
  const { gseq } = await tx
    .updateTable('sites')
    .set((eb) => ({ gseq: eb('gseq', '+', events.length) }))
    .where('id', '=', siteId)
    .returning('gseq')
    .executeTakeFirstOrThrow();
  const numbered = events.map((event, i) => ({ gseq: gseq - events.length + 1 + i, event }));
  await tx
    .insertInto('site_events')
    .values(numbered.map((n) => ({ site_id: siteId, gseq: n.gseq, at: now, body: JSON.stringify(n.event) })))
    .execute();
  return numbered;
}

export async function currentGseq(db: Db, siteId: string): Promise<number> {
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

/** Forgets events older than the given time; operators away for longer load the inbox anew. */
export async function trimSiteLog(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('site_events').where('at', '<', before).execute();
}
