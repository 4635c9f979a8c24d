import { mintToken } from '../access/tokens.ts';
import type { Db } from './schema.ts';

/** With it the server signs the cookies of browsers that have logged in before. */
export async function readDeviceKey(db: Db): Promise<string> {
  const key = 'device_key';
  const known = await readMeta(db, key);
  if (known !== null) return known;
  // Of two log-ins at once one makes it.
  await db
    .insertInto('meta')
    .values({ key, value: mintToken() })
    .onConflict((c) => c.column('key').doNothing())
    .execute();
  return readDeviceKey(db);
}

/** Where the server was reached when it started last, for links that a command prints. */
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
