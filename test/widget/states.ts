import type { ChatClient, ChatState, SessionView } from '../../src/client/index.ts';
import type { OperatorRef, SessionEvent, VisitorConfig } from '../../src/protocol/index.ts';

export const anna: OperatorRef = { id: 'op-anna', name: 'Anna Berg' };
const marcus: OperatorRef = { id: 'op-marcus', name: 'Marcus Oduya' };
const lina: OperatorRef = { id: 'op-lina', name: 'Lina Sato' };

export const config: VisitorConfig = {
  gate: { show: true, version: 1 },
  site: {
    name: 'Nordvik Outdoor',
    title: 'Hi there',
    body: 'Ask about an order, a return or a trip.',
    topics: ['Where is my order?', 'Returns and guarantee', 'Help me choose a tent'],
  },
  team: [anna, marcus, lina],
  availability: 'online',
  active: false,
};

/** 14:00 today on this machine. */
export const NOON = new Date(Date.now()).setHours(14, 0, 0, 0);

export const idle: ChatState = {
  connection: { status: 'open' },
  online: true,
  gate: null,
  identity: 'known',
  visitor: { name: null, email: null, verified: false },
  availability: 'online',
  session: null,
  earlier: [],
  outbox: [],
  typing: [],
  unreadCount: 0,
  draft: '',
};

type Line = readonly [minute: number, who: OperatorRef | null, text: string];

/** A session of these messages, which an operator has joined; `more` adds events at its end. */
export function session(lines: readonly Line[], over: Partial<SessionView> = {}, more: readonly Partial<SessionEvent>[] = []): SessionView {
  const at = (minute: number): number => NOON + minute * 60_000;
  const events = [
    { type: 'session.started', at: at(2) },
    { type: 'operator.joined', at: at(2), operator: anna },
    ...lines.map(([minute, operator, text], index) => ({
      type: 'message.sent',
      at: at(minute),
      author: operator ? 'operator' : 'visitor',
      operator,
      text,
      cid: operator ? null : `cid-${index}`,
    })),
    ...more,
  ].map((event, index) => ({ ...event, seq: index + 1 })) as SessionEvent[];
  return {
    id: 's1',
    status: 'active',
    startedAt: at(2),
    endedBy: null,
    events,
    lastSeq: events.length,
    deliveredSeq: events.length,
    readByOperator: events.length - 1,
    readByVisitor: events.length,
    ...over,
  };
}

export const chatting: ChatState = {
  ...idle,
  session: session([
    [2, anna, 'Hi Maya! How can I help?'],
    [4, null, 'The ridge pole on my tent snapped'],
    [6, anna, 'Oh no! That is under guarantee.'],
    [6, anna, 'nordvik.example/guarantee'],
    [7, null, 'Great. Can you post a new pole?'],
  ]),
};

export const ended: ChatState = {
  ...idle,
  session: session(
    [
      [12, anna, 'Thanks! Shall we post it to the same address as last time?'],
      [13, null, 'Yes, same address. Thank you!'],
    ],
    { status: 'ended', endedBy: 'visitor' },
    [{ type: 'session.ended', at: NOON + 14 * 60_000, by: 'visitor' }],
  ),
};

/** A client that only holds a state, which is enough to draw every screen. It records the calls it gets. */
export class StillClient extends EventTarget {
  readonly calls: [name: string, ...args: unknown[]][] = [];
  #state: ChatState;
  readonly #listeners = new Set<(state: ChatState) => void>();

  constructor(state: ChatState = idle) {
    super();
    this.#state = state;
    for (const name of [
      'resume',
      'connect',
      'watch',
      'send',
      'retry',
      'discard',
      'endSession',
      'startSession',
      'rate',
      'markRead',
      'setTyping',
      'setDraft',
      'setPage',
      'identify',
      'logout',
      'setConsent',
      'reconnect',
      'close',
    ]) {
      Object.assign(this, {
        [name]: (...args: unknown[]) => {
          this.calls.push([name, ...args]);
          return Promise.resolve({ cid: 'c' });
        },
      });
    }
  }
  getState(): ChatState {
    return this.#state;
  }
  subscribe(fn: (state: ChatState) => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }
  loadEarlier(): Promise<boolean> {
    return Promise.resolve(false);
  }
  diagnose(): Record<string, unknown> {
    return { connection: this.#state.connection.status };
  }
  /** Does what the real client does when the server has sent something. */
  set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change };
    for (const fn of this.#listeners) fn(this.#state);
  }
  get listening(): number {
    return this.#listeners.size;
  }
  called(name: string): unknown[][] {
    return this.calls.filter(([called]) => called === name).map(([, ...args]) => args);
  }
  get asClient(): ChatClient {
    return this as unknown as ChatClient;
  }
}
