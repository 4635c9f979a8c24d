import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '../services.ts';
import { trimResults } from '../store/command-results.ts';
import type { Tx } from '../store/schema.ts';
import { listSites } from '../store/sites.ts';
import { trimSiteLog } from '../store/site-log.ts';
import { TOKEN_ENDS, trimTokens, type TokenPlace } from '../store/visitor-tokens.ts';
import { deleteSilentVisitors, type VisitorPlace } from '../store/visitors.ts';

const DAY_MS = 86_400_000;
const SITE_LOG_DAYS = 7;

/** How long one slice may occupy the database, and with SQLite the whole server (L5). */
const SLICE_MS = 20;
const ROWS_MIN = 10;
const ROWS_MAX = 1000;

type Tools = Pick<Services, 'unitOfWork' | 'store' | 'clock' | 'hub' | 'lifecycle'>;

/** Works on at most `rows` rows from `place` on; returns the place to go on from, or null at the end. */
type Slice<Place> = (tx: Tx, rows: number, place: Place | null) => Promise<Place | null>;

/** Removes rows that nobody will ask for again: command results, site events, tokens, silent visitors. It runs every hour. */
export async function removeExpired(tools: Tools): Promise<void> {
  const { clock, hub, store, unitOfWork } = tools;
  const now = clock.now();
  await inSlices(tools, (tx, rows) => trimResults(tx, now, rows));
  for (const { id } of await unitOfWork.run(listSites, { reads: true }))
    await inSlices(tools, (tx, rows) => trimSiteLog(tx, id, now - SITE_LOG_DAYS * DAY_MS, rows));
  for (const end of TOKEN_ENDS) await inSlices<TokenPlace>(tools, (tx, rows, place) => trimTokens(tx, end, now, rows, place));
  const isHere = (siteId: string, visitorId: string) => hub.live(siteId, visitorId).online;
  await inSlices<VisitorPlace>(tools, (tx, rows, place) => deleteSilentVisitors(tx, now - DAY_MS, isHere, rows, place));
  const { giveBack } = store;
  if (giveBack) await inSlices(tools, async (tx) => (await giveBack(tx)) || null);
}

/** Each slice is a commit of its own, as large as the time allows. The pause after it is as long as the slice took. */
async function inSlices<Place>({ unitOfWork, lifecycle }: Tools, slice: Slice<Place>): Promise<void> {
  let rows = 50;
  let place: Place | null = null;
  do {
    const from: Place | null = place;
    let ms = 0;
    place = await unitOfWork.run(async (tx) => {
      const started = performance.now();
      const next = await slice(tx, rows, from);
      ms = performance.now() - started;
      return next;
    });
    if (ms > SLICE_MS / 2) rows = Math.max(ROWS_MIN, Math.floor(rows / 2));
    else if (ms < SLICE_MS / 8) rows = Math.min(ROWS_MAX, rows * 2);
    if (place !== null) await pause(ms, undefined, { ref: false });
  } while (place !== null && !lifecycle.draining);
}
