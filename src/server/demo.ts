import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { nameFrom } from './first-start.ts';
import { verifyPassword } from './access/passwords.ts';
import { addOperator, findOperatorByEmail, hasOperators } from './store/operators.ts';
import type { Db } from './store/schema.ts';
import { addSite, findSite, listSites } from './store/sites.ts';

const DEMO_KEY = 'demo';

/** The log-in of the demo; `password` is null when somebody chose their own: then it is printed nowhere (D10). */
export interface DemoLogin {
  readonly email: string;
  readonly password: string | null;
}

/** Makes the demo site and its first administrator when they are missing. */
export async function prepareDemo(db: Db, config: Config, now: number): Promise<DemoLogin | null> {
  if (!(await findSite(db, DEMO_KEY)))
    await addSite(
      db,
      {
        key: DEMO_KEY,
        name: 'Nordvik Outdoor',
        // Any port of this machine is allowed: the demo is for trying out.
        origins: ['http://localhost:*', 'http://127.0.0.1:*'],
        welcome: {
          en: {
            title: 'Hi there 👋',
            body: 'Ask about an order, a return or a trip.',
            topics: ['Where is my order?', 'Returns and guarantee', 'Help me choose a tent'],
          },
          ru: {
            title: 'Здравствуйте 👋',
            body: 'Спросите о заказе, возврате или походе.',
            topics: ['Где мой заказ?', 'Возврат и гарантия', 'Помогите выбрать палатку'],
          },
        },
      },
      now,
    );
  // The demo's password must be readable at the next start too. The demo is meant for one's own machine.
  const file = join(config.dataDir, 'demo-login.json');
  if (await hasOperators(db)) return knownLogin(db, file, config);
  const login = config.admin ?? { email: 'anna@nordvik.example', password: randomBytes(9).toString('base64url') };
  const sites = await listSites(db);
  await addOperator(
    db,
    { email: login.email, name: config.admin ? nameFrom(login.email) : 'Anna Berg', role: 'admin', password: login.password },
    sites.map((site) => site.id),
    now,
  );
  if (!config.admin) writeFileSync(file, JSON.stringify(login), { mode: 0o600 });
  return config.admin ? { email: login.email, password: null } : login;
}

/** A log-in may be printed only if it works: the account may have another password by now, or be gone. */
async function knownLogin(db: Db, file: string, config: Config): Promise<DemoLogin | null> {
  const made = readLogin(file);
  for (const login of [config.admin && { email: config.admin.email, password: null }, made]) {
    const row = login && (await findOperatorByEmail(db, login.email));
    if (!row) continue;
    const holds = login.password !== null && (await verifyPassword(row.password_hash, login.password));
    return { email: row.email, password: holds ? login.password : null };
  }
  return null;
}

function readLogin(file: string): DemoLogin | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoLogin;
  } catch {
    // The file was never made, or the owner of the folder has removed it.
    return null;
  }
}
