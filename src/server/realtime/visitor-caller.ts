import { CommandError } from '../command-error.ts';
import type { Address } from '../addresses.ts';
import { gate } from '../store/blocks.ts';
import type { Tx } from '../store/schema.ts';
import { familyIsAlive } from '../store/visitor-tokens.ts';
import type { VisitorConnection } from './hub.ts';

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
 */
export async function admitVisitor(tx: Tx, { siteId, visitorId, family, address }: Caller): Promise<void> {
  if (!(await gate(tx, siteId, visitorId, address)).show) throw new CommandError('blocked');
  // Not final: with the token that the tabs share now, the same cid may come again.
  if (!(await familyIsAlive(tx, visitorId, family))) throw new CommandError('unavailable');
}
