import type { VisitorIdentifyResult } from '../../protocol/index.ts';
import type { CommandError } from '../../link/commands.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { TabMessage } from '../tabs.ts';
import type { Identity } from './identity.ts';
import type { Proof } from './person.ts';

interface Proving {
  readonly identity: Identity;
  readonly conversation: Conversation;
  readonly post: (message: TabMessage) => void;
  readonly on: (event: 'issued' | 'switched') => void;
}

/**
 * Sends a proof of identity to the server, and continues as the visitor that the server names. Rejects with an Error whose
 * `code` gives the reason of the refusal. `start` finds or creates a visitor.
 */
export async function prove(proof: Proof, { identity, conversation, on, post }: Proving, start: () => Promise<void>): Promise<void> {
  const { jwt, userId, hash } = proof;
  const command = { type: 'visitor.identify', ...(jwt === undefined ? { userId, hash } : { jwt }) } as const;
  const run = (): Promise<VisitorIdentifyResult> => conversation.commands.run(command);
  const { newToken, outcome } = await run().catch(async (error: CommandError) => {
    if (error.code !== 'unauthorized') throw error;
    // The answer was lost, and with it the token it carried. The proof holds for the next visitor as well.
    await start();
    return run();
  });
  if (!newToken) return;
  // This connection's token is no longer valid. The next connection must not begin before the new token is stored.
  on('issued');
  await identity.adopt(newToken);
  post({ kind: 'identity' });
  if (outcome === 'switched' || outcome === 'merged') conversation.forgetThread();
  on('switched');
}
