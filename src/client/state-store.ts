import { Observable } from '../link/observable.ts';
import type { ChatState } from './chat-state.ts';
import type { ChatEventDetails, ChatEventName, TroubleCode } from './events.ts';
import { countUnread } from './conversation/session-state.ts';

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

/** The state of one client, and the facts that follow from it. */
export class StateStore extends Observable<ChatState> {
  readonly emit: Emit;
  /** The failures reported to the page since the last good connection. */
  readonly #troubles = new Set<TroubleCode>();

  constructor(emit: Emit) {
    super(initialState);
    this.emit = emit;
  }

  /** The server hides the widget from this visitor. */
  get hidden(): boolean {
    return this.get().gate?.show === false;
  }

  override set(changes: Partial<ChatState>): void {
    const before = this.get();
    const next = { ...before, ...changes };
    if (next.session !== before.session) next.unreadCount = countUnread(next);
    super.set(next);
    const { unreadCount, availability } = next;
    if (unreadCount !== before.unreadCount) this.emit('unread-change', { count: unreadCount });
    if (availability !== before.availability) this.emit('availability-change', { availability });
  }

  /** Puts text that comes back in front of the composer's text. */
  giveBack(texts: readonly string[]): void {
    this.set({ draft: [...texts, this.get().draft].filter(Boolean).join('\n') });
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
