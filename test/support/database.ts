import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The PostgreSQL that `scripts/postgres.mjs` started for this run; undefined elsewhere. */
export const TEST_DATABASE_URL = process.env['TEST_DATABASE_URL'];

/** PostgreSQL within the process, for suites that run on each kind of database. */
export const PGLITE: readonly [name: string, url: string][] = process.env['WITHOUT_PGLITE'] ? [] : [['PostgreSQL (PGlite)', 'pglite:']];

export interface FreshDatabase {
  readonly url: string;
  readonly name: string;
  /** Runs SQL as the administrator, in this database. */
  query(text: string): Promise<pg.QueryResult>;
  /** The same, in the database from which all others are made. */
  administer(text: string): Promise<pg.QueryResult>;
  drop(): Promise<void>;
}

/** An empty database of its own on the PostgreSQL of this run; null when there is none. */
export async function freshDatabase(): Promise<FreshDatabase | null> {
  if (TEST_DATABASE_URL === undefined) return null;
  const run = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  };
  const name = `chat_${randomBytes(6).toString('hex')}`;
  const url = new URL(TEST_DATABASE_URL);
  url.pathname = `/${name}`;
  const administer = (text: string) => run(TEST_DATABASE_URL, text);
  await administer(`create database ${name}`);
  return {
    name,
    url: url.href,
    query: (text) => run(url.href, text),
    administer,
    async drop() {
      await administer(`drop database ${name} with (force)`);
    },
  };
}
