import { CLOSE } from '../../protocol/index.ts';
import { revokeFamily } from '../store/visitor-tokens.ts';
import type { Caller } from './visitor-caller.ts';
import type { CommandContext } from './command-context.ts';

/** `visitor.logout`: this browser's token is invalid from the commit on, in every tab. The person's other devices stay signed in. */
export async function logoutVisitor(context: CommandContext, { siteId, family }: Caller): Promise<Record<string, never>> {
  await revokeFamily(context.tx, family, context.now);
  context.after(() => {
    // One turn later, so that the ack leaves first.
    setImmediate(() => {
      for (const connection of [...context.hub.ofFamily(siteId, family)]) connection.close(CLOSE.tokenUnknown);
    });
  });
  return {};
}
