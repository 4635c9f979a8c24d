import type { DashboardState, Chat, SiteEvent } from './types.ts';
import { isOwn } from './selectors.ts';

/** Something an operator who looks elsewhere wants to hear of (S4). */
export interface News {
  readonly kind: 'chat' | 'message';
  /** Key of the site. */
  readonly site: string;
  readonly chat: Chat;
  readonly text: string;
}

/** Tells fresh chats, and messages in the operator's own chats. */
export class NewsTeller {
  readonly #tell: (kind: News['kind'], chat: Chat, text: string) => void;
  /** What visitors said in chats that are on no page; the event that follows brings the chat. */
  readonly #said = new Map<string, string>();

  constructor(tell: (kind: News['kind'], chat: Chat, text: string) => void) {
    this.#tell = tell;
  }

  /** An event has been applied, which led to this state. */
  applied(event: SiteEvent, state: DashboardState): void {
    if (event.type === 'chat.changed') {
      const said = this.#said.get(event.chat.id);
      this.#said.delete(event.chat.id);
      if (event.fresh) this.#tell('chat', event.chat, event.chat.last?.text ?? '');
      else if (said !== undefined && isOwn(state, event.chat)) this.#tell('message', event.chat, said);
    }
    if (event.type === 'session.appended' && event.event.type === 'message.sent' && event.event.author === 'visitor') {
      const chat = state.chats[event.chat];
      if (isOwn(state, chat)) this.#tell('message', chat, event.event.text);
      else if (!chat) this.#said.set(event.chat, event.event.text);
    }
  }

  /** The inbox has been read anew. */
  clear(): void {
    this.#said.clear();
  }
}
