import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig, type Config } from './config.ts';
import { backupFolder, backupPostgres, restoreFolder, restorePostgres } from './store/backup.ts';
import { connect } from './store/connect.ts';
import { StoreFault } from './store/fault.ts';
import { compact } from './store/free-space.ts';
import { newId } from './store/ids.ts';
import { writeMeta } from './store/meta.ts';
import { MOVED, moveInto } from './store/move.ts';
import { placeOf } from './store/postgres-start.ts';

const USAGE = `Usage:
  npm run data -- backup FILE     copies the database into FILE, beside the running server
  npm run data -- restore FILE    puts a backup back, beside the running server or before it starts
  npm run data -- move            copies the data folder into the PostgreSQL of DATABASE_URL; the server is stopped
  npm run data -- compact         writes the file of the data folder anew without gaps; the server is stopped

DATA_DIR or DATABASE_URL choose the database, as for the server.
`;

/** A mistake that the person who typed the command can fix. */
class UsageError extends Error {}

const tell = (text: string) => {
  process.stderr.write(`${text}\n`);
};
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

async function run(config: Config, args: readonly string[]): Promise<string> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [command = '', file, ...rest] = positionals;
  const takesFile = command === 'backup' || command === 'restore';
  if (takesFile && !file) throw new UsageError(`Name a file: npm run data -- ${command} FILE`);
  if (rest.length > 0 || (!takesFile && file)) throw new UsageError(`Unexpected "${rest.join(' ') || (file ?? '')}".`);
  switch (command) {
    case 'backup':
      return backUp(config, file ?? '');
    case 'restore':
      return restore(config, file ?? '');
    case 'move':
      return move(config);
    case 'compact':
      if (config.databaseUrl !== null)
        throw new UsageError('PostgreSQL gives space back by itself (autovacuum); "compact" is for the data folder.');
      await withStore({ ...config, exclusive: true }, compact);
      return `The database in ${config.dataDir} is written anew.\n`;
    default:
      throw new UsageError(`There is no command "${command}".\n\n${USAGE}`);
  }
}

async function withStore<T>(
  options: Parameters<typeof connect>[0],
  use: (db: Awaited<ReturnType<typeof connect>>['write']) => Promise<T>,
): Promise<T> {
  const store = await connect(options);
  try {
    return await use(store.write);
  } finally {
    await store.close();
  }
}

async function backUp(config: Config, file: string): Promise<string> {
  const size =
    config.databaseUrl === null
      ? await backupFolder(config.dataDir, file, tell)
      : await withStore(config, (db) => backupPostgres(db, file, tell));
  return `Backup written and checked: ${file} (${megabytes(size)}).\n`;
}

async function restore(config: Config, file: string): Promise<string> {
  if (config.databaseUrl === null) await restoreFolder(config.dataDir, file, tell);
  else {
    const folder = mkdtempSync(join(tmpdir(), 'chat-restore-'));
    try {
      await withStore(config, (db) => restorePostgres(db, folder, file, tell));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return `Restored from ${file}. A running server notices by itself: open pages load their chats anew and send again what the backup does not have.\n`;
}

async function move({ dataDir, databaseUrl }: Config): Promise<string> {
  if (databaseUrl === null)
    throw new UsageError('Name the PostgreSQL to move into: DATABASE_URL=postgres://user:password@host/database npm run data -- move');
  const { host, database } = placeOf(databaseUrl);
  const source = await connect({ dataDir, databaseUrl: null, exclusive: true });
  try {
    const target = await connect({ dataDir, databaseUrl, exclusive: true, moving: true });
    try {
      tell(`Copying ${dataDir} into "${database}" on ${host}. Stopped half way, the same command goes on.`);
      const rows = await moveInto(source.write, target.write, newId(), tell);
      await writeMeta(source.write, MOVED, `"${database}" on ${host}, ${new Date().toISOString().slice(0, 10)}`);
      return `Moved: ${rows} rows, each table compared by number and hash. Start the server with DATABASE_URL now; ${dataDir} can be kept as a backup of this moment.\n`;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

try {
  process.stdout.write(await run(readConfig(process.env), process.argv.slice(2)));
} catch (error) {
  const isUsage =
    error instanceof UsageError ||
    error instanceof ConfigError ||
    ((error as NodeJS.ErrnoException).code ?? '').startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${isUsage || error instanceof StoreFault ? (error as Error).message : String((error as Error).stack)}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
