import { sql, type Selectable } from 'kysely';
import { hashToken, mintToken } from '../access/tokens.ts';
import { findActiveBlock } from './blocks.ts';
import { newId } from './ids.ts';
import { prepared, preparedFirst } from './prepared.ts';
import { YES, type Database, type Db, type Tx } from './schema.ts';

const DAY_MS = 86_400_000;
/** A token older than this is replaced at the next hello. */
const ROTATE_AFTER_MS = 30 * DAY_MS;
/** How long the old token stays valid, unless the new one is used earlier. */
const OVERLAP_MS = DAY_MS;
/** The longest life of a token, and its life without a visit. */
const ABSOLUTE_LIFE_MS = 400 * DAY_MS;
const IDLE_LIFE_MS = 180 * DAY_MS;

/** `family`: the tokens of one browser since it was last identified; a connection lives as long as its family. */
export type TokenRow = Selectable<Database['visitor_tokens']>;

const readToken = preparedFirst<{ hash: string; siteId: string }, TokenRow>((db, param) =>
  db
    .selectFrom('visitor_tokens')
    .selectAll()
    .where('token_hash', '=', param('hash'))
    .where('site_id', '=', param('siteId'))
    .where('revoked_at', 'is', null),
);

/** The live token; null when it is unknown, revoked, expired or of another site. */
export async function findToken(db: Db, siteId: string, token: string, now: number): Promise<TokenRow | null> {
  const row = await readToken(db, { hash: hashToken(token), siteId });
  if (!row || (row.retires_at !== null && row.retires_at <= now)) return null;
  const isOld = now - row.created_at > ABSOLUTE_LIFE_MS || now - (row.used_at ?? row.created_at) > IDLE_LIFE_MS;
  // A hidden visitor's token never expires: their block would end with it (B5).
  return isOld && !(await findActiveBlock(db, siteId, row.visitor_id)) ? null : row;
}

/** The visitor behind a token; null when `findToken` finds none. */
export const findVisitorByToken = async (db: Db, siteId: string, token: string, now: number): Promise<string | null> =>
  (await findToken(db, siteId, token, now))?.visitor_id ?? null;

const insertToken = prepared<{ hash: string; visitorId: string; siteId: string; family: string; now: number }, unknown>((db, param) =>
  db.insertInto('visitor_tokens').values({
    token_hash: param('hash'),
    visitor_id: param('visitorId'),
    site_id: param('siteId'),
    family: param('family'),
    created_at: param('now'),
  }),
);

export async function addToken(
  tx: Tx,
  visitor: { id: string; siteId: string },
  token: string,
  now: number,
  family = newId(),
): Promise<string> {
  await insertToken(tx, { hash: hashToken(token), visitorId: visitor.id, siteId: visitor.siteId, family, now });
  return family;
}

/** Notes a use, and returns the successor of an old token. Both are valid until the successor is used, 24 h at most. */
export async function useToken(tx: Tx, row: TokenRow, now: number): Promise<string | null> {
  await confirmToken(tx, row, now);
  // One write a day is enough to record visits.
  if (row.used_at !== null && now - row.used_at > DAY_MS)
    await tx.updateTable('visitor_tokens').set({ used_at: now }).where('token_hash', '=', row.token_hash).execute();
  if (now - row.created_at <= ROTATE_AFTER_MS) return null;
  const successor = mintToken();
  // If the old token comes again (another tab, a lost answer), it gets another successor but no later end.
  if (row.retires_at === null)
    await tx
      .updateTable('visitor_tokens')
      .set({ retires_at: now + OVERLAP_MS })
      .where('token_hash', '=', row.token_hash)
      .execute();
  await addToken(tx, { id: row.visitor_id, siteId: row.site_id }, successor, now, row.family);
  return successor;
}

