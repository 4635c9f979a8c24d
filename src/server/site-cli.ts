import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config.ts';
import { connect, DataFolderError } from './store/connect.ts';
import type { Db } from './store/schema.ts';
import { addSite, findSite, listSites, updateOrigins } from './store/sites.ts';

const USAGE = `Usage:
  node src/server/site-cli.ts list
  node src/server/site-cli.ts add KEY --name "Shop name" --origin https://shop.example [--origin …]
  node src/server/site-cli.ts origins KEY --origin https://shop.example [--origin …]

"origins" replaces the list. DATA_DIR or DATABASE_URL choose the database, as for the server.
`;

/** What the person who typed the command can mend. */
class UsageError extends Error {}

async function run(db: Db, args: readonly string[]): Promise<string> {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options: { name: { type: 'string' }, origin: { type: 'string', multiple: true } } });
  const [command, key, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`Unexpected "${rest.join(' ')}".`);
  if (command === 'list') {
    const sites = await listSites(db);
    return sites.map((site) => `${site.key}\t${site.name}\t${(JSON.parse(site.origins) as string[]).join(' ')}\n`).join('');
  }
  if (command !== 'add' && command !== 'origins') throw new UsageError(`There is no command "${command ?? ''}".\n\n${USAGE}`);
  if (!key || !/^[a-z0-9-]{1,64}$/.test(key)) throw new UsageError(`"${key ?? ''}" is no key of a site: give small letters, digits and hyphens.`);
  const origins = (values.origin ?? []).map(parseOrigin);
  if (origins.length === 0) throw new UsageError('Give at least one --origin https://….');
  const site = await findSite(db, key);
  if (command === 'origins') {
    if (!site) throw new UsageError(`There is no site "${key}". "list" shows all of them.`);
    await updateOrigins(db, site.id, origins);
    return `Site "${key}" may be shown on ${origins.join(', ')}.\n`;
  }
  if (site) throw new UsageError(`There is a site "${key}" already. Change where it may be shown with "origins".`);
  const name = values.name?.trim();
  if (!name || name.length > 100) throw new UsageError('Give the site a --name of 1 to 100 characters.');
  await db.transaction().execute(async (tx) => {
    const { id } = await addSite(tx, { key, name, origins, welcome: {} }, Date.now());
    const admins = await tx.selectFrom('operators').select('id').where('role', '=', 'admin').execute();
    for (const admin of admins) await tx.insertInto('operator_sites').values({ operator_id: admin.id, site_id: id }).execute();
  });
  return `Site "${key}" is made. Paste this into its pages, with the address of your server:\n  <script async src="https://YOUR-SERVER/chat.js" data-site="${key}"></script>\n`;
}

/** The exact origin that browsers send; `http://localhost:*` stands for any port of this machine. */
function parseOrigin(text: string): string {
  if (/^http:\/\/(localhost|127\.0\.0\.1):\*$/.test(text)) return text;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username) throw new UsageError(`"${text}" is no origin: give scheme and host only, such as https://shop.example.`);
  return url.origin;
}

try {
  const store = await connect(readConfig(process.env));
  try {
    process.stdout.write(await run(store.write, process.argv.slice(2)));
  } finally {
    await store.close();
  }
} catch (error) {
  const isUsage = error instanceof UsageError || error instanceof ConfigError || ((error as NodeJS.ErrnoException).code ?? '').startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${isUsage || error instanceof DataFolderError ? (error as Error).message : String((error as Error).stack)}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
