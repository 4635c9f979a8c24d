import { sql, type Kysely } from 'kysely';

/** Indexes for lookups and removals by a column that had none: their cost grew with the table (L5). */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  const index = (name: string, table: string, columns: string[]) => schema.createIndex(name).on(table).columns(columns);
  await index('sessions_visitor', 'sessions', ['visitor_id']).execute();
  await index('chats_session', 'chats', ['session_id', 'first_seq']).execute();
  await index('blocks_visitor', 'blocks', ['site_id', 'visitor_id']).execute();
  await index('logins_expires', 'logins', ['expires_at']).execute();
  // Housekeeping walks along these; the second column tells rows of the same moment apart.
  await schema.dropIndex('visitors_last_seen').execute();
  await index('visitors_last_seen', 'visitors', ['last_seen_at', 'id']).execute();
  await index('visitor_tokens_created', 'visitor_tokens', ['created_at', 'token_hash']).execute();
  await index('visitor_tokens_used', 'visitor_tokens', ['used_at', 'token_hash']).where(sql.ref('used_at'), 'is not', null).execute();
  await index('visitor_tokens_retires', 'visitor_tokens', ['retires_at', 'token_hash'])
    .where(sql.ref('retires_at'), 'is not', null)
    .execute();
  await index('visitor_tokens_revoked', 'visitor_tokens', ['revoked_at', 'token_hash'])
    .where(sql.ref('revoked_at'), 'is not', null)
    .execute();
}
