import { writeMeta } from './store/meta.ts';
import type { Db } from './store/schema.ts';
import { hashToken, mintToken } from './tokens.ts';

/** Only the hash of the link's token is kept, like that of every other token. */
const KEY = 'setup_token_hash';

/** A fresh token for the one-time link that makes the first administrator; an older link stops working. */
export async function openSetup(db: Db): Promise<string> {
  const token = mintToken();
  await writeMeta(db, KEY, hashToken(token));
  return token;
}

/** Uses the link up; false when the token is not the one that waits. One statement, so that of two requests one wins. */
export async function useSetup(db: Db, token: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('meta')
    .where('key', '=', KEY)
    .where('value', '=', hashToken(token))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
