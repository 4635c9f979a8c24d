import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import * as foundation from './migrations/001-foundation.ts';
import * as identity from './migrations/002-identity.ts';
import * as idleAndBlocks from './migrations/003-idle-and-blocks.ts';
import * as idleIndex from './migrations/004-idle-index.ts';
import * as inbox from './migrations/010-inbox.ts';
import * as search from './migrations/011-search.ts';
import type { Db } from './schema.ts';

/** Every migration in order. A published one never changes: add the next file. */
const migrations: Record<string, Migration> = {
  '001-foundation': foundation,
  '002-identity': identity,
  '003-idle-and-blocks': idleAndBlocks,
  '004-idle-index': idleIndex,
  '010-inbox': inbox,
  '011-search': search,
};
const provider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) };

export async function migrate(db: Db): Promise<void> {
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('The database could not be migrated.', { cause: error });
}
