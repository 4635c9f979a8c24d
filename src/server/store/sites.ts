import type { Selectable } from 'kysely';
import type { VisitorConfig } from '../../protocol/index.ts';
import { canonicalLanguage } from '../../protocol/language.ts';
import { newIdentityKeys } from './identity-keys.ts';
import { newId } from './ids.ts';
import { preparedFirst } from './prepared.ts';
import type { Database, Db, Tx } from './schema.ts';

export interface SiteRecord {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly origins: readonly string[];
  /** Welcome screen per language; the first entry serves every other language. */
  readonly welcome: Readonly<Record<string, { title?: string; body?: string; topics?: readonly string[] }>>;
}

type SiteRow = Pick<Selectable<Database['sites']>, 'id' | 'key' | 'name' | 'origins' | 'welcome'>;

const readSite = preparedFirst<{ key: string }, SiteRow>((db, param) =>
  db.selectFrom('sites').select(['id', 'key', 'name', 'origins', 'welcome']).where('key', '=', param('key')),
);

/** Parsed texts of each site, cached until they change: every visitor needs them, and they change a few times a year. */
const records = new Map<string, { row: SiteRow; record: SiteRecord }>();

export async function findSite(db: Db, key: string): Promise<SiteRecord | null> {
  const row = await readSite(db, { key });
  if (!row) return null;
  const known = records.get(row.id);
  const { id, name, origins, welcome } = row;
  if (known && known.row.origins === origins && known.row.welcome === welcome && known.row.name === name && known.row.key === row.key)
    return known.record;
  const record: SiteRecord = {
    id,
    key: row.key,
    name,
    origins: JSON.parse(origins) as string[],
    welcome: JSON.parse(welcome) as SiteRecord['welcome'],
  };
  records.set(id, { row, record });
  return record;
}

export const listSiteIds = async (db: Db): Promise<string[]> => (await db.selectFrom('sites').select('id').execute()).map(({ id }) => id);

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
  const tag = canonicalLanguage(lang) ?? '';
  const nearest = [tag, tag.split('-')[0] ?? ''].find((one) => Object.hasOwn(site.welcome, one));
  const texts = nearest === undefined ? Object.values(site.welcome)[0] : site.welcome[nearest];
  return { name: site.name, title: texts?.title ?? null, body: texts?.body ?? null, topics: [...(texts?.topics ?? [])] };
}

/**
 * Raises the gate version with every block and unblock of the site; the widget obeys the highest version it has seen (B6).
 * `atLeast`: a version that pages may have been told although it was never stored.
 */
export async function raiseGateVersion(tx: Tx, siteId: string, atLeast = 0): Promise<number> {
  const row = await tx
    .updateTable('sites')
    .set((eb) => ({
      gate_version: eb
        .case()
        .when('gate_version', '<', atLeast)
        .then(atLeast)
        .else(eb('gate_version', '+', 1))
        .end(),
    }))
    .where('id', '=', siteId)
    .returning('gate_version')
    .executeTakeFirstOrThrow();
  return row.gate_version;
}
