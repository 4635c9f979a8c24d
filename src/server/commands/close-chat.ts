import type { ChatClose, OperatorRef } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { findChat } from '../store/chats.ts';
import { lastVisitorSeq } from '../store/events.ts';
import type { CommandContext } from './command-context.ts';

/**
 * `chat.close`: the chat leaves every inbox, the session is untouched and its log gets no event, so the visitor has nothing
 * to notice (S1, S3). A message the operator has not seen refuses the close.
 */
export async function closeChat(context: CommandContext, operator: OperatorRef, command: ChatClose): Promise<Record<string, never>> {
  const chat = await findChat(context.tx, context.siteId, command.chat);
  if (!chat) throw new CommandError('not_found');
  if (chat.status === 'closed') return {};
  if ((await lastVisitorSeq(context.tx, chat.session_id)) > command.seen) throw new CommandError('stale_close');
  await context.changeChat(chat, { status: 'closed', closed_at: context.now, closed_by: JSON.stringify(operator), unread: 0 });
  return {};
}
