import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Kysely, sql, SqliteDialect } from 'kysely';
import { createPrivate, databaseFile, openFolder } from './data-folder.ts';
import { embeddedFault, StoreFault } from './fault.ts';
import { newId } from './ids.ts';
import { forgetLives } from './lives.ts';
import { migrate } from './migrate.ts';
import { copyAll, verifyCopy, type Tell } from './move.ts';
import type { Database, Db } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { listTables } from './tables.ts';

/** Pages copied between two progress lines. */
const STEP_PAGES = 2000;

const open = (file: string): Db =>
  new Kysely<Database>({ dialect: new SqliteDialect({ database: () => Promise.resolve(openSqlite(file)) }) });
const parts = (file: string) => [file, `${file}-wal`, `${file}-shm`, `${file}-journal`];
const remove = (file: string) => {
  for (const part of parts(file)) rmSync(part, { force: true });
};

/** Writes a partial file beside the target, then renames it: a backup is complete or absent, and an earlier one is kept until then. */
async function putAside(file: string, make: (partial: string) => Promise<void>): Promise<void> {
  const path = resolve(file);
  if (!existsSync(dirname(path))) throw new StoreFault(`There is no folder ${dirname(path)} for the backup. Make it, or choose another.`);
  if (existsSync(path) && !isBackup(path))
    throw new StoreFault(`${path} is there already and is no backup of a chat server. Choose another name.`);
  const partial = join(dirname(path), `.${basename(path)}.${newId()}.partial`);
  try {
    createPrivate(partial);
    await make(partial);
    const handle = openSync(partial, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(partial, path);
  } catch (error) {
    throw embeddedFault(error, path) ?? error;
  } finally {
    remove(partial);
  }
}

function isBackup(file: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    return database.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get() !== undefined;
  } catch {
    return false;
  } finally {
    database?.close();
  }
}

/** Leaves one file without a log beside it, and lets SQLite check it. */
function finish(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma journal_mode = delete');
    const { quick_check: word } = database.prepare('pragma quick_check').get() as { quick_check: string };
    if (word !== 'ok') throw new StoreFault(`The copy ${file} is damaged: ${word}. Look at the disk, and try again.`);
  } finally {
    database.close();
  }
}

/** Copies the source page by page, as it is at this moment. Writers are not kept waiting meanwhile. */
async function copyPages(from: string, to: string, tell: Tell, options: { readOnly?: boolean } = {}): Promise<void> {
  const source = new DatabaseSync(from, { timeout: 5000, ...options });
  try {
    // This transaction holds the view of one moment: without it, each write of the server would restart the copy.
    source.exec('begin; select count(*) from sqlite_master');
    source.prepare('select count(*) from sqlite_master').get();
    await backup(source, to, {
      rate: STEP_PAGES,
      progress: ({ totalPages, remainingPages }) => {
        tell(`  ${Math.floor((100 * (totalPages - remainingPages)) / Math.max(1, totalPages))} %`);
      },
    });
  } finally {
    source.close();
  }
}

/** Makes a backup of the embedded database, also beside a running server. */
export async function backupFolder(dataDir: string, file: string, tell: Tell): Promise<number> {
  const from = databaseFile(dataDir);
  if (!existsSync(from)) throw new StoreFault(`There is no database in ${dataDir}. DATA_DIR names the folder of the server.`);
  if (parts(from).includes(resolve(file)))
    throw new StoreFault(`${resolve(file)} is the database itself. Choose another name for the backup.`);
  await putAside(file, async (partial) => {
    await copyPages(from, partial, tell);
    finish(partial);
  });
  return statSync(file).size;
}

/** Makes a backup of PostgreSQL as of one moment, in the same kind of file: it can be restored into either database. */
export async function backupPostgres(db: Db, file: string, tell: Tell): Promise<number> {
  await putAside(file, async (partial) => {
    const target = open(partial);
    try {
      await migrate(target);
      await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (tx) => {
          const tables = await listTables(target);
          await target.transaction().execute((own) => copyAll(tx, own, tables, tell));
          tell('  comparing');
          await verifyCopy(tx, target, tables);
        });
    } finally {
      await target.destroy();
    }
    finish(partial);
  });
  return statSync(file).size;
}

/** Runs `use` on a copy of a backup, migrated to this version's schema and marked so that every client reads anew (R2). */
async function withPrepared<T>(file: string, folder: string, tell: Tell, use: (copy: string, db: Db) => Promise<T>): Promise<T> {
  const path = resolve(file);
  if (!existsSync(path)) throw new StoreFault(`There is no file ${path}.`);
  if (!isBackup(path)) throw new StoreFault(`${path} is no backup of a chat server.`);
  const copy = join(folder, `restore-${newId()}.db`);
  try {
    createPrivate(copy);
    await copyPages(path, copy, tell);
    finish(copy);
    const db = open(copy);
    try {
      await migrate(db);
      await db.transaction().execute((tx) => forgetLives(tx, Date.now()));
      await sql`pragma wal_checkpoint(truncate)`.execute(db);
      return await use(copy, db);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    throw embeddedFault(error, path) ?? error;
  } finally {
    remove(copy);
  }
}

/** Restores a backup into the data folder in one commit: a reader, such as a running server, sees the old data or all of the new. */
export async function restoreFolder(dataDir: string, file: string, tell: Tell): Promise<void> {
  openFolder(dataDir);
  await withPrepared(file, dataDir, tell, (copy) => copyPages(copy, databaseFile(dataDir), tell));
}

/** Restores a backup into PostgreSQL in one transaction. */
export async function restorePostgres(db: Db, folder: string, file: string, tell: Tell): Promise<void> {
  await withPrepared(file, folder, tell, async (_copy, source) => {
    const tables = await listTables(source);
    await db.transaction().execute(async (tx) => {
      await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(tx);
      await copyAll(source, tx, tables, tell);
      tell('  comparing');
      await verifyCopy(source, tx, tables);
    });
  });
}
