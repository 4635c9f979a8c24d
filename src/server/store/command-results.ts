import { COMMAND_RESULT_DAYS } from '../../protocol/index.ts';
import { prepared, preparedFirst } from './prepared.ts';
import type { Database, Tx } from './schema.ts';

export interface StoredResult {
  readonly hash: string;
  readonly result: unknown;
}

const readResult = preparedFirst<{ principal: string; cid: string }, { hash: string; result: string }>((db, param) =>
  db.selectFrom('command_results').select(['hash', 'result']).where('principal', '=', param('principal')).where('cid', '=', param('cid')),
);

/** The answer of an earlier run of the same command (C1). */
export const findResult = async (tx: Tx, principal: string, cid: string): Promise<StoredResult | null> =>
  toResult(await readResult(tx, { principal, cid }));

export const toResult = (row: { hash: string | null; result: string | null } | null): StoredResult | null =>
  row === null || row.hash === null || row.result === null ? null : { hash: row.hash, result: JSON.parse(row.result) as unknown };

const insertResult = prepared<Database['command_results'], unknown>((db, param) =>
  db.insertInto('command_results').values({
    principal: param('principal'),
    cid: param('cid'),
    hash: param('hash'),
    result: param('result'),
    at: param('at'),
  }),
);

export async function saveResult(tx: Tx, principal: string, cid: string, stored: StoredResult, now: number): Promise<void> {
  await insertResult(tx, { principal, cid, hash: stored.hash, result: JSON.stringify(stored.result), at: now });
}

/** Removes results that nobody will replay, at most `rows` of them. Returns null when none is left, true when there may be more. */
export async function trimResults(tx: Tx, now: number, rows: number): Promise<true | null> {
  const { numDeletedRows } = await tx
    .deleteFrom('command_results')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('principal', 'cid'),
        'in',
        selectFrom('command_results as old')
          .select(['old.principal', 'old.cid'])
          .where('old.at', '<', now - COMMAND_RESULT_DAYS * 86_400_000)
          .orderBy('old.at')
          .limit(rows)
          .$asTuple('principal', 'cid'),
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows) < rows ? null : true;
}
