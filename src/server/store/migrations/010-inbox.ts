import { sql, type Kysely } from 'kysely';

interface Open {
  id: string;
  site_id: string;
  session_id: string;
  operators: string;
  unread: number;
  done: number;
  last: string | null;
  created_at: number;
}

/** The columns by which the inbox is ordered and counted, and an index for each of its lists. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  for (const name of ['done', 'last_at'] as const)
    await schema
      .alterTable('chats')
      .addColumn(name, 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
  await schema.alterTable('chats').addColumn('rating', 'integer').execute();
  await schema
    .createTable('chat_operators')
    .addColumn('operator_id', 'text', (c) => c.notNull())
    .addColumn('chat_id', 'text', (c) => c.notNull().references('chats.id').onDelete('cascade'))
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('done', 'integer', (c) => c.notNull())
    .addColumn('unread', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('chat_operators_pk', ['operator_id', 'chat_id'])
    .execute();
  await schema.createIndex('chat_operators_chat').on('chat_operators').column('chat_id').execute();

  await sql`update chats set done = 1 where session_id in (select id from sessions where status = 'ended')`.execute(db);
  await sql`update chats set last_at = created_at`.execute(db);
  await fillOpen(db);

  await schema
    .createIndex('chat_operators_inbox')
    .on('chat_operators')
    .columns(['operator_id', 'site_id', 'done', 'unread', 'last_at', 'chat_id'])
    .execute();
  await schema.dropIndex('chats_site').execute();
  await schema.createIndex('chats_inbox').on('chats').columns(['site_id', 'status', 'done', 'last_at', 'id']).execute();
  await schema
    .createIndex('chats_unread')
    .on('chats')
    .columns(['site_id', 'status', 'done', 'last_at', 'id'])
    .where(sql.ref('unread'), '>', sql.lit(0))
    .execute();
  await schema
    .createIndex('chats_waiting')
    .on('chats')
    .columns(['site_id', 'created_at', 'id'])
    .where(sql<boolean>`status = 'new' and done = 0`)
    .execute();
}

async function ratingOf(db: Kysely<unknown>, { session_id, done }: Open): Promise<number | null> {
  if (done === 0) return null;
  const { rows } = await sql<{ detail: string }>`select detail from events
    where session_id = ${session_id} and type = 'session.rated' order by seq desc limit 1`.execute(db);
  return rows[0] ? (JSON.parse(rows[0].detail) as { score: number }).score : null;
}

/** Fills in, for chats that are not closed, when somebody last wrote and which operators they belong to. */
async function fillOpen(db: Kysely<unknown>): Promise<void> {
  for (let after = ''; ;) {
    const { rows } = await sql<Open>`select id, site_id, session_id, operators, unread, done, last, created_at from chats
      where status <> 'closed' and id > ${after} order by id limit 1000`.execute(db);
    for (const row of rows) {
      const at = row.last === null ? row.created_at : (JSON.parse(row.last) as { at: number }).at;
      await sql`update chats set last_at = ${at}, rating = ${await ratingOf(db, row)} where id = ${row.id}`.execute(db);
      for (const { id } of JSON.parse(row.operators) as { id: string }[])
        await sql`insert into chat_operators (operator_id, chat_id, site_id, done, unread, last_at)
          values (${id}, ${row.id}, ${row.site_id}, ${row.done}, ${row.unread > 0 ? 1 : 0}, ${at})`.execute(db);
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}
