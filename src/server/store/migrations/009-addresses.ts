import { sql, type Kysely } from 'kysely';

/** The address each chat was begun at, to count unanswered chats per address; and an index for the addresses of one visitor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.alterTable('chats').addColumn('address_key', 'text').execute();
  await schema
    .createIndex('chats_unanswered')
    .on('chats')
    .columns(['site_id', 'address_key', 'created_at'])
    .where(sql.ref('status'), '=', sql.lit('new'))
    .execute();
  await schema.createIndex('visitor_addresses_visitor').on('visitor_addresses').columns(['visitor_id', 'last_seen_at']).execute();
}
