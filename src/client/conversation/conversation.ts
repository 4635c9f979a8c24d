import { EPHEMERAL_MS } from '../../protocol/index.ts';
import type {
  ErrorCode,
  ErrorFrame,
  EventPage,
  MessageSendResult,
  VisitorCommand,
  VisitorHello,
  VisitorServerFrame,
} from '../../protocol/index.ts';
import { reconnectDelay } from '../../link/backoff.ts';
import { CatchUp } from '../../link/catch-up.ts';
import { Commands } from '../../link/commands.ts';
import { commandsRequest } from '../../link/commands-request.ts';
import { getEvents, visitorUrl } from '../http.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Sender } from '../outbox/sender.ts';
import { apply, hasMessage, incomplete, prepend, viewOf } from './session-state.ts';
import type { Applied } from './session-state.ts';
import { NO_THREAD } from '../state-store.ts';
import type { ClientContext } from '../client-context.ts';
import type { TabMessage } from '../tabs.ts';

export interface ConversationLinks {
  /** Sends a frame over the open connection. Returns false when there is none. */
  readonly send: (frame: object) => boolean;
  /** The server knows the visitor, and their token is stored, so messages may be sent. */
  readonly isLive: () => boolean;
  /** Sends a message to the other tabs. */
  readonly post: (message: TabMessage) => void;
}

const TYPING_REPEAT_MS = 3000;
/** Minimum wait after the server put a message or command off and did not say for how long. */
const HOLD_MS = 500;
const ignore = (): void => undefined;

/**
 * The messages of the chat: the thread on the screen, messages and commands on their way, and the server's answers.
 * `Visitor` knows who the visitor is and whether they may chat.
 */
export class Conversation {
  readonly commands: Commands<VisitorCommand>;
  readonly outbox: Outbox;
  readonly #context: ClientContext & ConversationLinks;
  readonly #sender: Sender;
  readonly #catchUp: CatchUp;
  readonly #typingTimers = new Map<string, () => void>();
  #epoch: string | undefined;
  #typingSince = 0;

