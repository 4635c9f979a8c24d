import type { BlockRemove, BlockRemoveResult } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { findAddressBlocks, findBlock, liftBlock, loadBlock } from '../store/blocks.ts';
import type { OperatorRecord } from '../store/operators.ts';
import { raiseGateVersion } from '../store/sites.ts';
import { findVisitor } from '../store/visitors.ts';
import { openGates } from '../hub/pending-blocks.ts';
import type { CommandContext } from './command-context.ts';

/** `block.remove`: the widget comes back on open pages; the session before the block stays ended (S14). */
export async function removeBlock(context: CommandContext, operator: OperatorRecord, command: BlockRemove): Promise<BlockRemoveResult> {
  const { tx, siteId, services } = context;
  if (operator.role !== 'admin') throw new CommandError('forbidden', { message: 'Only an administrator can remove a block.' });
  const block = await findBlock(tx, siteId, command.block);
  if (!block) throw new CommandError('not_found');
  if (block.active === 0) return { stillHiddenBy: [] };

  await liftBlock(tx, block, { operator: { id: operator.id, name: operator.name }, chatId: null, sessionId: null, seq: null }, context.now);
  await raiseGateVersion(tx, siteId);
  if (block.visitor_id !== null) context.touchVisitor(block.visitor_id);
  context.touchBlockList();

  context.after(() => {
    services.security.note('unblock', { outcome: 'ok', actor: operator.id, target: block.visitor_id ?? undefined });
    // Only after the commit: a hello that shares it has joined the hub a moment ago.
    void openGates(services, services.pendingBlocks, siteId);
  });
  const visitor = block.visitor_id === null ? null : await findVisitor(tx, siteId, block.visitor_id);
  const others = visitor?.address_key ? await findAddressBlocks(tx, siteId, visitor.address_key) : [];
  const stillHiddenBy = [];
  for (const other of others) stillHiddenBy.push(await loadBlock(tx, other.id));
  return { stillHiddenBy };
}
