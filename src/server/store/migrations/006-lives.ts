import { sql, type Kysely } from 'kysely';

/** Every start of a server, and in which of them an event was stored (D6); see lives.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('lives')
    .addColumn('number', 'bigint', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .execute();
  for (const table of ['events', 'site_events'])
    await schema
      .alterTable(table)
      .addColumn('life', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
  // Pages that are open during the upgrade go on.
  await sql`insert into lives (number, id) select 1, value from meta where key = 'epoch'`.execute(db);
  await sql`delete from meta where key = 'epoch'`.execute(db);
}
