import { createHash } from 'node:crypto';
import { CommandError, isFinal } from '../command-error.ts';
import type { Services } from '../services.ts';
import { findResult, saveResult, type StoredResult } from '../store/command-results.ts';
import type { Tx } from '../store/schema.ts';
import type { AfterCommit } from '../store/unit-of-work.ts';
import { isMessage, type Admission } from './admission.ts';
import { HELD_AGAIN_MS, type BlockTarget } from '../hub/pending-blocks.ts';
import { CommandContext } from './command-context.ts';

export interface CommandOutcome {
  readonly dup: boolean;
  readonly result: unknown;
}

/**
 * Runs a command exactly once (C1): its effect, its result and the memory of its cid are one savepoint of one durable
 * commit (C2). `admit` runs first inside the same transaction and returns the answer of an earlier run. For a visitor's
 * command it also asks the gate (B1).
 */
export async function runCommand(
  services: Services,
  request: {
    siteId: string;
    admission: Admission;
    command: { type: string; cid: string };
    admit?: (tx: Tx) => Promise<StoredResult | null>;
    /** The target of a block command: the block must hold even if it cannot be stored. */
    blocks?: BlockTarget | null;
  },
  perform: (context: CommandContext) => Promise<unknown>,
): Promise<CommandOutcome> {
  const { admission, command } = request;
  const { cid, ...body } = command;
  admission.command(command);
  const hash = createHash('sha256').update(canonical(body)).digest('base64url');
  const remember = (error: unknown): never => {
    admission.refused(command, error);
    throw error;
  };
  let context: CommandContext | undefined;
  const job = async (tx: Tx, after: AfterCommit): Promise<CommandOutcome> => {
    admission.inOrder(command);
    const stored = await (request.admit ? request.admit(tx) : findResult(tx, admission.principal, cid));
    if (stored) {
      if (stored.hash !== hash) throw new CommandError('cid_conflict');
      return { dup: true, result: stored.result };
    }
    context = new CommandContext(services, tx, after, request.siteId);
    const result = await perform(context);
    await context.queueEvents();
    await saveResult(tx, admission.principal, cid, { hash, result }, context.now);
    return { dup: false, result };
  };
  // `remember` is needed twice: the next job of the same commit must know of a failed job, and the next commit of a failed commit.
  // Messages fill a disk. When it is full, everything else still works, blocking above all.
  const store = () => services.unitOfWork.run((tx, after) => job(tx, after).catch(remember), { bulky: isMessage(command) });
  return store().catch((error: unknown) => {
    const target = isFinal(error) ? null : (context?.blockToHoldOnFailure ?? request.blocks);
    const holds = target && services.pendingBlocks.hold(`${admission.principal} ${cid}`, target, store);
    return remember(holds ? new CommandError('block_held', { retryAfterMs: HELD_AGAIN_MS }) : error);
  });
}

/** Objects with the same members give the same text, in whatever order the members come. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
