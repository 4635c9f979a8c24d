import { randomInt } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import { visitorSearchText, type PageRef, type Visitor } from '../../protocol/index.ts';
import type { Address } from '../access/addresses.ts';
import { cleanLine } from '../input/text-from-outside.ts';
import { newId } from './ids.ts';
import { YES, type Database, type Db, type Tx } from './schema.ts';
import { prepared, preparedFirst } from './prepared.ts';
import { addToken } from './visitor-tokens.ts';

export type VisitorRow = Omit<Selectable<Database['visitors']>, 'folded'> & { blocked: number };

const columns = [
  'id',
  'site_id',
  'number',
  'name',
  'email',
  'address',
  'address_key',
  'user_agent',
  'created_at',
  'last_seen_at',
  'person_id',
  'verified',
] as const;

export const visitorQuery = (db: Db) =>
  db
    .selectFrom('visitors')
    .select(columns.map((name) => `visitors.${name}` as const))
    .select((eb) =>
      eb
        .selectFrom('blocks')
        .select((b) => b.fn.countAll<number>().as('n'))
        .whereRef('blocks.site_id', '=', 'visitors.site_id')
        .whereRef('blocks.visitor_id', '=', 'visitors.id')
        .where('active', '=', YES)
        .as('blocked'),
    );

const readVisitor = preparedFirst<{ siteId: string; id: string }, Omit<VisitorRow, 'blocked'> & { blocked: number | null }>((db, param) =>
  visitorQuery(db).where('visitors.id', '=', param('id')).where('visitors.site_id', '=', param('siteId')),
);

export async function findVisitor(db: Db, siteId: string, id: string): Promise<VisitorRow | null> {
  const row = await readVisitor(db, { siteId, id });
  return row ? { ...row, blocked: row.blocked ?? 0 } : null;
}

/** The visitor that the site knows as this person. */
export async function findVisitorByPerson(db: Db, siteId: string, personId: string): Promise<VisitorRow | null> {
  const row = await visitorQuery(db).where('person_id', '=', personId).where('visitors.site_id', '=', siteId).executeTakeFirst();
  return row ? { ...row, blocked: row.blocked ?? 0 } : null;
}

/** The address and browser that a request comes from. */
export interface RequestSource {
  readonly address: Address | null;
  readonly userAgent: string | null;
}

const NOWHERE: RequestSource = { address: null, userAgent: null };

/** Makes a visitor with their first token. */
export async function addVisitor(
  tx: Tx,
  siteId: string,
  token: string,
  now: number,
  origin: RequestSource = NOWHERE,
): Promise<{ id: string; family: string }> {
  const id = await addAnonymous(tx, siteId, now, origin);
  if (origin.address) await keepAddress(tx, { siteId, addressKey: origin.address.key, id, now });
  return { id, family: await addToken(tx, { id, siteId }, token, now) };
}

type NewVisitor = Insertable<Database['visitors']>;
const insertVisitor = prepared<NewVisitor, unknown>((db, param) =>
  db.insertInto('visitors').values({
    id: param('id'),
    site_id: param('site_id'),
    number: param('number'),
    address: param('address'),
    address_key: param('address_key'),
    user_agent: param('user_agent'),
    created_at: param('created_at'),
    last_seen_at: param('last_seen_at'),
    folded: param('folded'),
  }),
);

/** Makes a visitor without a token, so that nobody can come back as them yet. */
export async function addAnonymous(tx: Tx, siteId: string, now: number, { address, userAgent }: RequestSource = NOWHERE): Promise<string> {
  const id = newId();
  const number = String(randomInt(1000, 10_000));
  await insertVisitor(tx, {
    id,
    site_id: siteId,
    number,
    address: address?.text ?? null,
    address_key: address?.key ?? null,
    user_agent: userAgent,
    created_at: now,
    last_seen_at: now,
    folded: visitorSearchText({ name: null, number, email: null }),
  });
  return id;
}

/** The last visitor of a slice, in the order of their last visit. */
export interface VisitorPlace {
  readonly at: number;
  readonly id: string;
}

/**
 * Removes visitors who have not been here since `before` and left nothing: no session, no profile, no block in their history.
 * Looks at `rows` visitors from `place` on, and returns the place to go on from; null at the end. `isHere` keeps visitors who
 * have had a page open all the time.
 */
export async function deleteSilentVisitors(
  tx: Tx,
  before: number,
  isHere: (siteId: string, visitorId: string) => boolean,
  rows: number,
  place: VisitorPlace | null,
): Promise<VisitorPlace | null> {
  let page = tx
    .selectFrom('visitors')
    .select(['id', 'site_id', 'last_seen_at', 'name', 'email', 'person_id'])
    .where('last_seen_at', '<', before)
    .orderBy('last_seen_at')
    .orderBy('id')
    .limit(rows);
  if (place) page = page.where(({ eb, refTuple, tuple }) => eb(refTuple('last_seen_at', 'id'), '>', tuple(place.at, place.id)));
  // The checks run on this page alone: next to a limit, PostgreSQL would plan for all rows and read each of the other tables whole.
  const visitors = await tx
    .selectFrom(page.as('page'))
    .selectAll()
    .select(({ or, exists, selectFrom }) =>
      or([
        exists(selectFrom('sessions').select('id').whereRef('sessions.visitor_id', '=', 'page.id')),
        exists(
          selectFrom('blocks').select('id').whereRef('blocks.site_id', '=', 'page.site_id').whereRef('blocks.visitor_id', '=', 'page.id'),
        ),
        exists(
          selectFrom('block_entries')
            .select('id')
            .whereRef('block_entries.site_id', '=', 'page.site_id')
            .whereRef('block_entries.visitor_id', '=', 'page.id'),
        ),
      ]).as('left'),
    )
    .orderBy('last_seen_at')
    .orderBy('id')
    .execute();
  for (const { id, site_id, name, email, person_id, left } of visitors)
    if (!left && name === null && email === null && person_id === null && !isHere(site_id, id))
      await tx.deleteFrom('visitors').where('id', '=', id).execute();
  const last = visitors.at(-1);
  return last && visitors.length === rows ? { at: last.last_seen_at, id: last.id } : null;
}

