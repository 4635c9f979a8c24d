import type { Tx } from './schema.ts';

/**
 * Moves everything of one visitor to another: sessions with their chats, the history of blocks, pages, addresses and command
 * results, so that a command that is sent again is recognised (C1). Then the first visitor is deleted with their tokens. The
 * caller makes sure that at most one of the two has an active session, and that the first one has no active block.
 */
export async function absorbVisitor(tx: Tx, siteId: string, from: string, into: string): Promise<void> {
  const move = { visitor_id: into };
  await tx.updateTable('sessions').set(move).where('visitor_id', '=', from).execute();
  await tx.updateTable('chats').set(move).where('visitor_id', '=', from).execute();
  await tx.updateTable('page_views').set(move).where('visitor_id', '=', from).execute();
  await tx.updateTable('blocks').set(move).where('site_id', '=', siteId).where('visitor_id', '=', from).execute();
  await tx.updateTable('block_entries').set(move).where('site_id', '=', siteId).where('visitor_id', '=', from).execute();

  const addresses = await tx
    .selectFrom('visitor_addresses')
    .select(['address_key', 'last_seen_at'])
    .where('visitor_id', '=', from)
    .where('site_id', '=', siteId)
    .execute();
  for (const { address_key, last_seen_at } of addresses)
    await tx
      .insertInto('visitor_addresses')
      .values({ site_id: siteId, address_key, visitor_id: into, last_seen_at })
      .onConflict((c) => c.columns(['site_id', 'address_key', 'visitor_id']).doUpdateSet({ last_seen_at }))
      .execute();

  // A cid is random: if both visitors have the same one, it is the same command, and the known visitor's answer stands.
  await tx
    .updateTable('command_results')
    .set({ principal: `v:${into}` })
    .where('principal', '=', `v:${from}`)
    .where('cid', 'not in', (eb) => eb.selectFrom('command_results').select('cid').where('principal', '=', `v:${into}`))
    .execute();
  await tx.deleteFrom('command_results').where('principal', '=', `v:${from}`).execute();
  await tx.deleteFrom('visitors').where('id', '=', from).where('site_id', '=', siteId).execute();
}
