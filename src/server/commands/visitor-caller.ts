import { CommandError } from '../command-error.ts';
import type { Address } from '../access/addresses.ts';
import { readVisitorAdmission } from '../store/blocks.ts';
import type { StoredResult } from '../store/command-results.ts';
import type { Services } from '../services.ts';
import type { Tx } from '../store/schema.ts';
import type { VisitorConnection } from '../hub/hub.ts';

/** The visitor who sent a command, and the browser's token they sent it with. */
export interface Caller {
  readonly siteId: string;
  readonly visitorId: string;
  /** The family of the token the visitor came with. */
  readonly family: string;
  readonly address: Address | null;
  /** The connection the command came on; missing over HTTP. */
  readonly connection?: VisitorConnection | undefined;
}

/**
 * Runs first in every transaction that stores or reads for a visitor. It checks the gate, as a block may have committed
 * since the frame came (B1), and the token, as another tab may have logged out or identified. Returns the answer of an
 * earlier run of the command `cid`.
 */
export async function admitVisitor(
  { pendingBlocks }: Pick<Services, 'pendingBlocks'>,
  tx: Tx,
  caller: Caller,
  cid = '',
): Promise<StoredResult | null> {
  const { gate, isAlive, stored } = await readVisitorAdmission(tx, pendingBlocks, caller, cid);
  if (!gate.show) throw new CommandError('blocked');
  // Not final: the same cid may come again with the token that the tabs share now.
  if (!isAlive) throw new CommandError('unavailable');
  return stored;
}
