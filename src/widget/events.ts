import { NativeEvent } from '../client/native-event.ts';
import type { Availability, EndedBy, ErrorCode, MessageSent, OperatorRef } from '../protocol/index.ts';

/**
 * Every event of `<chat-widget>`. All bubble and are composed; the `chat-before-…` ones are cancelable. The facts are
 * properties of the event itself.
 */
// One class with typed aliases instead of twenty classes, because the page of every stranger pays for each class.
export class ChatEvent extends NativeEvent {
  constructor(type: string, facts?: object, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
    Object.assign(this, facts);
  }
}

type With<Facts> = ChatEvent & Readonly<Facts>;

/** The server has answered and the launcher is on the page. Fires once per life of the element. */
export type ChatReadyEvent = ChatEvent;
/** The panel is about to open; cancelling keeps it closed. */
export type ChatBeforeOpenEvent = ChatEvent;
export type ChatOpenEvent = ChatEvent;
export type ChatCloseEvent = ChatEvent;
export type ChatSessionStartEvent = With<{ session: string }>;
/** The visitor is about to end the session; cancelling keeps it. */
export type ChatBeforeEndEvent = ChatEvent;
export type ChatSessionEndEvent = With<{ session: string; by: EndedBy }>;
/** A message is about to be sent; cancelling keeps the text in the composer. */
export type ChatBeforeSendEvent = With<{ text: string }>;
/** A message of either side was stored. */
export type ChatMessageEvent = With<{ message: MessageSent }>;
export type ChatMessageStatusEvent = With<{
  cid: string;
  status: 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';
  error?: ErrorCode | null;
}>;
export type ChatUnreadChangeEvent = With<{ count: number }>;
export type ChatAvailabilityChangeEvent = With<{ availability: Availability }>;
export type ChatOperatorJoinEvent = With<{ operator: OperatorRef }>;
export type ChatTypingEvent = With<{ operator: OperatorRef; on: boolean }>;
/** `score` 1 (awful) to 5 (great). */
export type ChatRatingEvent = With<{ score: number; comment: string | null }>;
/** The server hides the widget from this visitor; nothing of it is left on the page. */
export type ChatBlockEvent = ChatEvent;
/** The launcher is back. */
export type ChatUnblockEvent = ChatEvent;
/** Something failed that the page may want to know; the widget goes on by itself. */
export type ChatErrorEvent = With<{ code: string; message: string }>;

export interface ChatEventMap {
  'chat-ready': ChatReadyEvent;
  'chat-before-open': ChatBeforeOpenEvent;
  'chat-open': ChatOpenEvent;
  'chat-close': ChatCloseEvent;
  'chat-session-start': ChatSessionStartEvent;
  'chat-before-end': ChatBeforeEndEvent;
  'chat-session-end': ChatSessionEndEvent;
  'chat-before-send': ChatBeforeSendEvent;
  'chat-message': ChatMessageEvent;
  'chat-message-status': ChatMessageStatusEvent;
  'chat-unread-change': ChatUnreadChangeEvent;
  'chat-availability-change': ChatAvailabilityChangeEvent;
  'chat-operator-join': ChatOperatorJoinEvent;
  'chat-typing': ChatTypingEvent;
  'chat-rating': ChatRatingEvent;
  'chat-block': ChatBlockEvent;
  'chat-unblock': ChatUnblockEvent;
  'chat-error': ChatErrorEvent;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges the map into the DOM's
  interface HTMLElementEventMap extends ChatEventMap {}
}
