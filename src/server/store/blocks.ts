import { sql, type Selectable } from 'kysely';
import { fold, type Block, type BlockEntry, type Gate, type OperatorRef } from '../../protocol/index.ts';
import type { Address } from '../access/addresses.ts';
import { toResult, type StoredResult } from './command-results.ts';
import { cleanLine } from '../input/text-from-outside.ts';
import { newId } from './ids.ts';
import { prepared, preparedFirst } from './prepared.ts';
import { YES, type Database, type Db, type Tx } from './schema.ts';
import { containing } from './search.ts';

export type BlockRow = Selectable<Database['blocks']>;

/** Where a block or unblock came from, for the history. */
export interface BlockSource {
  readonly operator: OperatorRef;
  readonly chatId: string | null;
  readonly sessionId: string | null;
  readonly seq: number | null;
}

/** Blocks that hold although they are not stored yet. */
export interface Holds {
  /** The gate's state, given the stored one. */
  over(stored: Gate, siteId: string, visitorId: string | null, addressKey: string | null): Gate;
}

interface GateValues {
  readonly siteId: string;
  readonly visitorId: string;
  readonly addressKey: string;
}

/** The gate's one query, as columns of a site's row: its version, and the number of active blocks that hit. */
const gateQuery = (db: Db, param: <K extends keyof GateValues>(name: K) => string) =>
  db
    .selectFrom('sites')
    .select('gate_version')
    .select((eb) => {
      const ofVisitor = eb
        .selectFrom('blocks')
        .select((b) => b.fn.countAll<number>().as('n'))
        .whereRef('blocks.site_id', '=', 'sites.id')
        .where('visitor_id', '=', param('visitorId'))
        .where('active', '=', YES);
      const ofAddress = eb
        .selectFrom('block_addresses')
        .select((b) => b.fn.countAll<number>().as('n'))
        .whereRef('block_addresses.site_id', '=', 'sites.id')
        .where('address_key', '=', param('addressKey'));
      return eb(ofVisitor, '+', ofAddress).as('blocks');
    })
    .where('sites.id', '=', param('siteId'));

const readGate = preparedFirst<GateValues, { gate_version: number; blocks: number }>(gateQuery);

const gateOf = (row: { gate_version: number; blocks: number | null } | null): Gate => {
  if (!row) throw new Error('The site of a visitor is gone.');
  return { show: Number(row.blocks) === 0, version: row.gate_version };
};

/**
 * Whether the visitor may see the widget: neither they nor their address have an active block, stored or held (B1). Called
 * inside the transaction of every visitor command and on every visitor route.
 */
export async function gate(
  db: Db,
  holds: Holds,
  siteId: string,
  visitorId: string | null,
  address: Pick<Address, 'key'> | null,
): Promise<Gate> {
  const row = await readGate(db, { siteId, visitorId: visitorId ?? '', addressKey: address?.key ?? '' });
  return holds.over(gateOf(row), siteId, visitorId, address?.key ?? null);
}

const readAdmission = preparedFirst<
  GateValues & { family: string; principal: string; cid: string },
  { gate_version: number; blocks: number | null; token: string | null; hash: string | null; result: string | null }
>((db, param) =>
  gateQuery(db, param)
    .leftJoin('command_results', (join) =>
      join.on('command_results.principal', '=', param('principal')).on('command_results.cid', '=', param('cid')),
    )
    .select(['command_results.hash', 'command_results.result'])
    .select((eb) =>
      eb
        .selectFrom('visitor_tokens')
        .select('token_hash')
        .where('family', '=', param('family'))
        .where('visitor_id', '=', param('visitorId'))
        .where('revoked_at', 'is', null)
        .limit(YES)
        .as('token'),
    ),
);

/**
 * Answers in one query what must be known before anything is stored or read for a visitor: the gate (B1), whether a token of
 * their family is still valid, and the answer of an earlier run of the same command (C1).
 */
