import { nanoid } from 'nanoid';
import { isVisible, MESSAGE_MAX_CHARS, PROTOCOL_VERSION } from '../protocol/index.ts';
import type { PageRef } from '../protocol/index.ts';
import type { ChatState } from './chat-state.ts';
import { systemClock } from '../link/clock.ts';
import type { Conversation } from './conversation/conversation.ts';
import { ChatEvent, ChatEventTarget } from './events.ts';
import { keptName } from './identity/cookie.ts';
import { Identity } from './identity/identity.ts';
import type { Person, Proof } from './identity/person.ts';
import type { ChatClientOptions } from './options.ts';
import type { ClientPorts } from './ports.ts';
import { NO_THREAD, StateStore } from './state-store.ts';
import { BrowserStore } from '../link/browser-store.ts';
import type { ClientContext } from './client-context.ts';
import { visitorOf } from './visitor.ts';
import type { Visitor } from './visitor.ts';

export type Rating = 1 | 2 | 3 | 4 | 5;

/** A refusal of these commands is an `error` event. */
const reported = (): void => undefined;

/**
 * The headless chat of one visitor on one site. It writes, probes and opens nothing before `connect()`, `send()` or
 * `resume()`. Network trouble is a state, never an exception: the client carries out calls made offline when the network is
 * back.
 */
export class ChatClient extends ChatEventTarget {
  readonly #context: ClientContext;
  readonly #conversation: Conversation;
  readonly #visitor: Visitor;

  constructor(options: ChatClientOptions);
  /** @internal For tests. */
  constructor(options: ChatClientOptions, ports: ClientPorts);
  constructor(options: ChatClientOptions, ports: ClientPorts = {}) {
    super();
    const { server, site, storage } = options;
    const { clock = systemClock, random = Math.random } = ports;
    const memory = storage === 'memory' || storage === 'consent';
    const state = new StateStore((name, detail) => this.dispatchEvent(new ChatEvent(name, detail)));
    const name = keptName(server, site);
    const store = new BrowserStore(name, clock, !memory, () => state.report('storage_unavailable'));
    const identity = new Identity(name, site, store, clock, memory);
    this.#context = { options, clock, random, state, store, identity };
    this.#visitor = visitorOf(this.#context, ports);
    this.#conversation = this.#visitor.conversation;
  }

  /** A frozen snapshot of everything a screen needs. */
  getState(): ChatState {
    return this.#context.state.get();
  }

  /** Calls `fn` after each change. Returns a function that unsubscribes. */
  subscribe(fn: (state: ChatState) => void): () => void {
    return this.#context.state.subscribe(fn);
  }

  /** Brings a returning visitor back. For a stranger it writes nothing and sends no request. */
  async resume(): Promise<void> {
    await this.#visitor.start(this.#context.options.storage === 'eager');
  }

  /**
   * The visitor interacts: finds or creates their identity. Resolves when connecting has begun; `state.connection` then
   * tells the rest.
   */
  async connect(): Promise<void> {
    await this.#visitor.start(true);
  }

  /** The server hides the widget: waits for the gate to open, then comes back by itself (B6). */
  watch(): void {
    this.#visitor.hide();
  }

  /**
   * Queues a message and connects when needed. Resolves when the message is in the outbox (C4); `state.outbox` and
   * `message-status` tell its further fate. Rejects with a RangeError when the text is empty or longer than 5,000
   * characters.
   */
  async send(text: string): Promise<{ cid: string }> {
    if (!isVisible(text)) throw new RangeError('The message is empty.');
    if (text.length > MESSAGE_MAX_CHARS) throw new RangeError(`The message is over ${MESSAGE_MAX_CHARS} characters.`);
    const { state } = this.#context;
    if (!state.hidden) await this.#visitor.start(true);
    if (!state.hidden) return this.#conversation.send(text);
    const cid = nanoid();
    state.emit('message-status', { cid, status: 'failed', error: 'blocked' });
    return { cid };
  }

  /** Sends a failed message again, at the end of the queue and with a new cid. */
  retry(cid: string): void {
    const { outbox } = this.#conversation;
    if (outbox.status(cid) !== 'failed') return;
    const text = outbox.text(cid);
    outbox.remove(cid);
    void this.send(text);
  }

