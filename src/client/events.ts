import { NativeEvent } from './native-event.ts';
import type { Availability, EndedBy, ErrorCode, MessageSent, OperatorRef } from '../protocol/index.ts';

/** `queued` waits for a connection, `sending` is on the wire, `sent` is stored, `delivered` and `read` are the operator's. */
export type MessageStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/**
 * Failures no server tells of. `connection_lost`: no connection, tried again and again · `offline`: the browser says there is no
 * network · `storage_unavailable`: this browser stores nothing, the chat lasts until the page is left · `load_failed`: a file
 * of the chat could not be loaded, it is tried again.
 */
export type TroubleCode = 'connection_lost' | 'offline' | 'storage_unavailable' | 'load_failed';

/** What each event carries in `detail`. */
export interface ChatEventDetails {
  /** The visitor's first message started a session. */
  'session-start': { readonly session: string };
  /** The session is over, by whom. */
  'session-end': { readonly session: string; readonly by: EndedBy };
  /** A message was stored; the visitor's own come too. */
  message: { readonly message: MessageSent };
  'message-status': { readonly cid: string; readonly status: MessageStatus; readonly error?: ErrorCode };
  /** Messages of operators the visitor has not seen. */
  'unread-change': { readonly count: number };
  'availability-change': { readonly availability: Availability };
  'operator-join': { readonly operator: OperatorRef };
  /** An operator types, or stopped. */
  typing: { readonly operator: OperatorRef; readonly on: boolean };
  /** The visitor's rating was stored. */
  rating: { readonly score: number; readonly comment: string | null };
  /** The widget must not be seen any more (S9). */
  block: Record<string, never>;
  /** It may be seen again (S14). */
  unblock: Record<string, never>;
  /** Something failed. The chat goes on by itself, and the visitor sees what he can do. */
  error: { readonly code: ErrorCode | TroubleCode; readonly message: string };
}

export type ChatEventName = keyof ChatEventDetails;

/** A fact the client reports: its members are in `detail` and, for comfort, on the event itself. */
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

/** An EventTarget whose listeners know what they are called with. */
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
