import { sql } from 'kysely';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import * as foundation from './migrations/001-foundation.ts';
import * as identity from './migrations/002-identity.ts';
import * as idleAndBlocks from './migrations/003-idle-and-blocks.ts';
import * as idleIndex from './migrations/004-idle-index.ts';
import * as lives from './migrations/006-lives.ts';
import * as passwordResets from './migrations/008-password-resets.ts';
import * as addresses from './migrations/009-addresses.ts';
import * as inbox from './migrations/010-inbox.ts';
import * as search from './migrations/011-search.ts';
import * as upkeep from './migrations/014-upkeep.ts';
import * as workplace from './migrations/015-workplace.ts';
import { StoreFault } from './fault.ts';
import type { Db } from './schema.ts';

/** Every migration in order. A published migration never changes: add the next file instead. */
const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '002-identity': identity,
  '003-idle-and-blocks': idleAndBlocks,
  '004-idle-index': idleIndex,
  '006-lives': lives,
  '008-password-resets': passwordResets,
  '009-addresses': addresses,
  '010-inbox': inbox,
  '011-search': search,
  '014-upkeep': upkeep,
  '015-workplace': workplace,
};
const provider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) };

/** Brings the database to the newest schema. Throws StoreFault if a newer version of the server has migrated it (D7). */
export async function migrate(db: Db): Promise<void> {
  await refuseNewer(db);
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('The database could not be migrated.', { cause: error });
}

async function refuseNewer(db: Db): Promise<void> {
  const known = (await db.introspection.getTables({ withInternalKyselyTables: true })).some(({ name }) => name === 'kysely_migration');
  if (!known) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const foreign = rows.filter(({ name }) => !(name in migrations)).at(-1);
  if (foreign)
    throw new StoreFault(
      `The database was made by a newer version of this server (it has "${foreign.name}", this one knows up to "${Object.keys(migrations).at(-1) ?? ''}"). Start the newer version, or restore a backup from before the upgrade: npm run data -- restore FILE.`,
    );
}
