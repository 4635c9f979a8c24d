import { COMMAND_RESULT_DAYS } from '../../protocol/index.ts';
import type { Tx } from './schema.ts';

export interface StoredResult {
  readonly hash: string;
  readonly result: unknown;
}

/** What an earlier run of the same command answered (C1). */
export async function findResult(tx: Tx, principal: string, cid: string): Promise<StoredResult | null> {
  const row = await tx
    .selectFrom('command_results')
    .select(['hash', 'result'])
    .where('principal', '=', principal)
    .where('cid', '=', cid)
    .executeTakeFirst();
  return row ? { hash: row.hash, result: JSON.parse(row.result) as unknown } : null;
}

export async function saveResult(tx: Tx, principal: string, cid: string, stored: StoredResult, now: number): Promise<void> {
  await tx
    .insertInto('command_results')
    .values({ principal, cid, hash: stored.hash, result: JSON.stringify(stored.result), at: now })
    .execute();
}

export async function trimResults(tx: Tx, now: number): Promise<void> {
  await tx
    .deleteFrom('command_results')
    .where('at', '<', now - COMMAND_RESULT_DAYS * 86_400_000)
    .execute();
}
