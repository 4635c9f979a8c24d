import { statSync } from 'node:fs';
import { sql } from 'kysely';
import type { Db, Tx } from './schema.ts';

/** A file up to this size is rewritten at the start, well below a second; a larger one by `npm run data -- compact`. */
const REWRITE_MAX_BYTES = 64 * 2 ** 20;
/** Pages given back in one commit: some milliseconds. */
const SLICE = 64;
/** Free pages that stay for what comes next: a tenth, and a megabyte at least. */
const SLACK_PAGES = 256;

const pragma = async (db: Db, name: string): Promise<number> => {
  const { rows } = await sql<Record<string, number>>`pragma ${sql.raw(name)}`.execute(db);
  return Object.values(rows[0] ?? {})[0] ?? 0;
};

/** Lets a database give the space of removed rows back later (D12). SQLite wants that known before the first table, or the file written anew. */
export async function returnsSpace(db: Db, file: string): Promise<void> {
  const INCREMENTAL = 2;
  if ((await pragma(db, 'auto_vacuum')) === INCREMENTAL || statSync(file).size > REWRITE_MAX_BYTES) return;
  await compact(db).catch((error: unknown) => {
    // No room for a second copy: it stays as it is until there is.
    if (((error as { errcode?: number }).errcode ?? 0) !== 13) throw error;
  });
}

/** Writes the whole file anew, without a gap. */
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
  // None was given back: the file is of before, and cannot.
  return free - SLICE > slack && (await pragma(tx, 'freelist_count')) < free;
}
