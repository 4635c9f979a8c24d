import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from './command-line.ts';
import { readIdentityKeys, rotated, writeIdentityKeys } from './store/identity-keys.ts';
import { forgetLives } from './store/lives.ts';
import type { Db } from './store/schema.ts';
import { describeOrigin, parseOrigin } from './access/origins.ts';
import { addSite, findSite, listSites, updateOrigins } from './store/sites.ts';

const USAGE = `Usage:
  node src/server/site-cli.ts list
  node src/server/site-cli.ts add KEY --name "Shop name" --origin https://shop.example [--origin …]
  node src/server/site-cli.ts allow KEY --origin https://www.shop.example [--origin …]
  node src/server/site-cli.ts origins KEY --origin https://shop.example [--origin …]
  node src/server/site-cli.ts key KEY [--rotate] [--es256 FILE|none]
  node src/server/site-cli.ts restored

"allow" adds to the list of origins, "origins" replaces it. An origin is a scheme and a host: https://shop.example,
https://*.shop.example for all its subdomains, http://localhost:* for any port, capacitor://localhost for an app, null for
pages opened from a file and sandboxed ones. "key" shows the secret with which the site signs who its visitors are; --rotate makes a new one
(the former stays good for 7 days), --es256 takes a public key (PEM) for tokens signed with ES256. "restored" comes after a
backup has been put back, before the server starts. DATA_DIR or DATABASE_URL choose the database, as for the server.
`;

async function run(db: Db, args: readonly string[]): Promise<string> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      origin: { type: 'string', multiple: true },
      rotate: { type: 'boolean' },
      es256: { type: 'string' },
    },
  });
  const [command, key, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}".`);
  if (command === 'list') {
    const sites = await listSites(db);
    return sites.map((site) => `${site.key}\t${site.name}\t${(JSON.parse(site.origins) as string[]).join(' ')}\n`).join('');
  }
  if (command === 'restored') {
    await db.transaction().execute((tx) => forgetLives(tx, Date.now()));
    return 'The database counts as restored. Open pages load their chats anew and send again what the backup does not have.\nStart the server now.\n';
  }
  if (command !== 'add' && command !== 'allow' && command !== 'origins' && command !== 'key')
    throw new UsageError(`There is no command "${command ?? ''}".\n\n${USAGE}`);
  if (!key || !/^[a-z0-9-]{1,64}$/.test(key))
    throw new UsageError(`"${key ?? ''}" is no key of a site: give small letters, digits and hyphens.`);
  if (command === 'key') return changeKeys(db, key, values);
  const origins = [...new Set((values.origin ?? []).map(parseOrigin))];
  if (origins.length === 0) throw new UsageError('Give at least one --origin https://….');
  const site = await findSite(db, key);
  if (command !== 'add') {
    if (!site) throw new UsageError(`There is no site "${key}". "list" shows all of them.`);
    const list = command === 'allow' ? [...new Set([...site.origins, ...origins])] : origins;
    await updateOrigins(db, site.id, list);
    return `Site "${key}" may be shown on ${list.map(describeOrigin).join(', ')}.\n`;
  }
  if (site) throw new UsageError(`There is a site "${key}" already. Change where it may be shown with "allow" or "origins".`);
  const name = values.name?.trim();
  if (!name || name.length > 100) throw new UsageError('Give the site a --name of 1 to 100 characters.');
  await db.transaction().execute(async (tx) => {
    const { id } = await addSite(tx, { key, name, origins, welcome: {} }, Date.now());
    const admins = await tx.selectFrom('operators').select('id').where('role', '=', 'admin').execute();
    for (const admin of admins) await tx.insertInto('operator_sites').values({ operator_id: admin.id, site_id: id }).execute();
  });
  return `Site "${key}" is made. Paste this into its pages, with the address of your server:\n  <script async src="https://YOUR-SERVER/chat.js" data-site="${key}"></script>\n`;
}

async function changeKeys(
  db: Db,
  key: string,
  { rotate, es256 }: { rotate?: boolean | undefined; es256?: string | undefined },
): Promise<string> {
  const site = await findSite(db, key);
  if (!site) throw new UsageError(`There is no site "${key}". "list" shows all of them.`);
  const publicKey = es256 === undefined || es256 === 'none' ? null : readPublicKey(es256);
  return db.transaction().execute(async (tx) => {
    const now = Date.now();
    let { keys } = await readIdentityKeys(tx, site.id, now);
    if (rotate) keys = rotated(keys, now);
    if (es256 !== undefined) keys = { ...keys, es256: publicKey };
    await writeIdentityKeys(tx, site.id, keys);
    const lines = keys.secrets.map((secret) =>
      secret.until === null
        ? `Identity key (HS256): ${secret.key}`
        : `Former key, good until ${new Date(secret.until).toISOString()}: ${secret.key}`,
    );
    return [...lines, keys.es256 === null ? 'No public key (ES256).' : `Public key (ES256):\n${keys.es256.trimEnd()}`, ''].join('\n');
  });
}

function readPublicKey(file: string): string {
  const refuse = (why: string) =>
    new UsageError(`${file}: ${why} Give a public key of the curve P-256 as PEM: openssl ec -in private.pem -pubout`);
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code ?? ''}).`);
  }
  if (pem.includes('PRIVATE KEY')) throw refuse('this is a private key; keep it to yourself.');
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw refuse('no key is in it.');
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw refuse('the key is of another kind.');
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

await runCommand(run);
