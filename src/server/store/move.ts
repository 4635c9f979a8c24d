import type { Db } from './schema.ts';
import { StoreFault } from './fault.ts';
import { readMeta, writeMeta } from './meta.ts';
import { insertRows, listTables, readPages, sumOf, type Row, type Table } from './tables.ts';

/** Key in the target while a move into it is under way. */
export const MOVING = 'moving';
/** Key in the source after a move: the place it was moved to. */
export const MOVED = 'moved_to';
/** Key in the source: the id by which the target recognises it. */
const SOURCE = 'move_source';
const OWN_KEYS = new Set([MOVING, MOVED, SOURCE, 'probe']);

interface Progress {
  readonly source: string;
  readonly table: string | null;
  readonly after: readonly unknown[] | null;
}

export type Tell = (text: string) => void;

/** The rows that the copy itself keeps in `meta` are no data. */
const isData = (table: Table) => (row: Row) => table.name !== 'meta' || !OWN_KEYS.has(String(row['key']));

/**
 * Copies the embedded database into an empty one, one transaction per step, so that a stopped move goes on where it was. In the
 * source only its mark changes.
 */
export async function moveInto(source: Db, target: Db, id: string, tell: Tell): Promise<number> {
  const from = (await readMeta(source, SOURCE)) ?? id;
  await writeMeta(source, SOURCE, from);
  const tables = await listTables(source);
  const begun = JSON.parse((await readMeta(target, MOVING)) ?? 'null') as Progress | null;
  if (begun && begun.source !== from)
    throw new StoreFault(
      'Another data folder is being moved into this database. Finish that first, or name an empty database in DATABASE_URL.',
    );
  if (!begun) {
    for (const table of tables)
      if ((await sumOf(target, table, isData(table))).count > 0)
        throw new StoreFault(`The database of DATABASE_URL is not empty: "${table.name}" has rows. Name an empty one.`);
    await writeMeta(target, MOVING, JSON.stringify({ source: from, table: null, after: null } satisfies Progress));
  } else tell('Going on where the move was stopped.');

  const start = Math.max(0, begun?.table ? tables.findIndex(({ name }) => name === begun.table) : 0);
  for (const table of tables.slice(start)) {
    let copied = 0;
    for await (const page of readPages(source, table, table.name === begun?.table ? begun.after : null)) {
      const rows = page.filter(isData(table));
      const last = page.at(-1) as Row;
      await target.transaction().execute(async (tx) => {
        if (rows.length > 0) await insertRows(tx, table, rows);
        const after = table.key.map((name) => last[name]);
        await writeMeta(tx, MOVING, JSON.stringify({ source: from, table: table.name, after } satisfies Progress));
      });
      copied += rows.length;
      tell(`  ${table.name}: ${copied} rows`);
    }
  }
  const total = await verifyCopy(source, target, tables);
  await writeMeta(target, MOVING, null);
  return total;
}

/** Checks that every table has the same rows on both sides, by number and hash; throws otherwise. Returns the number of rows. */
export async function verifyCopy(source: Db, target: Db, tables: readonly Table[]): Promise<number> {
  let total = 0;
  for (const table of tables) {
    const [one, other] = [await sumOf(source, table, isData(table)), await sumOf(target, table, isData(table))];
    if (one.count !== other.count || one.hash !== other.hash)
      throw new StoreFault(
        `The copy of "${table.name}" differs from its source (${one.count} rows here, ${other.count} there). Empty the database of DATABASE_URL and start again.`,
      );
    total += one.count;
  }
  return total;
}

/** Copies every row, table by table. The target must be empty. */
export async function copyAll(source: Db, target: Db, tables: readonly Table[], tell: Tell): Promise<void> {
  for (const table of tables) {
    let copied = 0;
    for await (const page of readPages(source, table)) {
      const rows = page.filter(isData(table));
      if (rows.length > 0) await insertRows(target, table, rows);
      copied += rows.length;
    }
    if (copied > 0) tell(`  ${table.name}: ${copied} rows`);
  }
}
