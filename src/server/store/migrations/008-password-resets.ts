import type { Kysely } from 'kysely';

/** One-time links for a new password, and all log-ins of one operator, which such a link ends. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('password_resets')
    .addColumn('token_hash', 'text', (c) => c.primaryKey())
    // One at a time: a new link takes the place of the former.
    .addColumn('operator_id', 'text', (c) => c.notNull().unique().references('operators.id').onDelete('cascade'))
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('logins_operator').on('logins').column('operator_id').execute();
}