export async function readVisitorAdmission(
  tx: Tx,
  holds: Holds,
  who: { siteId: string; visitorId: string; family: string; address: Pick<Address, 'key'> | null },
  cid: string,
): Promise<{ gate: Gate; isAlive: boolean; stored: StoredResult | null }> {
  const { siteId, visitorId, family, address } = who;
  const row = await readAdmission(tx, { siteId, visitorId, family, addressKey: address?.key ?? '', principal: `v:${visitorId}`, cid });
  return {
    gate: holds.over(gateOf(row), siteId, visitorId, address?.key ?? null),
    isAlive: row?.token !== null,
    stored: toResult(row),
  };
}

export async function findActiveBlock(db: Db, siteId: string, visitorId: string): Promise<BlockRow | null> {
  return (
    (await db
      .selectFrom('blocks')
      .selectAll()
      .where('site_id', '=', siteId)
      .where('visitor_id', '=', visitorId)
      .where('active', '=', YES)
      .executeTakeFirst()) ?? null
  );
}

export async function findBlock(db: Db, siteId: string, id: string): Promise<BlockRow | null> {
  return (await db.selectFrom('blocks').selectAll().where('site_id', '=', siteId).where('id', '=', id).executeTakeFirst()) ?? null;
}

/** The active block of an address that names no visitor. */
const findBareAddressBlock = (db: Db, siteId: string, addressKey: string) =>
  db
    .selectFrom('blocks')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('address_key', '=', addressKey)
    .where('visitor_id', 'is', null)
    .where('active', '=', YES)
    .executeTakeFirst();

/** Active blocks that cover an address, of any visitor. */
export const findAddressBlocks = (db: Db, siteId: string, addressKey: string) =>
  db
    .selectFrom('blocks')
    .innerJoin('block_addresses', 'block_addresses.block_id', 'blocks.id')
    .selectAll('blocks')
    .where('block_addresses.site_id', '=', siteId)
    .where('block_addresses.address_key', '=', addressKey)
    .execute();

/**
 * Blocks a visitor, an address, or both. A visitor or bare address that is already blocked keeps its one active block. That
 * block gains the address if it is new, and loses none; the second reason goes into the history.
 */
