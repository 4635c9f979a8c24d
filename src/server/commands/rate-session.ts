import type { SessionRate } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { findLastChat } from '../store/chats.ts';
import { findOwnSession } from '../store/sessions.ts';
import { cleanText } from '../input/text-from-outside.ts';
import type { CommandContext } from './command-context.ts';

/** `session.rate`: an ended session may be rated; a second rating replaces the first (S6). */
export async function rateSession(context: CommandContext, visitorId: string, command: SessionRate): Promise<Record<string, never>> {
  const session = await findOwnSession(context.tx, visitorId, command.session);
  const chat = session && (await findLastChat(context.tx, session.id));
  if (!session || !chat) throw new CommandError('not_found');
  if (session.status === 'active') throw new CommandError('invalid', { message: 'A session is rated after its end.', field: 'session' });
  await context.changeChat(chat, { rating: command.score });
  await context.append(session, chat, [{ type: 'session.rated', score: command.score, comment: cleanText(command.comment) }]);
  return {};
}
