import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { hasOperators, addOperator } from './store/operators.ts';
import type { Db } from './store/schema.ts';
import { addSite, findSite, listSites } from './store/sites.ts';

const DEMO_KEY = 'demo';

/** The first administrator of the demo; `password` is null when it was given by the environment of an earlier start. */
export interface DemoLogin {
  readonly email: string;
  readonly password: string | null;
}

/** Makes the demo site and its first administrator when they are missing. */
export async function prepareDemo(db: Db, config: Config, now: number): Promise<DemoLogin> {
  if (!(await findSite(db, DEMO_KEY)))
    await addSite(
      db,
      {
        key: DEMO_KEY,
        name: 'Nordvik Outdoor',
        // Pages on this machine, whatever their port: the demo is for trying out.
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
  // The demo's password must be readable at the second start too; it is for a machine of one's own.
  const file = join(config.dataDir, 'demo-login.json');
  if (await hasOperators(db)) return config.admin ? { email: config.admin.email, password: null } : readLogin(file);
  const login = config.admin ?? { email: 'anna@nordvik.example', password: randomBytes(9).toString('base64url') };
  const sites = await listSites(db);
  await addOperator(
    db,
    { email: login.email, name: config.admin ? nameFrom(login.email) : 'Anna Berg', role: 'admin', password: login.password },
    sites.map((site) => site.id),
    now,
  );
  if (!config.admin) writeFileSync(file, JSON.stringify(login), { mode: 0o600 });
  return login;
}

/** A first administrator from the environment, when there is none; his sites are all there are. */
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

const nameFrom = (email: string) => {
  const name = (email.split('@')[0] ?? '').replaceAll(/[._-]+/g, ' ').trim();
  return name.replaceAll(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase()) || 'Administrator';
};

function readLogin(file: string): DemoLogin {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoLogin;
  } catch {
    // Removed by the owner of the folder, who then knows the password.
    return { email: 'anna@nordvik.example', password: null };
  }
}
