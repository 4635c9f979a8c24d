import type { ChatJoin, OperatorRef } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { findChat, listSessionChats, withOperator, type ChatRow } from '../store/chats.ts';
import type { Fact } from '../store/events.ts';
import { parseOperators } from '../store/schema.ts';
import { findSession } from '../store/sessions.ts';
import type { CommandContext } from './command-context.ts';

/** `chat.join`: the first operator to join is the assignee; a second one joins them. */
export async function joinChat(context: CommandContext, operator: OperatorRef, command: ChatJoin): Promise<Record<string, never>> {
  const chat = await findChat(context.tx, context.siteId, command.chat);
  const session = chat && (await findSession(context.tx, context.siteId, chat.session_id));
  if (!chat || !session) throw new CommandError('not_found');
  if (chat.status === 'closed') throw new CommandError('chat_closed');
  if (session.status === 'active') {
    const facts = await factsOfJoining(context, chat, operator);
    if (facts.length > 0) await context.append(session, chat, facts);
  }
  await context.changeChat(chat, { status: 'open', operators: withOperator(chat, operator) });
  return {};
}

/** The visitor is told of each operator once per session: a chat that was closed and came back is no news to them (S3). */
export async function factsOfJoining(context: CommandContext, chat: ChatRow, operator: OperatorRef): Promise<Fact[]> {
  const chats = await listSessionChats(context.tx, chat.session_id);
  const known = chats.some((other) => parseOperators(other.operators).some((o) => o.id === operator.id));
  return known ? [] : [{ type: 'operator.joined', operator }];
}
