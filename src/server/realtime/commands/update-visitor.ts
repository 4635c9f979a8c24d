import type { VisitorUpdate } from '../../../protocol/index.ts';
import { updateProfile, findVisitor } from '../../store/visitors.ts';
import type { Work } from '../work.ts';

/** `visitor.update`: what the visitor says of himself, shown as unverified. */
export async function updateVisitor(work: Work, visitorId: string, command: VisitorUpdate): Promise<Record<string, never>> {
  const change: { name?: string | null; email?: string | null } = {};
  if (command.name !== undefined) change.name = command.name?.trim() || null;
  if (command.email !== undefined) change.email = command.email;
  await updateProfile(work.tx, visitorId, change);
  work.touchVisitor(visitorId);
  const visitor = await findVisitor(work.tx, work.siteId, visitorId);
  if (visitor)
    work.after(() => {
      work.hub.toVisitor(work.siteId, visitorId, { type: 'profile', visitor: { name: visitor.name, email: visitor.email } });
    });
  return {};
}
