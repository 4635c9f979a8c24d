import type { Tx } from './schema.ts';

/**
 * Everything of one visitor becomes another's: sessions with their chats, the history of blocks, pages, addresses and the
 * memory of commands, so that what is sent again is known again (C1). Then the first one is gone, and his tokens with him.
 * The caller has seen to it that at most one of the two has an active session, and the first one no active block.
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

  // A cid is random: the same one at both is the same command, and the known visitor's answer stands.
  await tx
    .updateTable('command_results')
    .set({ principal: `v:${into}` })
    .where('principal', '=', `v:${from}`)
    .where('cid', 'not in', (eb) => eb.selectFrom('command_results').select('cid').where('principal', '=', `v:${into}`))
    .execute();
  await tx.deleteFrom('command_results').where('principal', '=', `v:${from}`).execute();
  await tx.deleteFrom('visitors').where('id', '=', from).where('site_id', '=', siteId).execute();
}
