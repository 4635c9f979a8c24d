import type { Chat } from '../store/types.ts';

/** The server has closed the chat on the screen. */
export class ChatClosedEvent extends Event {
  static readonly type = 'chat-closed';
  readonly chat: Chat;
  constructor(chat: Chat) {
    super(ChatClosedEvent.type, { bubbles: true });
    this.chat = chat;
  }
}

/** A visitor has been blocked from the chat on the screen. */
export class VisitorBlockedEvent extends Event {
  static readonly type = 'visitor-blocked';
  readonly chat: Chat;
  constructor(chat: Chat) {
    super(VisitorBlockedEvent.type, { bubbles: true });
    this.chat = chat;
  }
}

declare global {
  interface HTMLElementEventMap {
    'chat-closed': ChatClosedEvent;
    'visitor-blocked': VisitorBlockedEvent;
  }
}
