import { Kysely } from 'kysely';
import { type StoreFault } from './fault.ts';
import { migrate } from './migrate.ts';
import type { Reserve } from './reserve.ts';
import type { Database, Db, Tx } from './schema.ts';

/** The place of the data: a folder for the embedded database, or a PostgreSQL address (`postgres://…`, `pglite:` in memory). */
export interface StoreOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** Opens as the only server of this data (D2); a command that runs beside the server leaves this out. */
  readonly exclusive?: boolean;
  /** Allows a move into this database to be under way. */
  readonly moving?: boolean;
}

export interface StoreHooks {
  /** A connection to PostgreSQL broke; the next use opens new ones. */
  readonly onLost: (error: unknown) => void;
  /** The database is not up yet, and the server waits for it. */
  readonly onWait: (text: string) => void;
  /** This server was without its lock for a while, so another one may have written. */
  readonly onRegained: () => void;
  /** Another server serves the data now; this one must end. */
  readonly onTaken: (fault: StoreFault) => void;
}

export interface Connections {
  /** Reads outside the unit of work. */
  readonly read: Db;
  /** The unit of work's own connection. */
  readonly write: Db;
  /** Space for when the disk is full; null if the database is not in the data folder. */
  readonly reserve: Reserve | null;
  /** Called before each commit: returns what the commit has to wait for, if anything. */
  room?(): Promise<void> | undefined;
  /** Gives back a little of the space of removed rows; true when there is more. PostgreSQL does so by itself. */
  giveBack?(tx: Tx): Promise<boolean>;
  close(): Promise<void>;
}

/** A lost connection needs no report by default: the query that used it fails anyway. */
const ignore = () => undefined;
const SILENT: StoreHooks = {
  onLost: ignore,
  onWait: (text) => process.stderr.write(`${text}\n`),
  onRegained: ignore,
  onTaken: ignore,
};

/** Opens the database and brings it to the newest schema. Throws StoreFault for problems that the owner can fix. */
export async function connect(options: StoreOptions, hooks: Partial<StoreHooks> = {}): Promise<Connections> {
  const { databaseUrl, dataDir, exclusive = false, moving = false } = options;
  if (databaseUrl === null) return (await import('./sqlite-store.ts')).connectSqlite(dataDir, exclusive);
  if (databaseUrl.startsWith('pglite:')) return connectPglite(databaseUrl.slice('pglite:'.length));
  return (await import('./postgres-store.ts')).connectPostgres(databaseUrl, { exclusive, moving }, { ...SILENT, ...hooks });
}

async function connectPglite(dataDir: string): Promise<Connections> {
  const { PGlite } = await import('@electric-sql/pglite');
  const pglite = await PGlite.create(dataDir === '' ? {} : { dataDir });
  const { ExclusivePGliteDialect } = await import('./pglite.ts');
  const db = new Kysely<Database>({ dialect: new ExclusivePGliteDialect({ pglite }) });
  await migrate(db);
  return { read: db, write: db, reserve: null, close: () => db.destroy() };
}
