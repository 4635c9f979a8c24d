import { CLOSE } from '../../../protocol/index.ts';
import { revokeTokens } from '../../store/visitors.ts';
import type { Work } from '../work.ts';

/** `visitor.logout`: the token is worth nothing from the commit on, in every tab. */
export async function logoutVisitor(work: Work, visitorId: string): Promise<Record<string, never>> {
  await revokeTokens(work.tx, visitorId, work.now);
  work.after(() => {
    // After the ack has left: a turn later.
    setImmediate(() => {
      for (const connection of [...work.hub.ofVisitor(work.siteId, visitorId)]) connection.close(CLOSE.tokenUnknown);
    });
  });
  return {};
}