  /** Removes a message from the outbox unless it is being sent. */
  discard(cid: string): void {
    const { outbox } = this.#conversation;
    if (outbox.status(cid) !== 'sending') outbox.remove(cid);
  }

  /** Ends the active session (S5). Resolves when the server has ended it, or has refused, which is an `error` event. */
  async endSession(): Promise<void> {
    const { session } = this.getState();
    if (session?.status === 'active') await this.#conversation.commands.run({ type: 'session.end', session: session.id }).catch(reported);
  }

  /** Leaves the ended thread for an empty one. Nothing is sent: the next message starts the session (S6). */
  startSession(): void {
    if (this.getState().session?.status === 'ended') this.#context.state.set(NO_THREAD);
  }

  /** Rates the newest session once it has ended. Rejects with a RangeError for a score outside 1–5. */
  async rate(score: Rating, comment?: string): Promise<void> {
    if (![1, 2, 3, 4, 5].includes(score)) throw new RangeError('A score is 1 to 5.');
    const { session } = this.getState();
    if (session?.status !== 'ended') return;
    const command = { type: 'session.rate', session: session.id, score, comment: comment?.trim() || null } as const;
    await this.#conversation.commands.run(command).catch(reported);
  }

  /**
   * Loads the messages before the first one in the state. Resolves to false when there are none. Rejects without a
   * connection.
   */
  async loadEarlier(): Promise<boolean> {
    return this.#conversation.loadEarlier();
  }

  /** Call it when the visitor sees the newest message. */
  markRead(): void {
    this.#conversation.markRead();
  }

  /** Call it on each keystroke, and with false when the composer is empty. */
  setTyping(on: boolean): void {
    this.#conversation.setTyping(on);
  }

  /** Sets the text in the composer, so that text which comes back can be joined to it. */
  setDraft(text: string): void {
    this.#context.state.set({ draft: text });
  }

  /** Names the visitor across all their tokens without revealing one; null while there is no identity. */
  get owner(): string | null {
    return this.#context.identity.owner;
  }

  /** Tells operators which page of the host site the visitor is on. */
  setPage(page: PageRef): void {
    this.#visitor.setPage(page);
  }

  /**
   * Sets name or e-mail, which stay unverified; or proves the visitor's identity, which joins them to that person on all
   * their devices. Resolves when the server has stored it. A refusal rejects with an Error whose `code` gives the reason,
   * e.g. `identity_invalid` or `name_taken`.
   */
  async identify(person: Person | Proof): Promise<void> {
    await this.#visitor.start(true);
    if ('jwt' in person || 'userId' in person) return this.#visitor.prove(person);
    await this.#conversation.commands.run({ type: 'visitor.update', ...person });
    this.#context.state.set({ visitor: { ...this.getState().visitor, ...person } });
  }

  /** Revokes the token and wipes every store, in every tab. The stores are wiped offline too. */
  async logout(): Promise<void> {
    await this.#visitor.logout();
  }

  /**
   * With `storage: 'consent'`: true lets the client remember the visitor from now on; false wipes the stores, and the chat
   * then lasts as long as the page. May be called at any time, in the other modes too.
   */
  async setConsent(granted: boolean): Promise<void> {
    await this.#visitor.setConsent(granted);
  }

  /** Tries to connect at once: "Retry now". */
  reconnect(): void {
    this.#visitor.on('retry');
  }

  /** Data for a problem report. It contains no token and no message text. */
  diagnose(): Record<string, unknown> {
    const { draft: _draft, visitor: _visitor, typing: _typing, session, earlier, outbox, ...state } = this.getState();
    return {
      ...state,
      anchor: this.#context.identity.anchor,
      storeUsable: this.#context.store.usable,
      session: session && { id: session.id, status: session.status, lastSeq: session.lastSeq, readByOperator: session.readByOperator },
      earlier: earlier.length,
      outbox: outbox.map(({ cid, status, error }) => ({ cid, status, error })),
      epoch: this.#conversation.epoch,
      protocol: PROTOCOL_VERSION,
    };
  }

  /** Stops everything this client started. `connect()` starts it again. */
  close(): void {
    this.#visitor.on('close');
    this.#conversation.stop();
  }
}
