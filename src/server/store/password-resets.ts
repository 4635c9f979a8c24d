import { hashToken, mintToken } from '../access/tokens.ts';
import type { OperatorRecord } from './operators.ts';
import type { Db, Tx } from './schema.ts';

export const RESET_HOURS = 4;

/** Makes a fresh token for the link with which an operator chooses a new password; an earlier link stops working. */
export async function openReset(db: Db, operatorId: string, now: number): Promise<string> {
  const token = mintToken();
  const values = { token_hash: hashToken(token), expires_at: now + RESET_HOURS * 3_600_000 };
  await db
    .insertInto('password_resets')
    .values({ operator_id: operatorId, ...values })
    .onConflict((c) => c.column('operator_id').doUpdateSet(values))
    .execute();
  return token;
}

/** The operator of a link; null when the link was used, was replaced or is too old. */
export async function findReset(db: Db, token: string, now: number): Promise<OperatorRecord | null> {
  const row = await db
    .selectFrom('password_resets')
    .innerJoin('operators', 'operators.id', 'password_resets.operator_id')
    .select(['operators.id', 'operators.email', 'operators.name', 'operators.role'])
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** Uses up the link and ends every log-in of its operator. Returns the hashes of the log-ins; null when the link is no longer valid. */
export async function useReset(
  tx: Tx,
  token: string,
  passwordHash: string,
  now: number,
): Promise<{ operator: OperatorRecord; logins: string[] } | null> {
  const operator = await findReset(tx, token, now);
  if (!operator) return null;
  await tx.deleteFrom('password_resets').where('operator_id', '=', operator.id).execute();
  await tx.updateTable('operators').set({ password_hash: passwordHash }).where('id', '=', operator.id).execute();
  const ended = await tx.deleteFrom('logins').where('operator_id', '=', operator.id).returning('token_hash').execute();
  return { operator, logins: ended.map((login) => login.token_hash) };
}
