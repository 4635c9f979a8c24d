import { timingSafeEqual } from 'node:crypto';
import { readMeta, writeMeta } from './store/meta.ts';
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

export async function isSetupToken(db: Db, token: string): Promise<boolean> {
  const stored = await readMeta(db, KEY);
  const given = hashToken(token);
  return stored !== null && stored.length === given.length && timingSafeEqual(Buffer.from(stored), Buffer.from(given));
}

export const closeSetup = (db: Db) => writeMeta(db, KEY, null);
