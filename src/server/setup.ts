import { readMeta, writeMeta } from './store/meta.ts';
import { hasOperators } from './store/operators.ts';
import type { Db } from './store/schema.ts';
import { hashToken, mintToken } from './tokens.ts';

/** Only the hash of the link's token is kept, like that of every other token, and until when it holds. */
const KEY = 'setup_link';
export const SETUP_HOURS = 24;

/** A fresh token for the one-time link that makes the first administrator; an older link stops working. */
export async function openSetup(db: Db, now: number): Promise<string> {
  const token = mintToken();
  await writeMeta(db, KEY, `${hashToken(token)} ${now + SETUP_HOURS * 3_600_000}`);
  return token;
}

/** The link still makes the first administrator: it is the newest, young enough, and nobody was made in another way (D9). */
export async function isSetupOpen(db: Db, token: string, now: number): Promise<boolean> {
  const [hash, until] = (await readMeta(db, KEY))?.split(' ') ?? [];
  return hash === hashToken(token) && Number(until) > now && !(await hasOperators(db));
}

export const closeSetup = (db: Db) => writeMeta(db, KEY, null);
