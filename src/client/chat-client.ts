import type { PageRef } from '../protocol/index.ts';
import type { ChatState } from './chat-state.ts';
import type { ChatEventName, ChatEventOf } from './events.ts';
import type { ChatClientOptions } from './options.ts';

export type Rating = 1 | 2 | 3 | 4 | 5;

/** The headless chat of one visitor on one site. Trouble on the network is a state, never an exception. */
export class ChatClient extends EventTarget {
  readonly #options: ChatClientOptions;
  constructor(options: ChatClientOptions) {
    super();
    this.#options = options;
  }

  /** The frozen snapshot of everything a screen needs. */
  getState(): ChatState {
    throw new Error(`not connected to ${this.#options.server}`);
  }
  /** Calls `fn` after each change; returns what stops it. */
  subscribe(_fn: (state: ChatState) => void): () => void {
    return () => undefined;
  }
  /** Brings a returning visitor back; writes and asks nothing for a stranger. */
  async resume(): Promise<void> {}
  /** The visitor interacts: finds or makes his identity and connects. */
  async connect(): Promise<void> {}
  /** Hidden by the server: waits for the gate to open, and comes back by itself. */
  watch(): void {}
  /** Queues a message; resolves when it is in the outbox (C4). Rejects with RangeError when empty or too long. */
  async send(_text: string): Promise<{ cid: string }> {
    return { cid: '' };
  }
  retry(_cid: string): void {}
  discard(_cid: string): void {}
  async endSession(): Promise<void> {}
  startSession(): void {}
  async rate(_score: Rating, _comment?: string): Promise<void> {}
  markRead(): void {}
  setTyping(_on: boolean): void {}
  setDraft(_text: string): void {}
  setPage(_page: PageRef): void {}
  async identify(_person: { name?: string | null; email?: string | null }): Promise<void> {}
  async logout(): Promise<void> {}
  reconnect(): void {}
  diagnose(): Record<string, unknown> {
    return {};
  }
  close(): void {}
}

export interface ChatClient {
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
