import type { Kysely } from 'kysely';

/** One-time links for a new password, and an index to find all log-ins of an operator, which such a link ends. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('password_resets')
    .addColumn('token_hash', 'text', (c) => c.primaryKey())
    // One link at a time: a new link replaces the former one.
    .addColumn('operator_id', 'text', (c) => c.notNull().unique().references('operators.id').onDelete('cascade'))
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('logins_operator').on('logins').column('operator_id').execute();
}
