import type { VisitorIdentifyResult } from '../../protocol/index.ts';
import type { Connection } from '../connection/connection.ts';
import type { Conversation } from '../conversation.ts';
import type { TabMessage } from '../tabs.ts';
import type { Identity } from './identity.ts';
import { identityRefusal, type Proof } from './person.ts';

interface Proving {
  readonly identity: Identity;
  readonly connection: Connection;
  readonly conversation: Conversation;
  /** Finds or makes a visitor. */
  readonly start: () => Promise<void>;
  readonly post: (message: TabMessage) => void;
  /** Opens the connection anew, while one is wanted. */
  readonly reopen: () => void;
}

/**
 * Brings a proof of identity to the server, and goes on as whom the server says he is. Rejects with an Error whose `code`
 * says why it was refused.
 */
export async function prove(proof: Proof, { identity, connection, conversation, start, post, reopen }: Proving): Promise<void> {
  const { jwt, userId, hash } = proof;
  const command = { type: 'visitor.identify', ...(jwt === undefined ? { userId, hash } : { jwt }) } as const;
  let answer = await conversation.commands.run(command);
  if (!answer.ok && answer.code === 'unauthorized') {
    // The answer was lost, and the token it carried with it: the proof holds for the next visitor as well.
    await start();
    answer = await conversation.commands.run(command);
  }
  if (!answer.ok) throw identityRefusal(answer.code);
  const { newToken, outcome } = answer.result as VisitorIdentifyResult;
  if (!newToken) return;
  // The token of this connection is worth nothing any more: the next one must not begin before the new one is stored.
  connection.close();
  await identity.adopt(newToken);
  post({ kind: 'identity' });
  if (outcome === 'switched' || outcome === 'merged') conversation.forgetThread();
  reopen();
}
