import { sql, type Kysely } from 'kysely';

/** Every start of a server, and the start after which each event was stored (D6); see lives.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('lives')
    .addColumn('number', 'bigint', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .execute();
  // A session has many events and few lives: storing where each life begins costs less than a number with every event.
  await schema
    .createTable('session_lives')
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('life', 'bigint', (c) => c.notNull())
    .addColumn('first_seq', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('session_lives_pk', ['session_id', 'life'])
    .execute();
  await schema
    .alterTable('site_events')
    .addColumn('life', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  // Pages that are open during the upgrade go on with the epoch they know.
  await sql`insert into lives (number, id) select 1, value from meta where key = 'epoch'`.execute(db);
  await sql`delete from meta where key = 'epoch'`.execute(db);
}
