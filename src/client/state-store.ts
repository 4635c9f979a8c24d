import type { ChatState } from './chat-state.ts';
import type { ChatEventDetails, ChatEventName, TroubleCode } from './events.ts';
import { countUnread } from './session-state.ts';

export const initialState: ChatState = {
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
};

/** An empty thread. */
export const NO_THREAD = { session: null, earlier: [], typing: [] } as const;

export type Emit = <K extends ChatEventName>(name: K, detail: ChatEventDetails[K]) => void;

/** Holds the one frozen snapshot, tells its listeners, and reports the facts that follow from it. */
export class StateStore {
  readonly emit: Emit;
  #state: ChatState = Object.freeze(initialState);
  readonly #listeners = new Set<(state: ChatState) => void>();
  /** The failures reported to the page since the last good connection. */
  readonly #troubles = new Set<TroubleCode>();

  constructor(emit: Emit) {
    this.emit = emit;
  }

  get(): ChatState {
    return this.#state;
  }

  /** The server hides the widget from this visitor. */
  get hidden(): boolean {
    return this.#state.gate?.show === false;
  }

  /** Applies the members that differ. Without a difference no listener is called. */
  set(patch: Partial<ChatState>): void {
    const before = this.#state;
    const keys = Object.keys(patch) as (keyof ChatState)[];
    if (keys.every((key) => patch[key] === before[key])) return;
    const next = { ...before, ...patch };
    if (next.session !== before.session) next.unreadCount = countUnread(next);
    this.#state = Object.freeze(next);
    for (const listener of [...this.#listeners]) {
      try {
        listener(next);
      } catch (error) {
        // A listener's error must neither stop the chat nor be hidden.
        setTimeout(() => {
          throw error;
        });
      }
    }
    const { unreadCount, availability } = next;
    if (unreadCount !== before.unreadCount) this.emit('unread-change', { count: unreadCount });
    if (availability !== before.availability) this.emit('availability-change', { availability });
  }

  subscribe(listener: (state: ChatState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts text that comes back in front of the composer's text. */
  giveBack(texts: readonly string[]): void {
    this.set({ draft: [...texts, this.#state.draft].filter(Boolean).join('\n') });
  }

  /** Reports a failure to the page, once until `recovered()`. */
  report(code: TroubleCode): void {
    if (this.#troubles.has(code)) return;
    this.#troubles.add(code);
    this.emit('error', { code, message: code });
  }

  recovered(): void {
    this.#troubles.clear();
  }
}