export async function addBlock(
  tx: Tx,
  siteId: string,
  target: { visitorId: string | null; addresses: readonly (Address & { range: string })[] },
  reason: string,
  source: BlockSource,
  now: number,
): Promise<BlockRow> {
  const existing =
    target.visitorId === null
      ? await findBareAddressBlock(tx, siteId, target.addresses[0]?.key ?? '')
      : await findActiveBlock(tx, siteId, target.visitorId);
  const operator = JSON.stringify(source.operator);
  const address = target.addresses[0]?.range ?? null;
  const address_key = target.addresses[0]?.key ?? null;
  const row =
    existing && address_key === null
      ? existing
      : existing
        ? await tx
            .updateTable('blocks')
            .set({ address, address_key })
            .where('id', '=', existing.id)
            .returningAll()
            .executeTakeFirstOrThrow()
        : await tx
            .insertInto('blocks')
            .values({
              id: newId(),
              site_id: siteId,
              visitor_id: target.visitorId,
              address,
              address_key,
              reason,
              operator,
              chat_id: source.chatId,
              created_at: now,
              active: 1,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
  for (const { range, key } of target.addresses)
    await tx
      .insertInto('block_addresses')
      .values({ block_id: row.id, site_id: siteId, address: range, address_key: key })
      .onConflict((c) => c.columns(['block_id', 'address_key']).doNothing())
      .execute();
  await foldBlock(tx, row);
  const covered = target.addresses.map(({ range }) => range).join(', ') || null;
  await addEntry(tx, row, 'blocked', { reason, address: covered }, source, now);
  return row;
}

/** Counts attempts that were refused because of a block of the visitor or of their address (B7). */
export async function countRefusals(
  tx: Tx,
  siteId: string,
  who: { visitorId: string | null; addressKey: string | null },
  refused: { count: number; lastAt: number },
): Promise<void> {
  await tx
    .updateTable('blocks')
    .set((eb) => ({ refused: eb('refused', '+', refused.count), refused_at: refused.lastAt }))
    .where('site_id', '=', siteId)
    .where('active', '=', YES)
    .where((eb) =>
      eb.or([
        eb('visitor_id', '=', who.visitorId ?? ''),
        eb(
          'id',
          'in',
          eb
            .selectFrom('block_addresses')
            .select('block_id')
            .where('site_id', '=', siteId)
            .where('address_key', '=', who.addressKey ?? ''),
        ),
      ]),
    )
    .execute();
}

export async function liftBlock(tx: Tx, row: BlockRow, source: BlockSource, now: number): Promise<void> {
  await tx.updateTable('blocks').set({ active: 0 }).where('id', '=', row.id).execute();
  const covered = await tx.deleteFrom('block_addresses').where('block_id', '=', row.id).returning('address').execute();
  const address = covered.map((one) => one.address).join(', ') || row.address;
  await addEntry(tx, row, 'lifted', { reason: null, address }, source, now);
}

async function addEntry(
  tx: Tx,
  row: BlockRow,
  kind: 'blocked' | 'lifted',
  detail: { reason: string | null; address: string | null },
  source: BlockSource,
  now: number,
): Promise<void> {
  await tx
    .insertInto('block_entries')
    .values({
      id: newId(),
      site_id: row.site_id,
      block_id: row.id,
      visitor_id: row.visitor_id,
      address_key: row.address_key,
      kind,
      at: now,
      operator: JSON.stringify(source.operator),
      reason: detail.reason,
      address: detail.address,
      chat_id: source.chatId,
      session_id: source.sessionId,
      seq: source.seq,
    })
    .execute();
}

const listQuery = (db: Db) =>
  db
    .selectFrom('blocks')
    .leftJoin('visitors', 'visitors.id', 'blocks.visitor_id')
    .selectAll('blocks')
    .select(['visitors.name as visitor_name', 'visitors.number as visitor_number']);

type ListRow = BlockRow & { visitor_name: string | null; visitor_number: string | null };

/** A place in the list, given by the block before it. */
export interface BlockPlace {
  readonly at: number;
  readonly id: string;
}
export interface BlockQuery {
  /** Folded text; empty finds everything. */
  readonly words: string;
  readonly after: BlockPlace | null;
  readonly limit: number;
}

const active = (db: Db, siteId: string) => db.selectFrom('blocks').where('blocks.site_id', '=', siteId).where('blocks.active', '=', YES);
const isAfter = ({ at, id }: BlockPlace) => sql<boolean>`(blocks.created_at, blocks.id) < (${at}, ${id})`;

/** A page of the active blocks, newest first; the first page also has their number. The words may be anywhere in a row (T6). */
export async function listBlocks(
  db: Db,
  siteId: string,
  query: BlockQuery,
): Promise<{ blocks: Block[]; more: boolean; total: number | null }> {
  const { ids, total } = query.words === '' ? await pageOfBlocks(db, siteId, query) : await searchBlocks(db, siteId, query);
  const blocks: Block[] = [];
  for (const id of ids.slice(0, query.limit)) blocks.push(await loadBlock(db, id));
  return { blocks, more: ids.length > query.limit, total };
}

async function pageOfBlocks(db: Db, siteId: string, { after, limit }: BlockQuery): Promise<{ ids: string[]; total: number | null }> {
  let query = active(db, siteId)
    .select('id')
    .orderBy('blocks.created_at', 'desc')
    .orderBy('blocks.id', 'desc')
    .limit(limit + 1);
  if (after) query = query.where(isAfter(after));
  const ids = (await query.execute()).map(({ id }) => id);
  if (after) return { ids, total: null };
  const { n } = await active(db, siteId)
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .executeTakeFirstOrThrow();
  return { ids, total: Number(n) };
}

/** Blocks that are searched in one go. It takes some milliseconds, in which nobody else is served. */
const SEARCH_SLICE = 2000;

async function searchBlocks(db: Db, siteId: string, { words, after, limit }: BlockQuery): Promise<{ ids: string[]; total: number | null }> {
  const ids: string[] = [];
  let total = 0;
  for (let from = after; ;) {
    let slice = active(db, siteId);
    if (from) slice = slice.where(isAfter(from));
    const last = await slice
      .select(['blocks.created_at as at', 'blocks.id'])
      .orderBy('blocks.created_at', 'desc')
      .orderBy('blocks.id', 'desc')
      .limit(1)
      .offset(SEARCH_SLICE - 1)
      .executeTakeFirst();
    if (last) slice = slice.where(sql<boolean>`(blocks.created_at, blocks.id) >= (${last.at}, ${last.id})`);
    const hits = await slice
      .leftJoin('visitors', 'visitors.id', 'blocks.visitor_id')
      .select('blocks.id')
      .where((eb) => eb.or([containing('blocks.folded', words), containing('visitors.folded', words)]))
      .orderBy('blocks.created_at', 'desc')
      .orderBy('blocks.id', 'desc')
      .execute();
    total += hits.length;
    ids.push(...hits.slice(0, limit + 1 - ids.length).map(({ id }) => id));
    if (!last || (after && ids.length > limit)) return { ids, total: after ? null : total };
    from = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const readAddresses = prepared<{ id: string }, { address: string }>((db, param) =>
  db.selectFrom('block_addresses').select('address').where('block_id', '=', param('id')),
);

const addressesOfBlock = async (db: Db, id: string): Promise<string[]> => (await readAddresses(db, { id })).map(({ address }) => address);

/** Stores the text that a search finds a block by, beside its visitor. */
async function foldBlock(tx: Tx, row: BlockRow): Promise<void> {
  const words = [row.reason, (JSON.parse(row.operator) as OperatorRef).name, ...(await addressesOfBlock(tx, row.id))];
  await tx
    .updateTable('blocks')
    .set({ folded: words.map(fold).join('\n') })
    .where('id', '=', row.id)
    .execute();
}

export async function loadBlock(db: Db, id: string): Promise<Block> {
  const row = await listQuery(db).where('blocks.id', '=', id).executeTakeFirstOrThrow();
  return toBlock(row, await addressesOfBlock(db, id));
}

const toBlock = (row: ListRow, addresses: readonly string[]): Block => ({
  id: row.id,
  visitor: row.visitor_id === null ? null : { id: row.visitor_id, name: cleanLine(row.visitor_name), number: row.visitor_number ?? '' },
  address: row.address,
  ...(addresses.length > 1 ? { addresses } : {}),
  reason: row.reason,
  operator: JSON.parse(row.operator) as OperatorRef,
  createdAt: row.created_at,
  chat: row.chat_id,
});

/** Everything that happened to the visitor (or to the address, when no visitor was named), newest first (S13, B7). */
export async function blockHistory(db: Db, row: BlockRow): Promise<BlockEntry[]> {
  const query = db.selectFrom('block_entries').selectAll().where('site_id', '=', row.site_id);
  const rows = await (
    row.visitor_id !== null
      ? query.where('visitor_id', '=', row.visitor_id)
      : query.where('visitor_id', 'is', null).where('address_key', '=', row.address_key)
  )
    .orderBy('at', 'desc')
    .execute();
  return rows.map((entry) => ({
    id: entry.id,
    kind: entry.kind,
    at: entry.at,
    operator: JSON.parse(entry.operator) as OperatorRef,
    reason: entry.reason,
    address: entry.address,
    chat: entry.chat_id,
  }));
}
