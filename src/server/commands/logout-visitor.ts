import { CLOSE } from '../../protocol/index.ts';
import { revokeFamily } from '../store/visitor-tokens.ts';
import type { Caller } from './visitor-caller.ts';
import type { CommandContext } from './command-context.ts';

/** `visitor.logout`: this browser's token is worth nothing from the commit on, in every tab. A person's other devices stay. */
export async function logoutVisitor(context: CommandContext, { siteId, family }: Caller): Promise<Record<string, never>> {
  await revokeFamily(context.tx, family, context.now);
  context.after(() => {
    // After the ack has left: a turn later.
    setImmediate(() => {
      for (const connection of [...context.hub.ofFamily(siteId, family)]) connection.close(CLOSE.tokenUnknown);
    });
  });
  return {};
}
