import type { BlockRemove, BlockRemoveResult } from '../../../protocol/index.ts';
import { CommandError } from '../../command-error.ts';
import { findAddressBlocks, findBlock, gate, liftBlock, loadBlock } from '../../store/blocks.ts';
import type { OperatorRecord } from '../../store/operators.ts';
import { raiseGateVersion } from '../../store/sites.ts';
import { findVisitor } from '../../store/visitors.ts';
import type { VisitorConnection } from '../hub.ts';
import type { Work } from '../work.ts';

/** `block.remove`: the widget comes back on open pages; the session before the block stays ended (S14). */
export async function removeBlock(work: Work, operator: OperatorRecord, command: BlockRemove): Promise<BlockRemoveResult> {
  const { tx, siteId, hub } = work;
  if (operator.role !== 'admin') throw new CommandError('forbidden', { message: 'Only an administrator can remove a block.' });
  const block = await findBlock(tx, siteId, command.block);
  if (!block) throw new CommandError('not_found');
  if (block.active === 0) return { stillHiddenBy: [] };

  await liftBlock(tx, block, { operator: { id: operator.id, name: operator.name }, chatId: null, sessionId: null, seq: null }, work.now);
  await raiseGateVersion(tx, siteId);
  if (block.visitor_id !== null) work.touchVisitor(block.visitor_id);
  work.touchBlockList();

  work.after(() => {
    // Only now: a hello that shares this commit has joined the hub a moment ago.
    for (const connection of hub.inLimbo(siteId)) void reopen(work, connection);
  });
  const visitor = block.visitor_id === null ? null : await findVisitor(tx, siteId, block.visitor_id);
  const others = visitor?.address_key ? await findAddressBlocks(tx, siteId, visitor.address_key) : [];
  const stillHiddenBy = [];
  for (const other of others) stillHiddenBy.push(await loadBlock(tx, other.id));
  return { stillHiddenBy };
}

/** Tells a hidden connection when nothing hides it any more. A block that came meanwhile has the higher version (B6). */
async function reopen({ services, siteId, hub }: Work, connection: VisitorConnection): Promise<void> {
  try {
    const state = await gate(
      services.store.read,
      siteId,
      connection.visitorId,
      connection.addressKey === null ? null : { key: connection.addressKey },
    );
    if (state.show) hub.sendGate(connection, state);
  } catch (error) {
    // The widget asks again by itself (B6).
    services.log.error({ err: error }, 'a gate could not be read');
  }
}
