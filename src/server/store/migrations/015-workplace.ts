import type { Kysely } from 'kysely';

/** The presence an operator chose (W2), and the operator who closed a chat (W5). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('operators')
    .addColumn('away', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('chats').addColumn('closed_by', 'text').execute();
}