  constructor(all: ClientContext & ConversationLinks) {
    this.#context = all;
    const { clock, random, send, state, identity, options } = all;
    const lastSeq = (session: string): number | undefined => viewOf(state.get(), session)?.lastSeq;
    this.outbox = new Outbox(all.store, () => state.set({ outbox: this.outbox.entries }));
    const againIn = ({ retry, retryAfterMs }: ErrorFrame, tries: number): number | null =>
      retry ? (retryAfterMs ?? HOLD_MS + reconnectDelay(tries, false, 0, random)) : null;
    this.commands = new Commands({
      send: (frame) => all.isLive() && send(frame),
      clock,
      againIn,
    });
    const from = (session: string): { session: string; after: number } => ({ session, after: lastSeq(session) ?? 0 });
    this.#catchUp = new CatchUp({
      clock,
      ask: (session) => send({ type: 'sync', ...from(session) }),
      read: async (session) => {
        const page = await getEvents(options, from(session), identity.token);
        if (page) this.#answered(page);
        return page;
      },
    });
    this.#sender = new Sender({
      outbox: this.outbox,
      clock,
      againIn,
      owner: () => (all.isLive() ? identity.owner : null),
      send,
      onStatus: (cid, status, error) => state.emit('message-status', { cid, status, ...(error && { error }) }),
      onSessionEnded: (texts) => this.#sessionGone(texts),
      lastSeq,
      onMissing: (session) => void this.#catchUp.fetch(session),
    });
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** The cursor for the hello. An empty thread opens at its end (L3). */
  get position(): Pick<VisitorHello, 'epoch' | 'cursor' | 'newest'> {
    const { session } = this.#context.state.get();
    return {
      newest: true,
      ...(this.#epoch && { epoch: this.#epoch }),
      ...(session && { cursor: { session: session.id, seq: session.lastSeq } }),
    };
  }

  /** Queues a message. Resolves when it is stored (C4). */
  async send(text: string): Promise<{ cid: string }> {
    const { state, identity, clock } = this.#context;
    this.setTyping(false);
    const { session } = state.get();
    const target = session?.status === 'active' ? session.id : null;
    const { cid, stored } = this.outbox.add(identity.owner, target, text, clock.now());
    state.emit('message-status', { cid, status: 'queued' });
    await stored;
    this.#sender.flush();
    return { cid };
  }

  /**
   * Loads the page before the first event here (L3). Resolves to false when there is none. Rejects when the page could not
   * be loaded.
   */
  async loadEarlier(): Promise<boolean> {
    const { state, options, identity } = this.#context;
    const view = incomplete(state.get());
    if (!view) return false;
    const before = view.events[0]!.seq;
    const page = await getEvents(options, { session: view.id, before }, identity.token);
    // A hidden visitor's answer has no events.
    if (!page?.events) throw new Error('load_failed');
    state.set(prepend(state.get(), page));
    return viewOf(state.get(), view.id)?.events[0]?.seq !== before;
  }

  markRead(): void {
    const { session } = this.#context.state.get();
    if (!session || session.readByVisitor >= session.lastSeq) return;
    const { id, lastSeq: seq } = session;
    this.#show({ type: 'read', session: id, by: 'visitor', seq });
    this.#tellRead();
    this.#context.post({ kind: 'read', session: id, seq });
  }

  setTyping(on: boolean): void {
    const now = this.#context.clock.now();
    if (on ? now - this.#typingSince < TYPING_REPEAT_MS : !this.#typingSince) return;
    if (this.#context.state.get().session?.status !== 'active') return;
    this.#typingSince = on ? now : 0;
    this.#context.send({ type: 'typing', on });
  }

  /** The server accepted the hello. Waiting messages go out with `begin()`. */
  welcome(frame: Extract<VisitorServerFrame, { type: 'welcome' }>): void {
    this.#epoch = frame.epoch;
    this.#show(frame);
  }

  /** The visitor's token is stored, so everything they wrote before is theirs. */
  async claim(): Promise<void> {
    const { owner } = this.#context.identity;
    if (owner) await this.outbox.claim(owner);
  }

  /** Messages may be sent. */
  begin(): void {
    this.#sender.flush();
    this.commands.resend();
    this.#tellRead();
  }

  /** The connection is gone, so its answers will not come. */
  lost(): void {
    this.#catchUp.reset();
    this.#sender.stop();
  }

  receive(frame: VisitorServerFrame): void {
    const { type } = frame;
    if (type === 'ack') return this.#acknowledged(frame.cid, frame.result);
    if (type === 'error') return this.#refused(frame);
    if (type === 'events') return this.#answered(frame.page);
    if (type === 'event') this.#context.post({ kind: 'event', session: frame.session, event: frame.event });
    if (type === 'typing') this.#expireTyping(frame.operator.id, frame);
    this.#show(frame);
  }

  /** A message from another tab of this visitor. */
  heard(message: TabMessage): void {
    if (message.kind === 'acked') {
      // The event may not be here yet, and the entry has already left the database: wait for it as after this tab's own ack.
      if (this.outbox.status(message.cid) === 'queued') this.outbox.remove(message.cid);
    } else if (this.#context.state.hidden) return;
    else if (message.kind === 'event') this.#show({ ...message, type: 'event' });
    else if (message.kind === 'read') this.#show({ ...message, type: 'read', by: 'visitor' });
  }

  /** C7: the page goes away with its socket. Because the cids are the same, a message that arrives twice does no harm. */
  sendLast(): void {
    const { options, identity, state } = this.#context;
    const { token, owner } = identity;
    const commands = this.outbox.unacknowledged(owner);
    if (!token || state.hidden || !commands.length) return;
    const url = visitorUrl(options.server, 'commands', { site: options.site });
    const { body } = commandsRequest({ token }, commands);
    fetch(url, { method: 'POST', credentials: 'omit', keepalive: true, body }).catch(ignore);
  }

  /** From here on the thread is another visitor's. Their own thread comes with the next welcome. */
  forgetThread(): void {
    this.#epoch = undefined;
    this.#context.state.set(NO_THREAD);
  }

  /** Nothing under way belongs to a visitor any more. */
  forget(): void {
    this.commands.cancel('unavailable');
    this.outbox.drop();
    this.forgetThread();
  }

  /** B5: the visitor is blocked. */
  wipe(): void {
    void this.outbox.wipe();
    this.commands.cancel('blocked');
    this.#context.state.set({ ...NO_THREAD, draft: '' });
  }

  /** Stops the timers. Waiting messages stay in the outbox. */
  stop(): void {
    this.#sender.stop();
    for (const stop of this.#typingTimers.values()) stop();
    this.commands.cancel('unavailable');
  }

  #tellRead(): void {
    const { session } = this.#context.state.get();
    if (session?.readByVisitor) this.#context.send({ type: 'read', session: session.id, seq: session.readByVisitor });
  }

  #show(frame: VisitorServerFrame): void {
    const { state } = this.#context;
    const { state: next, facts, missing }: Applied = apply(state.get(), frame);
    const shown = next.outbox.filter(({ cid }) => hasMessage(next, cid)).map(({ cid }) => cid);
    state.set(this.outbox.settle(shown) ? { ...next, outbox: this.outbox.entries } : next);
    for (const [name, detail] of facts) state.emit(name, detail);
    for (const { session, page } of missing) void this.#catchUp.fetch(session, page);
  }

  #answered(page: EventPage): void {
    this.#catchUp.answer(page.session.id, () => this.#show({ type: 'events', page }));
  }

  #expireTyping(id: string, frame: Extract<VisitorServerFrame, { type: 'typing' }>): void {
    this.#typingTimers.get(id)?.();
    this.#typingTimers.delete(id);
    if (!frame.on) return;
    const stop = this.#context.clock.after(EPHEMERAL_MS, () => this.#show({ ...frame, on: false }));
    this.#typingTimers.set(id, stop);
  }

  #acknowledged(cid: string, result: unknown): void {
    if (this.commands.done(cid, result)) return;
    this.#context.state.set({ putOff: null });
    this.#context.post({ kind: 'acked', cid });
    this.#sender.acknowledged(cid, result as MessageSendResult);
  }

  #refused(frame: ErrorFrame): void {
    const { state } = this.#context;
    const { cid, retry, message } = frame;
    const code = frame.code as ErrorCode;
    if (cid === undefined) {
      // Only signals have no cid, and `sync` is the only signal that waits for an answer.
      this.#catchUp.refused(frame.retryAfterMs);
    } else if (this.#sender.refused(cid, frame)) {
      if (code === 'session_ended' || (retry && state.get().putOff === code)) return;
      if (retry) state.set({ putOff: code });
    } else if (this.commands.refused(cid, frame)) return;
    if (code !== 'blocked') state.emit('error', { code, message });
  }

  /**
   * The server says that the session has ended, and the event that ends it has not come. The session ends here now, because the
   * next message would name it again.
   */
  #sessionGone(texts: readonly string[]): void {
    const { state } = this.#context;
    state.giveBack(texts);
    const { session } = state.get();
    if (session?.status === 'active') void this.#catchUp.fetch(session.id);
  }
}
