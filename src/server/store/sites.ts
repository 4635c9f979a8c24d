import type { VisitorConfig } from '../../protocol/index.ts';
import { newIdentityKeys } from './identity-keys.ts';
import { newId } from './ids.ts';
import type { Db, Tx } from './schema.ts';

export interface SiteRecord {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly origins: readonly string[];
  /** Welcome screen per language; the first entry serves every other language. */
  readonly welcome: Readonly<Record<string, { title?: string; body?: string; topics?: readonly string[] }>>;
}

export async function findSite(db: Db, key: string): Promise<SiteRecord | null> {
  const row = await db.selectFrom('sites').selectAll().where('key', '=', key).executeTakeFirst();
  return row
    ? {
        id: row.id,
        key: row.key,
        name: row.name,
        origins: JSON.parse(row.origins) as string[],
        welcome: JSON.parse(row.welcome) as SiteRecord['welcome'],
      }
    : null;
}

export async function addSite(db: Db, site: Omit<SiteRecord, 'id'>, now: number): Promise<SiteRecord> {
  const record = { ...site, id: newId() };
  await db
    .insertInto('sites')
    .values({
      id: record.id,
      key: site.key,
      name: site.name,
      origins: JSON.stringify(site.origins),
      welcome: JSON.stringify(site.welcome),
      identity_keys: JSON.stringify(newIdentityKeys()),
      created_at: now,
    })
    .execute();
  return record;
}

export async function updateOrigins(db: Db, siteId: string, origins: readonly string[]): Promise<void> {
  await db
    .updateTable('sites')
    .set({ origins: JSON.stringify(origins) })
    .where('id', '=', siteId)
    .execute();
}

export const listSites = (db: Db) => db.selectFrom('sites').select(['id', 'key', 'name', 'origins']).orderBy('created_at').execute();

/** The welcome screen in the nearest language the site has. */
export function welcomeIn(site: SiteRecord, lang: string): VisitorConfig['site'] {
  const texts = site.welcome[lang] ?? site.welcome[lang.split('-')[0] ?? ''] ?? Object.values(site.welcome)[0];
  return { name: site.name, title: texts?.title ?? null, body: texts?.body ?? null, topics: [...(texts?.topics ?? [])] };
}

/** Raised with every block and unblock of the site; the widget obeys the highest version it has seen (B6). */
export async function raiseGateVersion(tx: Tx, siteId: string): Promise<number> {
  const row = await tx
    .updateTable('sites')
    .set((eb) => ({ gate_version: eb('gate_version', '+', 1) }))
    .where('id', '=', siteId)
    .returning('gate_version')
    .executeTakeFirstOrThrow();
  return row.gate_version;
}
