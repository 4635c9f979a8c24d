import { sql, type Kysely } from 'kysely';
import { fold, visitorSearchText } from '../../../protocol/index.ts';

/** Folded copies of the searched columns (T6): no two databases fold accents alike. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['visitors', 'chats', 'blocks'])
    await db.schema
      .alterTable(table)
      .addColumn('folded', 'text', (c) => c.notNull().defaultTo(''))
      .execute();

  // Nearly every visitor has no name; one statement for all of them, as `visitorSearchText` wrote it when this was published.
  await sql`update visitors set folded = 'visitor ' || number || ${'\nпосетитель '} || number where name is null and email is null`.execute(
    db,
  );
  await each<{ id: string; name: string | null; number: string; email: string | null }>(
    (after) =>
      sql`select id, name, number, email from visitors where (name is not null or email is not null) and id > ${after} order by id limit 1000`,
    (row) => sql`update visitors set folded = ${visitorSearchText(row)} where id = ${row.id}`,
  );
  await each<{ id: string; last: string }>(
    (after) => sql`select id, last from chats where status <> 'closed' and last is not null and id > ${after} order by id limit 1000`,
    (row) => sql`update chats set folded = ${fold((JSON.parse(row.last) as { text: string }).text)} where id = ${row.id}`,
  );
  await each<{ id: string; reason: string; operator: string }>(
    (after) => sql`select id, reason, operator from blocks where active = 1 and id > ${after} order by id limit 1000`,
    async (row) => {
      const { rows } = await sql<{ address: string }>`select address from block_addresses where block_id = ${row.id}`.execute(db);
      const words = [row.reason, (JSON.parse(row.operator) as { name: string }).name, ...rows.map(({ address }) => address)];
      return sql`update blocks set folded = ${words.map(fold).join('\n')} where id = ${row.id}`;
    },
  );
  await db.schema
    .createIndex('blocks_list')
    .on('blocks')
    .columns(['site_id', 'created_at', 'id'])
    .where(sql.ref('active'), '=', sql.lit(1))
    .execute();

  async function each<R extends { id: string }>(
    page: (after: string) => ReturnType<typeof sql<R>>,
    change: (row: R) => ReturnType<typeof sql> | Promise<ReturnType<typeof sql>>,
  ): Promise<void> {
    for (let after = ''; ;) {
      const { rows } = await page(after).execute(db);
      for (const row of rows) await (await change(row)).execute(db);
      const last = rows.at(-1);
      if (!last) return;
      after = last.id;
    }
  }
}
