import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  // The server's own running time (meta `idle_clock`) when somebody last wrote; see idle-sweep.ts.
  await schema
    .alterTable('sessions')
    .addColumn('active_at', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();

  // A visitor who is blocked again with another address stays blocked with the first one.
  await schema
    .createTable('block_addresses')
    .addColumn('block_id', 'text', (c) => c.notNull().references('blocks.id').onDelete('cascade'))
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('address_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('block_addresses_pk', ['block_id', 'address_key'])
    .execute();
  await schema.createIndex('block_addresses_key').on('block_addresses').columns(['site_id', 'address_key']).execute();
  await sql`insert into block_addresses (block_id, site_id, address, address_key)
    select id, site_id, address, address_key from blocks where active = 1 and address_key is not null`.execute(db);

  await schema
    .alterTable('blocks')
    .addColumn('refused', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await schema.alterTable('blocks').addColumn('refused_at', 'bigint').execute();
}
