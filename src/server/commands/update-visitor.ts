import type { VisitorUpdate } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { operatorsOf } from '../store/operators.ts';
import { updateProfile, findVisitor } from '../store/visitors.ts';
import { skeletonOf } from '../input/look-alikes.ts';
import { cleanLine } from '../input/text-from-outside.ts';
import type { CommandContext } from './command-context.ts';

/** `visitor.update`: a name and e-mail the visitor gives, shown as unverified. They cannot replace values the site has signed. */
export async function updateVisitor(context: CommandContext, visitorId: string, command: VisitorUpdate): Promise<Record<string, never>> {
  const before = await findVisitor(context.tx, context.siteId, visitorId);
  if (before?.verified === 1) throw new CommandError('forbidden', { message: 'Name and e-mail come from the site.' });
  const change: { name?: string | null; email?: string | null } = {};
  if (command.name !== undefined) change.name = await nameOf(context, command.name);
  if (command.email !== undefined) change.email = command.email;
  await updateProfile(context.tx, visitorId, change);
  context.touchVisitor(visitorId);
  const visitor = await findVisitor(context.tx, context.siteId, visitorId);
  if (visitor)
    context.after(() => {
      context.hub.toVisitor(context.siteId, visitorId, {
        type: 'profile',
        visitor: { name: visitor.name, email: visitor.email, verified: false },
      });
    });
  return {};
}

/** Accepts a name that is visible and that nobody could mistake for an operator's (T2, T5). */
async function nameOf(context: CommandContext, given: string | null): Promise<string | null> {
  const name = cleanLine(given);
  if (name === null) return null;
  const looks = skeletonOf(name);
  const team = await operatorsOf(context.tx, context.siteId);
  if (looks && team.some((operator) => skeletonOf(operator.name) === looks)) throw new CommandError('name_taken', { field: 'name' });
  return name;
}
