import { CommandError } from '../command-error.ts';
import type { Address } from '../access/addresses.ts';
import { readVisitorAdmission } from '../store/blocks.ts';
import type { StoredResult } from '../store/command-results.ts';
import type { Services } from '../services.ts';
import type { Tx } from '../store/schema.ts';
import type { VisitorConnection } from '../hub/hub.ts';

/** Whose command it is, and with which browser's token. */
export interface Caller {
  readonly siteId: string;
  readonly visitorId: string;
  /** The family of the token he came with. */
  readonly family: string;
  readonly address: Address | null;
  /** The connection that asks; missing over HTTP. */
  readonly connection?: VisitorConnection | undefined;
}

/**
 * What comes first inside the transaction of everything a visitor stores or reads: the gate, since a block may have
 * committed since the frame came (B1), and his token, which a log-out or an identification in another tab may have ended.
 * Returns what an earlier run of the command `cid` answered.
 */
export async function admitVisitor(
  { pendingBlocks }: Pick<Services, 'pendingBlocks'>,
  tx: Tx,
  caller: Caller,
  cid = '',
): Promise<StoredResult | null> {
  const { gate, isAlive, stored } = await readVisitorAdmission(tx, pendingBlocks, caller, cid);
  if (!gate.show) throw new CommandError('blocked');
  // Not final: with the token that the tabs share now, the same cid may come again.
  if (!isAlive) throw new CommandError('unavailable');
  return stored;
}
