import { statSync } from 'node:fs';
import { sql } from 'kysely';
import type { Db, Tx } from './schema.ts';

/** A file up to this size is rewritten at the start, in well below a second; a larger one needs `npm run data -- compact`. */
const REWRITE_MAX_BYTES = 64 * 2 ** 20;
/** Pages given back in one commit, which takes some milliseconds. */
const SLICE = 64;
/** Free pages that stay in the file for later rows: a tenth of it, and a megabyte at least. */
const SLACK_PAGES = 256;

const pragma = async (db: Db, name: string): Promise<number> => {
  const { rows } = await sql<Record<string, number>>`pragma ${sql.raw(name)}`.execute(db);
  return Object.values(rows[0] ?? {})[0] ?? 0;
};

/** Lets a database give back the space of removed rows later (D12). SQLite needs this set before the first table, or a rewritten file. */
export async function returnsSpace(db: Db, file: string): Promise<void> {
  const INCREMENTAL = 2;
  if ((await pragma(db, 'auto_vacuum')) === INCREMENTAL || statSync(file).size > REWRITE_MAX_BYTES) return;
  await compact(db).catch((error: unknown) => {
    // There is no room for a second copy, so the file stays as it is until there is.
    if (((error as { errcode?: number }).errcode ?? 0) !== 13) throw error;
  });
}

/** Rewrites the whole file without gaps. */
export async function compact(db: Db): Promise<void> {
  await sql`pragma auto_vacuum = incremental`.execute(db);
  await sql`vacuum`.execute(db);
}

/** Gives a few free pages at the end of the file back to the system; true when there are more. */
export async function giveBackPages(tx: Tx): Promise<boolean> {
  const free = await pragma(tx, 'freelist_count');
  const slack = Math.max(SLACK_PAGES, Math.ceil((await pragma(tx, 'page_count')) / 10));
  if (free <= slack) return false;
  await sql`pragma incremental_vacuum(${sql.raw(String(SLICE))})`.execute(tx);
  // If no page was given back, an earlier version made the file, and it cannot shrink.
  return free - SLICE > slack && (await pragma(tx, 'freelist_count')) < free;
}
