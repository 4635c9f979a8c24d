import type { Operator, Site } from '../../protocol/index.ts';
import { LOGIN_MS, REMEMBERED_LOGIN_MS } from '../access/login-cookie.ts';
import { hashPassword } from '../access/passwords.ts';
import { hashToken, mintToken } from '../access/tokens.ts';
import { newId } from './ids.ts';
import type { Db, Tx } from './schema.ts';

/** An operator without the password hash and the presence. */
export type OperatorRecord = Omit<Operator, 'presence'>;

export async function addOperator(
  db: Db,
  person: { email: string; name: string; role: 'operator' | 'admin'; password: string },
  siteIds: readonly string[],
  now: number,
): Promise<OperatorRecord> {
  const passwordHash = await hashPassword(person.password);
  return db.transaction().execute((tx) => insertOperator(tx, { ...person, passwordHash }, siteIds, now));
}

/** Takes a finished hash, as hashing is slow and must not hold up the transaction. */
export async function insertOperator(
  tx: Tx,
  { name, role, passwordHash, ...person }: { email: string; name: string; role: 'operator' | 'admin'; passwordHash: string },
  siteIds: readonly string[],
  now: number,
): Promise<OperatorRecord> {
  const id = newId();
  const email = person.email.toLowerCase();
  await tx.insertInto('operators').values({ id, email, name, role, password_hash: passwordHash, created_at: now }).execute();
  for (const site_id of siteIds) await tx.insertInto('operator_sites').values({ operator_id: id, site_id }).execute();
  return { id, email, name, role };
}

/** All operators who can log in, oldest first, with the keys of their sites. */
export async function listOperators(db: Db): Promise<(OperatorRecord & { sites: string[] })[]> {
  const operators = await db.selectFrom('operators').select(['id', 'email', 'name', 'role']).orderBy('created_at').execute();
  const listed = [];
  for (const operator of operators) listed.push({ ...operator, sites: (await sitesOf(db, operator.id)).map((site) => site.key) });
  return listed;
}

export const hasOperators = async (db: Db) => (await db.selectFrom('operators').select('id').limit(1).executeTakeFirst()) !== undefined;

export const findOperatorByEmail = (db: Db, email: string) =>
  db.selectFrom('operators').selectAll().where('email', '=', email.trim().toLowerCase()).executeTakeFirst();

export async function sitesOf(db: Db, operatorId: string): Promise<Site[]> {
  return db
    .selectFrom('operator_sites')
    .innerJoin('sites', 'sites.id', 'operator_sites.site_id')
    .select(['sites.id', 'sites.key', 'sites.name'])
    .where('operator_id', '=', operatorId)
    .orderBy('sites.created_at')
    .execute();
}

export const operatorsOf = (db: Db, siteId: string) =>
  db
    .selectFrom('operator_sites')
    .innerJoin('operators', 'operators.id', 'operator_sites.operator_id')
    .select(['operators.id', 'operators.email', 'operators.name', 'operators.role'])
    .where('site_id', '=', siteId)
    .orderBy('operators.created_at')
    .execute();

/** Whether the operator has chosen to be away. */
export async function isAway(db: Db, operatorId: string): Promise<boolean> {
  return (await db.selectFrom('operators').select('away').where('id', '=', operatorId).executeTakeFirst())?.away === 1;
}

export const setAway = (tx: Tx, operatorId: string, away: boolean) =>
  tx
    .updateTable('operators')
    .set({ away: away ? 1 : 0 })
    .where('id', '=', operatorId)
    .execute();

/** Makes a log-in and returns its token. Each log-in gets a new token, so that nobody can plant one beforehand. */
export async function addLogin(db: Db, operatorId: string, remember: boolean, now: number): Promise<string> {
  const token = mintToken();
  await db.deleteFrom('logins').where('expires_at', '<', now).execute();
  await db
    .insertInto('logins')
    .values({
      token_hash: hashToken(token),
      operator_id: operatorId,
      created_at: now,
      expires_at: now + (remember ? REMEMBERED_LOGIN_MS : LOGIN_MS),
    })
    .execute();
  return token;
}

/** The log-in behind a token and its expiry; null when the token is unknown or has expired. */
export async function findLogin(db: Db, token: string, now: number): Promise<{ operator: OperatorRecord; expiresAt: number } | null> {
  const row = await db
    .selectFrom('logins')
    .innerJoin('operators', 'operators.id', 'logins.operator_id')
    .select(['operators.id', 'operators.email', 'operators.name', 'operators.role', 'logins.expires_at'])
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return null;
  const { expires_at: expiresAt, ...operator } = row;
  return { operator, expiresAt };
}

/** Removes a log-in. Returns the id of its operator; null when there was none. */
export async function removeLogin(db: Db, token: string): Promise<string | null> {
  const row = await db.deleteFrom('logins').where('token_hash', '=', hashToken(token)).returning('operator_id').executeTakeFirst();
  return row?.operator_id ?? null;
}
