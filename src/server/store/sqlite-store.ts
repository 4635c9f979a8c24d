import { join } from 'node:path';
import { Kysely, sql, SqliteDialect } from 'kysely';
import type { Connections } from './connect.ts';
import { databaseFile, openFolder } from './data-folder.ts';
import { embeddedFault } from './fault.ts';
import { lockFolder } from './folder-lock.ts';
import { giveBackPages, returnsSpace } from './free-space.ts';
import { migrate } from './migrate.ts';
import { Reserve } from './reserve.ts';
import type { Database } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

/** Opens the database in a data folder. `exclusive`: as the only server of this data. */
export async function connectSqlite(dataDir: string, exclusive: boolean): Promise<Connections> {
  openFolder(dataDir);
  const lock = exclusive ? lockFolder(dataDir) : null;
  const file = databaseFile(dataDir);
  const open = () => new Kysely<Database>({ dialect: new SqliteDialect({ database: () => Promise.resolve(openSqlite(file)) }) });
  const write = open();
  const read = open();
  try {
    if (exclusive) await returnsSpace(write, file);
    await migrate(write);
    // After a crash the log may hold commits that were written but never synced. A client that resends one gets "already
    // stored", so they are made durable before anybody is answered. For the same reason a failed sync does not reopen the file:
    // on this connection the failed commit is undone and the next one writes its pages again, whereas a new connection would
    // take pages for written that the system has already given up.
    await sql`pragma wal_checkpoint(truncate)`.execute(write);
  } catch (error) {
    await Promise.allSettled([read.destroy(), write.destroy()]);
    lock?.release();
    throw embeddedFault(error, file) ?? error;
  }
  const log = new WriteAheadLog(file);
  return {
    read,
    write,
    reserve: new Reserve(join(dataDir, 'reserve')),
    room: () => log.room(),
    giveBack: giveBackPages,
    async close() {
      await log.stop();
      await read.destroy();
      // An empty log is the sign of a clean end: the next start has nothing to recover.
      await sql`pragma wal_checkpoint(truncate)`.execute(write);
      await write.destroy();
      lock?.release();
    },
  };
}
