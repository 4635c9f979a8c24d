import { isVisible, type LastMessage, type MessageSend, type MessageSendResult } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { addChat, countUnanswered, noteLast } from '../store/chats.ts';
import { findConversation } from '../store/conversations.ts';
import type { Fact } from '../store/events.ts';
import { addSession } from '../store/sessions.ts';
import { shownText } from '../input/text-from-outside.ts';
import type { Caller } from './visitor-caller.ts';
import type { CommandContext } from './command-context.ts';

/** `message.send`: starts the session (S6) or a new chat (S4) when there is none. */
export async function sendMessage(
  context: CommandContext,
  { visitorId, address }: Pick<Caller, 'visitorId' | 'address'>,
  command: MessageSend,
): Promise<MessageSendResult> {
  const { tx, siteId, now } = context;
  const conversation = await findConversation(tx, siteId, visitorId);
  if (!conversation) throw new Error(`visitor ${visitorId} is gone`);
  const { session: active, chat: current } = conversation;
  checkVisible(command.text);
  context.useVisitorRow(conversation.visitor);
  // Text typed for one session never lands in another by itself.
  if (command.session !== null && command.session !== active?.id) throw new CommandError('session_ended');

  const addressKey = address?.key ?? null;
  if (current === null && addressKey !== null) {
    const unanswered = await countUnanswered(tx, siteId, addressKey, now - QUOTA_MS);
    context.services.addresses.chat(address, unanswered);
  }
  const session = active ?? (await addSession(tx, siteId, visitorId, now));
  const chat = current ?? (await addChat(tx, session, session.last_seq + 1, now, addressKey));
  const facts: Fact[] = active ? [] : [{ type: 'session.started' }];
  facts.push({ type: 'message.sent', author: 'visitor', text: shownText(command.text), cid: command.cid, operator: null });
  // With an operator's screen connected, the commit itself delivers the message.
  const delivered = context.hub.hasOperators(siteId);
  const { session: numbered } = await context.append(session, chat, facts, { delivered });
  const seq = numbered.last_seq;

  const last: LastMessage = { author: 'visitor', text: preview(command.text), at: now, seq, operator: null };
  context.touchChat(await noteLast(tx, chat.id, chat.unread + 1, last), current);

  if (delivered)
    context.after(() => {
      context.hub.toVisitor(siteId, visitorId, { type: 'delivered', session: session.id, seq });
    });
  return { session: session.id, seq, at: now };
}

/** A chat that began longer ago than this no longer counts against its address (F1). */
const QUOTA_MS = 24 * 3_600_000;

/** List rows show one line; the whole text is in the thread. */
const PREVIEW_CHARS = 200;
export function preview(text: string): string {
  const shown = shownText(text);
  return shown.length > PREVIEW_CHARS ? `${shown.slice(0, PREVIEW_CHARS).toWellFormed()}…` : shown;
}

/** A message without a visible character is refused (T2). */
export function checkVisible(text: string): void {
  if (!isVisible(text)) throw new CommandError('invalid', { field: 'text', message: 'Nothing in this message can be read.' });
}