const keepAddress = prepared<{ siteId: string; addressKey: string; id: string; now: number }, unknown>((db, param) =>
  db
    .insertInto('visitor_addresses')
    .values({ site_id: param('siteId'), address_key: param('addressKey'), visitor_id: param('id'), last_seen_at: param('now') })
    .onConflict((c) =>
      c.columns(['site_id', 'address_key', 'visitor_id']).doUpdateSet((eb) => ({ last_seen_at: eb.ref('excluded.last_seen_at') })),
    ),
);

/** Visits are counted in hours and days: a visitor who comes back from the same place within this time is not recorded again. */
const SAME_VISIT_MS = 10 * 60_000;

/** Records the visitor's current address and browser. */
export async function noteVisit(
  tx: Tx,
  visitor: Pick<VisitorRow, 'id' | 'site_id' | 'address' | 'user_agent' | 'last_seen_at'>,
  { address, userAgent }: RequestSource,
  now: number,
): Promise<void> {
  const since = now - visitor.last_seen_at;
  if (since >= 0 && since < SAME_VISIT_MS && userAgent === visitor.user_agent && (!address || address.text === visitor.address)) return;
  await tx
    .updateTable('visitors')
    .set({ last_seen_at: now, user_agent: userAgent, ...(address ? { address: address.text, address_key: address.key } : {}) })
    .where('id', '=', visitor.id)
    .execute();
  if (address) await keepAddress(tx, { siteId: visitor.site_id, addressKey: address.key, id: visitor.id, now });
}

export async function updateProfile(
  tx: Tx,
  visitorId: string,
  change: { name?: string | null; email?: string | null; person_id?: string; verified?: number },
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  const row = await tx
    .updateTable('visitors')
    .set(change)
    .where('id', '=', visitorId)
    .returning(['name', 'number', 'email', 'folded'])
    .executeTakeFirstOrThrow();
  const folded = visitorSearchText(row);
  if (folded !== row.folded) await tx.updateTable('visitors').set({ folded }).where('id', '=', visitorId).execute();
}

/** The visitor's addresses since a moment, by `Address.key`, the latest first. */
export async function recentAddresses(db: Db, visitorId: string, since: number): Promise<string[]> {
  const rows = await db
    .selectFrom('visitor_addresses')
    .select('address_key')
    .where('visitor_id', '=', visitorId)
    .where('last_seen_at', '>', since)
    .orderBy('last_seen_at', 'desc')
    .execute();
  return rows.map((row) => row.address_key);
}

/** How many other visitors used one of the addresses in the last 30 days (B3). */
export async function countSharing(
  db: Db,
  siteId: string,
  addressKeys: readonly string[],
  exceptVisitor: string | null,
  now: number,
): Promise<number> {
  if (addressKeys.length === 0) return 0;
  let query = db
    .selectFrom('visitor_addresses')
    .select((eb) => eb.fn.count<number>('visitor_id').distinct().as('n'))
    .where('site_id', '=', siteId)
    .where('address_key', 'in', addressKeys)
    .where('last_seen_at', '>', now - 30 * 86_400_000);
  if (exceptVisitor !== null) query = query.where('visitor_id', '<>', exceptVisitor);
  return Number((await query.executeTakeFirstOrThrow()).n);
}

const readPage = preparedFirst<{ id: string }, { url: string }>((db, param) =>
  db
    .selectFrom('page_views')
    .select('url')
    .where('visitor_id', '=', param('id'))
    .where('until', 'is', null)
    .orderBy('at', 'desc')
    .limit(YES),
);

/** Records that the visitor moved to a page; the page before ends now. The same page again changes nothing, and too many are not stored. */
export async function notePage(tx: Tx, visitorId: string, page: PageRef, now: number, mayStore: () => boolean = () => true): Promise<void> {
  const current = await readPage(tx, { id: visitorId });
  if (current?.url === page.url || !mayStore()) return;
  if (current) await leavePage(tx, visitorId, now);
  await tx
    .insertInto('page_views')
    .values({ id: newId(), visitor_id: visitorId, url: page.url, title: cleanLine(page.title) ?? '', at: now, until: null })
    .execute();
}

export async function leavePage(tx: Tx, visitorId: string, now: number): Promise<void> {
  await tx.updateTable('page_views').set({ until: now }).where('visitor_id', '=', visitorId).where('until', 'is', null).execute();
}

export const listPages = (db: Db, visitorId: string, limit = 20) =>
  db
    .selectFrom('page_views')
    .select(['url', 'title', 'at', 'until'])
    .where('visitor_id', '=', visitorId)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();

/** The live state of a visitor, which only the hub knows. */
export interface LivePresence {
  readonly online: boolean;
  readonly page: PageRef | null;
}

export const toVisitor = (row: VisitorRow, live: LivePresence): Visitor => ({
  id: row.id,
  name: cleanLine(row.name),
  number: row.number,
  email: cleanLine(row.email),
  verified: row.verified === 1,
  online: live.online,
  blocked: Number(row.blocked) > 0,
  page: live.page,
});
