import type { ChatReopen, ChatsReopen, ChatsReopenResult } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { findChat, findLastChat, type ChatRow } from '../store/chats.ts';
import { parseOperators } from '../store/schema.ts';
import type { CommandContext } from './command-context.ts';

/** `chat.reopen`: takes a close back, unless the visitor has already been given a newer chat. */
export async function reopenChat(context: CommandContext, command: ChatReopen): Promise<Record<string, never>> {
  const chat = await findChat(context.tx, context.siteId, command.chat);
  if (!chat) throw new CommandError('not_found');
  if (!(await reopen(context, chat))) throw new CommandError('newer_chat');
  return {};
}

/** `chats.reopen`: the Undo of `chats.close_ended`. A chat that cannot come back is counted and does not hold up the others. */
export async function reopenChats(context: CommandContext, command: ChatsReopen): Promise<ChatsReopenResult> {
  const reopened: string[] = [];
  for (const id of command.chats) {
    const chat = await findChat(context.tx, context.siteId, id);
    if (chat && (await reopen(context, chat))) reopened.push(id);
  }
  return { reopened, refused: command.chats.length - reopened.length };
}

async function reopen(context: CommandContext, chat: ChatRow): Promise<boolean> {
  if (chat.status !== 'closed') return true;
  if ((await findLastChat(context.tx, chat.session_id))?.id !== chat.id) return false;
  await context.changeChat(chat, { status: parseOperators(chat.operators).length > 0 ? 'open' : 'new', closed_at: null, closed_by: null });
  return true;
}
