import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';

/** Signed identities: the sites' keys, who a visitor is, and how tokens follow one another. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .alterTable('sites')
    .addColumn('identity_keys', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute();
  const { rows } = await sql<{ id: string }>`select id from sites`.execute(db);
  for (const { id } of rows) {
    // The keys as `newIdentityKeys` wrote them when this migration was published.
    const keys = JSON.stringify({ secrets: [{ key: randomBytes(32).toString('base64url'), until: null }], es256: null });
    await sql`update sites set identity_keys = ${keys} where id = ${id}`.execute(db);
  }

  await schema.alterTable('visitors').addColumn('person_id', 'text').execute();
  await schema
    .alterTable('visitors')
    .addColumn('verified', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  // One visitor per person: the database refuses a second one, whatever the code does.
  await schema
    .createIndex('visitors_one_person')
    .on('visitors')
    .columns(['site_id', 'person_id'])
    .unique()
    .where(sql.ref('person_id'), 'is not', null)
    .execute();
  await schema.createIndex('visitors_last_seen').on('visitors').column('last_seen_at').execute();

  await schema
    .alterTable('visitor_tokens')
    .addColumn('family', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await schema.alterTable('visitor_tokens').addColumn('used_at', 'bigint').execute();
  await schema.alterTable('visitor_tokens').addColumn('retires_at', 'bigint').execute();
  await sql`update visitor_tokens set family = token_hash, used_at = (select last_seen_at from visitors where visitors.id = visitor_tokens.visitor_id)`.execute(
    db,
  );
  await schema.createIndex('visitor_tokens_family').on('visitor_tokens').column('family').execute();
  await schema.createIndex('visitor_tokens_visitor').on('visitor_tokens').column('visitor_id').execute();
}
