import { sql, type Kysely } from 'kysely';

/** Where a chat was begun, to count those nobody has answered; and the addresses of one visitor. */
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
