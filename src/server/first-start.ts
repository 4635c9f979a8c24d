import { verifyPassword } from './access/passwords.ts';
import { hashToken, mintToken } from './access/tokens.ts';
import type { Config } from './config.ts';
import { readMeta, writeMeta } from './store/meta.ts';
import { addOperator, findOperatorByEmail, hasOperators } from './store/operators.ts';
import type { Db } from './store/schema.ts';
import { listSites } from './store/sites.ts';

/** Only the hash of the link's token is kept, as for every other token, with its expiry. */
const KEY = 'setup_link';
export const SETUP_HOURS = 24;

/** Makes a fresh token for the one-time link that makes the first administrator; an older link stops working. */
export async function openSetup(db: Db, now: number): Promise<string> {
  const token = mintToken();
  await writeMeta(db, KEY, `${hashToken(token)} ${now + SETUP_HOURS * 3_600_000}`);
  return token;
}

/** Whether the link still makes the first administrator: it is the newest, not expired, and there is no operator yet (D9). */
export async function isSetupOpen(db: Db, token: string, now: number): Promise<boolean> {
  const [hash, until] = (await readMeta(db, KEY))?.split(' ') ?? [];
  return hash === hashToken(token) && Number(until) > now && !(await hasOperators(db));
}

export const closeSetup = (db: Db) => writeMeta(db, KEY, null);

/** A warning when the environment names an administrator that is ignored, because operators exist already; else null (D8). */
export async function ignoredAdmin(db: Db, { admin }: Config): Promise<string | null> {
  if (!admin) return null;
  const row = await findOperatorByEmail(db, admin.email);
  if (!row)
    return `CHAT_ADMIN_EMAIL and CHAT_ADMIN_PASSWORD are ignored: they make the first administrator only, and there is one already.\n"npm run operator -- list" shows who can log in, "npm run operator -- reset EMAIL" lets them choose a new password.`;
  if (await verifyPassword(row.password_hash, admin.password)) return null;
  return `CHAT_ADMIN_PASSWORD is ignored: ${row.email} has another password. A new one is chosen with: npm run operator -- reset ${row.email}`;
}

/** Makes the first administrator from the environment when there is no operator yet, with access to all sites. */
export async function prepareAdmin(db: Db, config: Config, now: number): Promise<void> {
  if (!config.admin || (await hasOperators(db))) return;
  const sites = await listSites(db);
  await addOperator(
    db,
    { ...config.admin, name: nameFrom(config.admin.email), role: 'admin' },
    sites.map((site) => site.id),
    now,
  );
}

/** The name of an administrator whose e-mail alone is known. */
export const nameFrom = (email: string) => {
  const name = (email.split('@')[0] ?? '').replaceAll(/[._-]+/g, ' ').trim();
  return name.replaceAll(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase()) || 'Administrator';
};
