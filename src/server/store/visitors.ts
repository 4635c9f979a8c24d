import { randomInt } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { PageRef, Visitor } from '../../protocol/index.ts';
import type { Address } from '../addresses.ts';
import { newId } from './ids.ts';
import { YES, type Database, type Db, type Tx } from './schema.ts';
import { addToken } from './visitor-tokens.ts';

export type VisitorRow = Selectable<Database['visitors']> & { blocked: number };

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

export async function findVisitor(db: Db, siteId: string, id: string): Promise<VisitorRow | null> {
  const row = await visitorQuery(db).where('visitors.id', '=', id).where('visitors.site_id', '=', siteId).executeTakeFirst();
  return row ? { ...row, blocked: row.blocked ?? 0 } : null;
}

/** The visitor whom the site knows as this person. */
export async function findVisitorByPerson(db: Db, siteId: string, personId: string): Promise<VisitorRow | null> {
  const row = await visitorQuery(db).where('person_id', '=', personId).where('visitors.site_id', '=', siteId).executeTakeFirst();
  return row ? { ...row, blocked: row.blocked ?? 0 } : null;
}

/** A visitor with his first token. */
export async function addVisitor(tx: Tx, siteId: string, token: string, now: number): Promise<{ id: string; family: string }> {
  const id = await addAnonymous(tx, siteId, now);
  return { id, family: await addToken(tx, { id, siteId }, token, now) };
}

/** A visitor nobody can come back as: he has no token yet. */
export async function addAnonymous(tx: Tx, siteId: string, now: number): Promise<string> {
  const id = newId();
  await tx
    .insertInto('visitors')
    .values({
      id,
      site_id: siteId,
      number: String(randomInt(1000, 10_000)),
      name: null,
      email: null,
      address: null,
      address_key: null,
      user_agent: null,
      created_at: now,
      last_seen_at: now,
    })
    .execute();
  return id;
}

/** Visitors who have not been here since then and left nothing: no session, no profile, never blocked. */
export const listSilentVisitors = (db: Db, before: number, limit = 1000) =>
  db
    .selectFrom('visitors')
    .select(['id', 'site_id'])
    .where('last_seen_at', '<', before)
    .where('name', 'is', null)
    .where('email', 'is', null)
    .where('person_id', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('sessions').select('id').whereRef('sessions.visitor_id', '=', 'visitors.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('blocks').select('id').whereRef('blocks.visitor_id', '=', 'visitors.id'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('block_entries').select('id').whereRef('block_entries.visitor_id', '=', 'visitors.id'))),
    )
    .orderBy('last_seen_at')
    .limit(limit)
    .execute();

export async function deleteVisitors(tx: Tx, ids: readonly string[]): Promise<void> {
  // One by one: a list has no upper bound on parameters that every database shares.
  for (const id of ids) await tx.deleteFrom('visitors').where('id', '=', id).execute();
}

/** Where and with what the visitor is here now. */
export async function noteVisit(
  tx: Tx,
  visitor: { id: string; siteId: string },
  address: Address | null,
  userAgent: string | null,
  now: number,
): Promise<void> {
  await tx
    .updateTable('visitors')
    .set({ last_seen_at: now, user_agent: userAgent, ...(address ? { address: address.text, address_key: address.key } : {}) })
    .where('id', '=', visitor.id)
    .execute();
  if (!address) return;
  await tx
    .insertInto('visitor_addresses')
    .values({ site_id: visitor.siteId, address_key: address.key, visitor_id: visitor.id, last_seen_at: now })
    .onConflict((c) => c.columns(['site_id', 'address_key', 'visitor_id']).doUpdateSet({ last_seen_at: now }))
    .execute();
}

export async function updateProfile(
  tx: Tx,
  visitorId: string,
  change: { name?: string | null; email?: string | null; person_id?: string; verified?: number },
): Promise<void> {
  if (Object.keys(change).length > 0) await tx.updateTable('visitors').set(change).where('id', '=', visitorId).execute();
}

/** How many other visitors used the address in the last 30 days (B3). */
export async function countSharing(db: Db, siteId: string, addressKey: string, exceptVisitor: string | null, now: number): Promise<number> {
  let query = db
    .selectFrom('visitor_addresses')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('site_id', '=', siteId)
    .where('address_key', '=', addressKey)
    .where('last_seen_at', '>', now - 30 * 86_400_000);
  if (exceptVisitor !== null) query = query.where('visitor_id', '<>', exceptVisitor);
  return Number((await query.executeTakeFirstOrThrow()).n);
}

/** The visitor moved to a page; the page before ends now. The same page again changes nothing. */
export async function notePage(tx: Tx, visitorId: string, page: PageRef, now: number): Promise<void> {
  const current = await tx
    .selectFrom('page_views')
    .select(['id', 'url'])
    .where('visitor_id', '=', visitorId)
    .where('until', 'is', null)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  if (current?.url === page.url) return;
  await leavePage(tx, visitorId, now);
  await tx
    .insertInto('page_views')
    .values({ id: newId(), visitor_id: visitorId, url: page.url, title: page.title, at: now, until: null })
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

/** What is live about a visitor, known to the hub alone. */
export interface LivePresence {
  readonly online: boolean;
  readonly page: PageRef | null;
}

export const toVisitor = (row: VisitorRow, live: LivePresence): Visitor => ({
  id: row.id,
  name: row.name,
  number: row.number,
  email: row.email,
  verified: row.verified === 1,
  online: live.online,
  blocked: Number(row.blocked) > 0,
  page: live.page,
});
