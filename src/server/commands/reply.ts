import type { LastMessage, MessageReply, MessageSendResult, OperatorRef } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { findChat, withLast, withOperator } from '../store/chats.ts';
import { visitorMessagesAfter } from '../store/events.ts';
import { findSession } from '../store/sessions.ts';
import type { CommandContext } from './command-context.ts';
import { factsOfJoining } from './join-chat.ts';
import { shownText } from '../input/text-from-outside.ts';
import { checkVisible, preview } from './send-message.ts';

/**
 * `message.reply`: answers in a chat, and joins the operator to it if they have not joined yet. If the visitor has written
 * something the operator has not seen, the reply is refused with the number of those messages.
 */
export async function reply(context: CommandContext, operator: OperatorRef, command: MessageReply): Promise<MessageSendResult> {
  const { tx, siteId, now } = context;
  checkVisible(command.text);
  const chat = await findChat(tx, siteId, command.chat);
  const session = chat && (await findSession(tx, siteId, chat.session_id));
  if (!chat || !session) throw new CommandError('not_found');
  if (session.status === 'ended') throw new CommandError('session_ended');
  if (chat.status === 'closed') throw new CommandError('chat_closed');
  // The operator's screen is nearly always up to date, so usually nothing needs to be counted.
  if (command.seen !== undefined && command.seen < session.last_seq) {
    const newer = await visitorMessagesAfter(tx, session.id, command.seen);
    if (newer > 0) throw new CommandError('stale_reply', { newer });
  }

  const joining = await factsOfJoining(context, chat, operator);
  const { session: numbered } = await context.append(session, chat, [
    ...joining,
    { type: 'message.sent', author: 'operator', text: shownText(command.text), cid: command.cid, operator },
  ]);
  const last: LastMessage = { author: 'operator', text: preview(command.text), at: now, seq: numbered.last_seq, operator };
  await context.changeChat(chat, { status: 'open', done: 0, operators: withOperator(chat, operator), unread: 0, ...withLast(last) });
  return { session: session.id, seq: numbered.last_seq, at: now };
}
