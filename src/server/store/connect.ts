import { existsSync, mkdirSync, accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Kysely, sql, PostgresDialect, SqliteDialect, type Dialect } from 'kysely';
import { migrate } from './migrate.ts';
import { Reserve } from './reserve.ts';
import type { Database, Db } from './schema.ts';

/** Where the data is: a folder for the embedded database, or a PostgreSQL address (`postgres://…`, `pglite:` in memory). */
export interface StoreOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
}

export interface Connections {
  /** Reads outside the unit of work. */
  readonly read: Db;
  /** The unit of work's own connection. */
  readonly write: Db;
  /** Space for when the disk is full; null where the database is not in the data folder. */
  readonly reserve: Reserve | null;
  close(): Promise<void>;
}

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Error {}

/**
 * Opens the database and brings it to the newest schema. Throws DataFolderError when the folder is not writable. `onLost` hears
 * of connections to PostgreSQL that broke; the next use opens new ones.
 */
export async function connect(options: StoreOptions, onLost: (error: unknown) => void = ignore): Promise<Connections> {
  return options.databaseUrl ? connectPostgres(options.databaseUrl, onLost) : connectSqlite(options.dataDir);
}

/** Whoever asks on a connection that is lost hears of it himself. */
const ignore = () => undefined;

async function connectSqlite(dataDir: string): Promise<Connections> {
  const file = join(writableFolder(dataDir), 'chat.db');
  const open = (dialect: Dialect) => new Kysely<Database>({ dialect });
  const sqlite = () => new SqliteDialect({ database: async () => (await import('./sqlite.ts')).openSqlite(file) });
  const write = open(sqlite());
  const read = open(sqlite());
  await migrate(write);
  // What a killed process wrote without having synced it is there again, and a client who sends it again is told that it is
  // stored: so it is made durable first. For the same reason a failed sync is no reason to open the file anew. On this
  // connection the failed commit is undone and the next one writes its pages again, whereas a new one would believe pages
  // that the system has already given up as written.
  await sql`pragma wal_checkpoint(truncate)`.execute(write);
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: { file } });
  worker.unref();
  return {
    read,
    write,
    reserve: new Reserve(join(dataDir, 'reserve')),
    async close() {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      // Its end is waited for, whatever else still runs: the last of the log belongs into the file.
      worker.ref();
      worker.postMessage('stop');
      await ended;
      await read.destroy();
      // A log of no length is the sign of a clean end, and the next start has nothing to recover.
      await sql`pragma wal_checkpoint(truncate)`.execute(write);
      await write.destroy();
    },
  };
}

async function connectPostgres(url: string, onLost: (error: unknown) => void): Promise<Connections> {
  if (url.startsWith('pglite:')) {
    const { PGlite } = await import('@electric-sql/pglite');
    const pglite = await PGlite.create(url === 'pglite:' ? {} : { dataDir: url.slice('pglite:'.length) });
    const { ExclusivePGliteDialect } = await import('./pglite.ts');
    const db = new Kysely<Database>({ dialect: new ExclusivePGliteDialect({ pglite }) });
    await migrate(db);
    return { read: db, write: db, reserve: null, close: () => db.destroy() };
  }
  const { default: pg } = await import('pg');
  // int8 arrives as text by default; every bigint of the schema is a time or a counter and fits a double.
  const INT8 = 20;
  const types = {
    getTypeParser: (oid: number, format?: string) =>
      oid === INT8 ? (text: string) => safeInteger(text) : (pg.types.getTypeParser(oid, format as 'text') as unknown),
  };
  const pool = (max: number) => {
    const made = new pg.Pool({ connectionString: url, max, types });
    // Without a listener, whether at rest or at work, a connection that the server cuts would end this process.
    made.on('error', onLost);
    made.on('connect', (client) => {
      client.on('error', onLost);
      // A server or role may have it off; an acknowledgement would then come before the commit is safe (C2).
      client
        .query("select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'")
        .catch(onLost);
    });
    return made;
  };
  const write = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool(2) }) });
  const read = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool(8) }) });
  await migrate(write);
  return {
    read,
    write,
    reserve: null,
    async close() {
      await read.destroy();
      await write.destroy();
    },
  };
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range: ${text}`);
  return value;
}

/** `mkdirSync(…, {recursive: true})` never returns where a file system refuses folders, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function writableFolder(dataDir: string): string {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    return dataDir;
  } catch (error) {
    throw new DataFolderError(
      `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}). Set DATA_DIR to a folder this user may write, or change its owner.`,
      { cause: error },
    );
  }
}
