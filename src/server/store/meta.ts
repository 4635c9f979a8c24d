import { newId } from './ids.ts';
import type { Db } from './schema.ts';

/**
 * A random id of this database's life. A restore from a backup must change it (`site-cli.ts restored`): cursors given out after
 * the backup point into a future that no longer exists (R2).
 */
export async function readEpoch(db: Db): Promise<string> {
  await db
    .insertInto('meta')
    .values({ key: 'epoch', value: newId() })
    .onConflict((c) => c.column('key').doNothing())
    .execute();
  return (await db.selectFrom('meta').select('value').where('key', '=', 'epoch').executeTakeFirstOrThrow()).value;
}

/** A value that is kept beside the data, such as the hash of a set-up link. */
export async function readMeta(db: Db, key: string): Promise<string | null> {
  return (await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst())?.value ?? null;
}

export async function writeMeta(db: Db, key: string, value: string | null): Promise<void> {
  if (value === null) await db.deleteFrom('meta').where('key', '=', key).execute();
  else
    await db
      .insertInto('meta')
      .values({ key, value })
      .onConflict((c) => c.column('key').doUpdateSet({ value }))
      .execute();
}
