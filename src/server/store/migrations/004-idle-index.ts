import { sql, type Kysely } from 'kysely';

/** The hourly sweep reads the sessions that have been silent longest, of all sites. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('sessions_idle')
    .on('sessions')
    .column('active_at')
    .where(sql.ref('status'), '=', sql.lit('active'))
    .execute();
}
