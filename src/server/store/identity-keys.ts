import { randomBytes } from 'node:crypto';
import type { Db, Tx } from './schema.ts';

/** The keys with which a site proves who a visitor is. */
export interface IdentityKeys {
  /** Keys for HS256 and HMAC, newest first; a replaced one is valid until its `until`. The text itself is the key, as UTF-8. */
  readonly secrets: readonly { readonly key: string; readonly until: number | null }[];
  /** The site's public key for ES256, SPKI in PEM; null when there is none. */
  readonly es256: string | null;
}

/** How long a replaced key stays valid: time to bring the new one to the site's own server. */
const FORMER_KEY_MS = 7 * 86_400_000;

const mintKey = () => randomBytes(32).toString('base64url');
export const newIdentityKeys = (): IdentityKeys => ({ secrets: [{ key: mintKey(), until: null }], es256: null });

/** The site's key (`aud`) and the identity keys that are valid now. */
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

/** Adds a new key. The former one stays valid for seven days; older ones end at once. */
export function rotated(keys: IdentityKeys, now: number): IdentityKeys {
  const former = keys.secrets[0];
  return { ...keys, secrets: [{ key: mintKey(), until: null }, ...(former ? [{ key: former.key, until: now + FORMER_KEY_MS }] : [])] };
}
