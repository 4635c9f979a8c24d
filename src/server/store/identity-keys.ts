import { randomBytes } from 'node:crypto';
import type { Db, Tx } from './schema.ts';

/** How a site proves who a visitor is. */
export interface IdentityKeys {
  /** HS256 and HMAC: the newest first; a replaced one is good until its `until`. The text itself is the key, as UTF-8. */
  readonly secrets: readonly { readonly key: string; readonly until: number | null }[];
  /** ES256: the site's public key, SPKI in PEM; null when there is none. */
  readonly es256: string | null;
}

/** How long a replaced key is still good: time to bring the new one to the site's own server. */
const FORMER_KEY_MS = 7 * 86_400_000;

const mintKey = () => randomBytes(32).toString('base64url');
export const newIdentityKeys = (): IdentityKeys => ({ secrets: [{ key: mintKey(), until: null }], es256: null });

/** The site's public key (`aud`) and the keys that are good now. */
export async function readIdentityKeys(db: Db, siteId: string, now: number): Promise<{ siteKey: string; keys: IdentityKeys }> {
  const row = await db.selectFrom('sites').select(['key', 'identity_keys']).where('id', '=', siteId).executeTakeFirstOrThrow();
  const keys = JSON.parse(row.identity_keys) as IdentityKeys;
  return { siteKey: row.key, keys: { ...keys, secrets: keys.secrets.filter((secret) => secret.until === null || secret.until > now) } };
}

export async function writeIdentityKeys(tx: Tx, siteId: string, keys: IdentityKeys): Promise<void> {
  await tx
    .updateTable('sites')
    .set({ identity_keys: JSON.stringify(keys) })
    .where('id', '=', siteId)
    .execute();
}

/** A new key; the former stays good for seven days, an older one is over at once. */
export function rotated(keys: IdentityKeys, now: number): IdentityKeys {
  const former = keys.secrets[0];
  return { ...keys, secrets: [{ key: mintKey(), until: null }, ...(former ? [{ key: former.key, until: now + FORMER_KEY_MS }] : [])] };
}