const noteFirstUse = prepared<{ hash: string; family: string; now: number }, unknown>((db, param) =>
  db
    .updateTable('visitor_tokens')
    .set((eb) => {
      const own = eb.case().when('token_hash', '=', param('hash'));
      return {
        used_at: own
          .then(sql<number>`cast(${param('now')} as bigint)`)
          .else(eb.ref('used_at'))
          .end(),
        revoked_at: own
          .then(eb.ref('revoked_at'))
          .else(sql<number>`cast(${param('now')} as bigint)`)
          .end(),
      };
    })
    .where('family', '=', param('family'))
    .where((eb) => eb.or([eb('token_hash', '=', param('hash')), eb.and([eb('retires_at', 'is not', null), eb('revoked_at', 'is', null)])])),
);

/** The first use of a token ends the tokens it replaces. */
export async function confirmToken(tx: Tx, row: TokenRow, now: number): Promise<void> {
  if (row.used_at === null) await noteFirstUse(tx, { hash: row.token_hash, family: row.family, now });
}

/** Ends every token of one browser. */
export async function revokeFamily(tx: Tx, family: string, now: number): Promise<void> {
  await tx.updateTable('visitor_tokens').set({ revoked_at: now }).where('family', '=', family).where('revoked_at', 'is', null).execute();
}

/** Makes one browser's tokens lead to another visitor. */
export async function moveTokens(tx: Tx, family: string, visitorId: string): Promise<void> {
  await tx.updateTable('visitor_tokens').set({ visitor_id: visitorId }).where('family', '=', family).execute();
}

/** Each way in which a token ends: the column with the time, and how long after that time the row is of no more use. */
export const TOKEN_ENDS = [
  { column: 'revoked_at', after: DAY_MS, unused: false },
  { column: 'retires_at', after: DAY_MS, unused: false },
  { column: 'created_at', after: ABSOLUTE_LIFE_MS, unused: false },
  { column: 'created_at', after: IDLE_LIFE_MS, unused: true },
  { column: 'used_at', after: IDLE_LIFE_MS, unused: false },
] as const;

/** The last token of a slice, in the order of the column. */
export interface TokenPlace {
  readonly at: number;
  readonly hash: string;
}

/**
 * Removes tokens that can never be valid again, except those of blocked visitors. Looks at `rows` tokens from `place` on, and
 * returns the place to go on from; null at the end.
 */
export async function trimTokens(
  tx: Tx,
  { column, after, unused }: (typeof TOKEN_ENDS)[number],
  now: number,
  rows: number,
  place: TokenPlace | null,
): Promise<TokenPlace | null> {
  let page = tx
    .selectFrom('visitor_tokens')
    .select(['token_hash', 'used_at', 'site_id', 'visitor_id'])
    .select((eb) => eb.ref(column).$castTo<number>().as('at'))
    .where(column, 'is not', null)
    .where(column, '<', now - after)
    .orderBy(column)
    .orderBy('token_hash')
    .limit(rows);
  if (place) page = page.where(({ eb, refTuple, tuple }) => eb(refTuple(column, 'token_hash'), '>', tuple(place.at, place.hash)));
  // The block check runs on this page alone, for the same reason as with silent visitors.
  const tokens = await tx
    .selectFrom(page.as('page'))
    .select(['token_hash', 'used_at', 'at'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('blocks')
          .select('id')
          .whereRef('blocks.site_id', '=', 'page.site_id')
          .whereRef('blocks.visitor_id', '=', 'page.visitor_id')
          .where('active', '=', YES),
      ).as('blocked'),
    )
    .orderBy('at')
    .orderBy('token_hash')
    .execute();
  for (const { token_hash, used_at, blocked } of tokens)
    if (!blocked && (!unused || used_at === null)) await tx.deleteFrom('visitor_tokens').where('token_hash', '=', token_hash).execute();
  const last = tokens.at(-1);
  return last && tokens.length === rows ? { at: last.at, hash: last.token_hash } : null;
}
