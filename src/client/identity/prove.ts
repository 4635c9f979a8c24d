import type { VisitorIdentifyResult } from '../../protocol/index.ts';
import type { Proof } from '../chat-client.ts';
import type { Commands } from '../commands.ts';

/**
 * Brings a proof of identity to the server. Rejects with an Error whose `code` says why it was refused. `start`: finds or
 * makes a visitor.
 */
export async function prove(proof: Proof, commands: Commands, start: () => Promise<void>): Promise<VisitorIdentifyResult> {
  const { jwt, userId, hash } = proof;
  const command = { type: 'visitor.identify', ...(jwt === undefined ? { userId, hash } : { jwt }) } as const;
  let answer = await commands.run(command);
  if (!answer.ok && answer.code === 'unauthorized') {
    // The answer was lost, and the token it carried with it: the proof holds for the next visitor as well.
    await start();
    answer = await commands.run(command);
  }
  if (answer.ok) return answer.result as VisitorIdentifyResult;
  throw Object.assign(new Error(`The visitor was not identified: ${answer.code ?? 'cancelled'}.`), { code: answer.code });
}
