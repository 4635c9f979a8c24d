import type { SessionEnd } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { findOwnSession } from '../store/sessions.ts';
import type { CommandContext } from './command-context.ts';

/** `session.end`: only the visitor has this command (S2). It names its session, so that a late retry cannot end a newer one (S5). */
export async function endSession(context: CommandContext, visitorId: string, command: SessionEnd): Promise<Record<string, never>> {
  const session = await findOwnSession(context.tx, visitorId, command.session);
  if (!session) throw new CommandError('not_found');
  if (session.status === 'active') await context.endSession(session, 'visitor');
  return {};
}
