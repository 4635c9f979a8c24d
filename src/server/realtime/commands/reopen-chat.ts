import type { ChatReopen } from '../../../protocol/index.ts';
import { CommandError } from '../../command-error.ts';
import { findChat, findLastChat } from '../../store/chats.ts';
import { parseOperators } from '../../store/schema.ts';
import type { Work } from '../work.ts';

/** `chat.reopen`: takes a close back, unless the visitor has already been given a newer chat. */
export async function reopenChat(work: Work, command: ChatReopen): Promise<Record<string, never>> {
  const chat = await findChat(work.tx, work.siteId, command.chat);
  if (!chat) throw new CommandError('not_found');
  if (chat.status !== 'closed') return {};
  if ((await findLastChat(work.tx, chat.session_id))?.id !== chat.id)
    throw new CommandError('forbidden', { message: 'The visitor has a newer chat.' });
  await work.changeChat(chat.id, { status: parseOperators(chat.operators).length > 0 ? 'open' : 'new', closed_at: null });
  return {};
}
