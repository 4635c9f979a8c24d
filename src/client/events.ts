import { NativeEvent } from './native-event.ts';
import type { Availability, EndedBy, ErrorCode, MessageSent, OperatorRef } from '../protocol/index.ts';

/**
 * `queued`: waits for a connection · `sending`: is on the wire · `sent`: the server has stored it · `delivered`, `read`: by
 * the operator.
 */
export type MessageStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/**
 * Failures that the server does not report. `connection_lost`: there is no connection, and the client keeps trying ·
 * `offline`: the browser reports no network · `storage_unavailable`: this browser stores nothing, so the chat lasts until
 * the visitor leaves the page · `load_failed`: a file of the chat could not be loaded; the client tries again.
 */
export type TroubleCode = 'connection_lost' | 'offline' | 'storage_unavailable' | 'load_failed';

/** The `detail` of each event. */
export interface ChatEventDetails {
  /** The visitor's first message started a session. */
  'session-start': { readonly session: string };
  /** The session has ended; `by` says who or what ended it. */
  'session-end': { readonly session: string; readonly by: EndedBy };
  /** A message was stored. The visitor's own messages are included. */
  message: { readonly message: MessageSent };
  'message-status': { readonly cid: string; readonly status: MessageStatus; readonly error?: ErrorCode };
  /** Number of operators' messages that the visitor has not seen. */
  'unread-change': { readonly count: number };
  'availability-change': { readonly availability: Availability };
  'operator-join': { readonly operator: OperatorRef };
  /** An operator started or stopped typing. */
  typing: { readonly operator: OperatorRef; readonly on: boolean };
  /** The visitor's rating was stored. */
  rating: { readonly score: number; readonly comment: string | null };
  /** The widget must disappear (S9). */
  block: Record<string, never>;
  /** The widget may be shown again (S14). */
  unblock: Record<string, never>;
  /** Something failed. The chat goes on by itself, and the visitor sees what they can do. */
  error: { readonly code: ErrorCode | TroubleCode; readonly message: string };
}

export type ChatEventName = keyof ChatEventDetails;

/** A fact the client reports. Its members are in `detail` and, for convenience, on the event itself. */
export class ChatEvent<K extends ChatEventName = ChatEventName> extends NativeEvent {
  declare readonly type: K;
  readonly detail: Readonly<ChatEventDetails[K]>;

  constructor(type: K, detail: ChatEventDetails[K]) {
    super(type);
    this.detail = Object.freeze(detail);
    Object.assign(this, detail);
  }
}

export type ChatEventOf<K extends ChatEventName> = ChatEvent<K> & ChatEventDetails[K];

/** An EventTarget with typed listeners. */
export interface ChatEventTarget extends EventTarget {
  addEventListener<K extends ChatEventName>(
    type: K,
    listener: (event: ChatEventOf<K>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends ChatEventName>(
    type: K,
    listener: (event: ChatEventOf<K>) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}
export const ChatEventTarget = EventTarget as new () => ChatEventTarget;
