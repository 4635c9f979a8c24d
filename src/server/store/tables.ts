import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** What a copy needs to know of a table. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

export type Row = Record<string, unknown>;

/** Values in one statement; below the limits of both databases. */
const VALUES_MAX = 8000;
const ROWS_MAX = 500;

/** Every table of our own in the embedded database; a table comes after those it refers to. PostgreSQL has the same ones. */
export async function listTables(sqlite: Db): Promise<Table[]> {
  const { rows: names } = await sql<{ name: string }>`select name from sqlite_master
    where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%' order by name`.execute(sqlite);
  const waiting = new Map<string, { table: Table; parents: Set<string> }>();
  for (const { name } of names) {
    const { rows: columns } = await sql<{ name: string; pk: number }>`select name, pk from pragma_table_info(${name})`.execute(sqlite);
    const { rows: parents } = await sql<{ parent: string }>`select "table" as parent from pragma_foreign_key_list(${name})`.execute(sqlite);
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    if (key.length === 0) throw new Error(`table ${name} has no key`);
    const table = { name, columns: columns.map((column) => column.name), key: key.map((column) => column.name) };
    waiting.set(name, { table, parents: new Set(parents.map(({ parent }) => parent).filter((parent) => parent !== name)) });
  }
  const sorted: Table[] = [];
  while (waiting.size > 0) {
    const next = [...waiting.values()].find(({ parents }) => [...parents].every((parent) => !waiting.has(parent)));
    if (!next) throw new Error('tables refer to one another in a circle');
    waiting.delete(next.table.name);
    sorted.push(next.table);
  }
  return sorted;
}

const refs = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));

/** Reads the rows after a key, in the order of the key, page by page. */
export async function* readPages(db: Db, table: Table, after: readonly unknown[] | null = null): AsyncGenerator<Row[]> {
  const limit = Math.min(ROWS_MAX, Math.floor(VALUES_MAX / table.columns.length));
  for (let at = after; ;) {
    const where = at === null ? sql`` : sql`where (${refs(table.key)}) > (${sql.join(at.map((value) => sql`${value}`))})`;
    const { rows } = await sql<Row>`select ${refs(table.columns)} from ${sql.table(table.name)} ${where}
      order by ${refs(table.key)} limit ${sql.lit(limit)}`.execute(db);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < limit) return;
    at = table.key.map((name) => last[name]);
  }
}

export async function insertRows(db: Db, table: Table, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) => sql`(${sql.join(table.columns.map((name) => sql`${storable(row[name])}`))})`);
  await sql`insert into ${sql.table(table.name)} (${refs(table.columns)}) values ${sql.join(values)}`.execute(db);
}

/** PostgreSQL takes no NUL in a text. */
const storable = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value);

/** The checksum of a table: the number of its rows, and a hash that does not depend on their order. */
export interface Sum {
  count: number;
  hash: string;
}

export async function sumOf(db: Db, table: Table, counts: (row: Row) => boolean = () => true): Promise<Sum> {
  const hash = Buffer.alloc(32);
  let count = 0;
  for await (const rows of readPages(db, table))
    for (const row of rows.filter(counts)) {
      count++;
      const one = createHash('sha256')
        .update(JSON.stringify(table.columns.map((name) => storable(row[name]))))
        .digest();
      for (let i = 0; i < hash.length; i++) hash[i] = (hash[i] ?? 0) ^ (one[i] ?? 0);
    }
  return { count, hash: hash.toString('hex') };
}
