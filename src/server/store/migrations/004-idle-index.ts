import { sql, type Kysely } from 'kysely';

/** The hourly sweep asks for the sessions that were silent longest, of all there are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('sessions_idle')
    .on('sessions')
    .column('active_at')
    .where(sql.ref('status'), '=', sql.lit('active'))
    .execute();
}
