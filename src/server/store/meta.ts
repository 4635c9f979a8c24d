import { mintToken } from '../access/tokens.ts';
import type { Db } from './schema.ts';

/** The key with which the server signs the cookies of browsers that have logged in before. */
export async function readDeviceKey(db: Db): Promise<string> {
  const key = 'device_key';
  const known = await readMeta(db, key);
  if (known !== null) return known;
  // If two log-ins come at once, one of them makes the key.
  await db
    .insertInto('meta')
    .values({ key, value: mintToken() })
    .onConflict((c) => c.column('key').doNothing())
    .execute();
  return readDeviceKey(db);
}

/** The server's address at its last start, for links that a command prints. */
export const SERVER_URL = 'server_url';

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
