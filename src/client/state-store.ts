import type { ChatState } from './chat-state.ts';

export const initialState: ChatState = Object.freeze<ChatState>({
  connection: { status: 'idle' },
  online: true,
  gate: null,
  identity: 'none',
  visitor: { name: null, email: null, verified: false },
  availability: 'offline',
  session: null,
  earlier: [],
  outbox: [],
  typing: [],
  unreadCount: 0,
  draft: '',
  putOff: null,
});

/** Holds the one frozen snapshot and tells who listens. */
export class StateStore {
  #state: ChatState;
  readonly #listeners = new Set<(state: ChatState) => void>();

  constructor(state: ChatState) {
    this.#state = Object.freeze(state);
  }

  get(): ChatState {
    return this.#state;
  }

  /** Replaces what differs; without a difference nobody is told. */
  set(patch: Partial<ChatState>): void {
    const keys = Object.keys(patch) as (keyof ChatState)[];
    if (keys.every((key) => patch[key] === this.#state[key])) return;
    this.#state = Object.freeze({ ...this.#state, ...patch });
    for (const listener of [...this.#listeners]) {
      try {
        listener(this.#state);
      } catch (error) {
        // A screen's mistake must not stop the chat, nor be hidden.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  subscribe(listener: (state: ChatState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
