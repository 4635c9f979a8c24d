import { nanoid } from 'nanoid';
import { EPHEMERAL_MS, MESSAGE_MAX_CHARS, PROTOCOL_VERSION } from '../protocol/index.ts';
import type { ErrorFrame, EventPage, Gate, MessageSendResult, PageRef, VisitorHello, VisitorServerFrame } from '../protocol/index.ts';
import type { ErrorCode } from '../protocol/index.ts';
import type { ChatState, ConnectionState } from './chat-state.ts';
import { CatchUp } from './catch-up.ts';
import { Commands } from './commands.ts';
import { systemClock } from './connection/clock.ts';
import type { Clock } from './connection/clock.ts';
import { Connection } from './connection/connection.ts';
import type { SocketClass } from './connection/connection.ts';
import { ChatEvent, ChatEventTarget } from './events.ts';
import type { ChatEventDetails, ChatEventName, TroubleCode } from './events.ts';
import type { GateWatch } from './gate-watch.ts';
import { clipPage, fitHello } from './hello.ts';
import { commandsRequest, getJson, postText } from './http.ts';
import { readToken } from './identity/cookie.ts';
import { Identity } from './identity/identity.ts';
import { withMintLock } from './identity/mint-lock.ts';
import type * as Extras from './extras.ts';
import type { ChatClientOptions } from './options.ts';
import { Outbox } from './outbox/outbox.ts';
import { Sender } from './outbox/sender.ts';
import { apply, countUnread, hasMessage, viewOf } from './session-state.ts';
import type { Applied } from './session-state.ts';
import { initialState, StateStore } from './state-store.ts';
import { SiteStore } from './storage/site-store.ts';
import { openTabs } from './tabs.ts';
import type { TabMessage, Tabs } from './tabs.ts';

export type Rating = 1 | 2 | 3 | 4 | 5;

/** What a visitor, or the page, says of him; a missing member stays, null removes. */
export interface Person {
  readonly name?: string | null;
  readonly email?: string | null;
}

/** What the site vouches for: a signed token, or for sites that migrate a user id and its HMAC-SHA256 in hexadecimal. */
export type Proof =
  | { readonly jwt: string; readonly userId?: never; readonly hash?: never }
  | { readonly jwt?: never; readonly userId: string; readonly hash: string };

/** How long another tab may take to store the token it was given. */
const RENEWAL_MS = 1000;
const ignore = (): void => undefined;
const CHECK_MS = 30_000;
const LOGOUT_LIMIT_MS = 3000;
const TYPING_REPEAT_MS = 3000;

/**
 * The headless chat of one visitor on one site. Nothing is written, probed or opened before `connect()`, `send()` or
 * `resume()`. Trouble on the network is a state, never an exception: calls made while offline are done when it is over.
 */
export class ChatClient extends ChatEventTarget {
  readonly #options: ChatClientOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #url: string;
  readonly #tab = nanoid();
  readonly #state: StateStore;
  readonly #store: SiteStore;
  readonly #identity: Identity;
  readonly #outbox: Outbox;
  readonly #connection: Connection;
  readonly #commands: Commands;
  #gateWatch: GateWatch | undefined;
  readonly #sender: Sender;
  readonly #catchUp: CatchUp;
  readonly #typingTimers = new Map<string, () => void>();
  #tabs: Tabs | null = null;
  #listening: AbortController | null = null;
  #stopCheck: (() => void) | null = null;
  #starting: Promise<void> | null = null;
  /** Counts calls of `close()`, so that work begun before one stops. */
  #generation = 0;
  /** Somebody wants to chat here, not only to watch the gate. */
  #wanted = false;
  /** The token is stored: messages may be sent. */
  #ready = false;
  #answered: (() => void) | null = null;
  #epoch: string | undefined;
  /** The token of the last hello. */
  #helloToken: string | null = null;
  #page: PageRef | undefined;
  #typingSince = 0;
  /** Another tab was given a new token, and this one's is worth nothing. */
  #renewing = false;
  /** The failures the page was told of since the connection was there. */
  readonly #troubles = new Set<string>();

  constructor(options: ChatClientOptions) {
    super();
    const { site, server } = options;
    const memory = options.storage === 'memory' || options.storage === 'consent';
    const clock = (this.#clock = options.clock ?? systemClock);
    const random = (this.#random = options.random ?? Math.random);
    this.#options = options;
    this.#state = new StateStore(initialState);
    this.#url = new URL('/v1/visitor/socket', new URL(server, location.href)).href;
    this.#store = new SiteStore(`chat_${site}`, clock, !memory, () => this.#report('storage_unavailable'));
    this.#identity = new Identity(site, this.#store, clock, memory);
    this.#outbox = new Outbox(this.#store, () => this.#set({ outbox: this.#outbox.entries }));
    this.#connection = new Connection({
      url: this.#url,
      hello: () => this.#hello(),
      onFrame: (frame) => this.#receive(frame as VisitorServerFrame),
      onState: (state) => this.#connectionChanged(state),
      clock,
      random,
      ...(options.WebSocket && { WebSocket: options.WebSocket }),
      fallback: () => this.#fallback(),
    });
    this.#commands = new Commands((frame) => this.#ready && this.#connection.send(frame), clock, random);
    const lastSeq = (session: string): number | undefined => viewOf(this.getState(), session)?.lastSeq;
    const send = (frame: object): boolean => this.#connection.send(frame);
    this.#catchUp = new CatchUp({
      read: (session, after) => getJson<EventPage>(server, '/v1/visitor/events', { session, after: `${after}` }, this.#identity.token),
      send,
      apply: (page) => this.#applied(apply(this.getState(), { type: 'events', page })),
      lastSeq,
    });
    this.#sender = new Sender({
      outbox: this.#outbox,
      clock,
      random,
      owner: () => (this.#ready && this.#connection.state.status === 'open' ? this.#identity.owner : null),
      send,
      onStatus: (cid, status, error) => this.#emit('message-status', { cid, status, ...(error && { error }) }),
      onSessionEnded: (texts) => this.#sessionGone(texts),
      lastSeq,
      onMissing: (session, after) => void this.#catchUp.fetch({ session, after, page: false }),
    });
  }

  /** The frozen snapshot of everything a screen needs. */
  getState(): ChatState {
    return this.#state.get();
  }

  /** Calls `fn` after each change; returns what stops it. */
  subscribe(fn: (state: ChatState) => void): () => void {
    return this.#state.subscribe(fn);
  }

  /** Brings a returning visitor back. Writes and asks nothing for a stranger. */
  async resume(): Promise<void> {
    await this.#start(this.#options.storage === 'eager');
  }

  /** The visitor interacts: finds or makes his identity. Resolves when connecting has begun; then `state.connection` tells. */
  async connect(): Promise<void> {
    await this.#start(true);
  }

  /** Hidden by the server: waits for the gate to open, and comes back by itself (B6). */
  watch(): void {
    if (!this.#hidden) this.#set({ gate: { show: false, version: -1 } });
    this.#listen();
    if (this.#gateWatch) return this.#gateWatch.start();
    // Without the file that limits it, the connection alone waits.
    if (!document.hidden) this.#connection.open();
    const generation = this.#generation;
    void this.#extras().then(({ GateWatch }) => {
      this.#gateWatch ??= new GateWatch({
        clock: this.#clock,
        random: this.#random,
        open: () => this.#connection.open(),
        close: () => this.#connection.close(),
        poll: () => void this.#pollGate(),
      });
      if (this.#hidden && generation === this.#generation) this.#gateWatch.start();
    }, ignore);
  }

  /**
   * Queues a message and connects when needed. Resolves when it is in the outbox (C4); what becomes of it is in
   * `state.outbox` and in `message-status`. Rejects with a RangeError when there is nothing to send or more than 5,000 characters.
   */
  async send(text: string): Promise<{ cid: string }> {
    if (!text.trim()) throw new RangeError('The message is empty.');
    if (text.length > MESSAGE_MAX_CHARS) throw new RangeError(`The message is over ${MESSAGE_MAX_CHARS} characters.`);
    if (!this.#hidden) await this.#start(true);
    if (this.#hidden) {
      const cid = nanoid();
      this.#emit('message-status', { cid, status: 'failed', error: 'blocked' });
      return { cid };
    }
    this.setTyping(false);
    const { session } = this.getState();
    const target = session?.status === 'active' ? session.id : null;
    const { cid, stored } = this.#outbox.add(this.#identity.owner, target, text, this.#clock.now());
    this.#emit('message-status', { cid, status: 'queued' });
    await stored;
    this.#sender.flush();
    return { cid };
  }

  /** Sends a failed message anew, at the end of the queue and with another cid. */
  retry(cid: string): void {
    if (this.#outbox.status(cid) !== 'failed') return;
    const text = this.#outbox.text(cid);
    this.#outbox.remove(cid);
    void this.send(text);
  }

  /** Forgets a message that is not under way. */
  discard(cid: string): void {
    if (this.#outbox.status(cid) !== 'sending') this.#outbox.remove(cid);
  }

  /** Ends the active session (S5). Resolves when the server has done it, or has refused it, which is an `error` event. */
  async endSession(): Promise<void> {
    const { session } = this.getState();
    if (session?.status === 'active') await this.#commands.run({ type: 'session.end', session: session.id });
  }

  /** Leaves the ended thread for an empty one. Nothing is sent: the next message starts the session (S6). */
  startSession(): void {
    if (this.getState().session?.status === 'ended') this.#set({ session: null, earlier: [], typing: [] });
  }

  /** Rates the newest session once it has ended. Rejects with a RangeError for a score outside 1–5. */
  async rate(score: Rating, comment?: string): Promise<void> {
    if (![1, 2, 3, 4, 5].includes(score)) throw new RangeError('A score is 1 to 5.');
    const { session } = this.getState();
    if (session?.status === 'ended')
      await this.#commands.run({ type: 'session.rate', session: session.id, score, comment: comment?.trim() || null });
  }

  /** The visitor sees the newest message. */
  markRead(): void {
    const { session } = this.getState();
    if (!session || session.readByVisitor >= session.lastSeq) return;
    const { id, lastSeq: seq } = session;
    this.#set(apply(this.getState(), { type: 'read', session: id, by: 'visitor', seq }).state);
    this.#connection.send({ type: 'read', session: id, seq });
    this.#post({ kind: 'read', session: id, seq });
  }

  /** Call it on each keystroke, and with false when the composer is empty. */
  setTyping(on: boolean): void {
    const now = this.#clock.now();
    if (on ? now - this.#typingSince < TYPING_REPEAT_MS : !this.#typingSince) return;
    if (this.getState().session?.status !== 'active') return;
    this.#typingSince = on ? now : 0;
    this.#connection.send({ type: 'typing', on });
  }

  /** What stands in the composer, so that text which comes back can join it. */
  setDraft(text: string): void {
    this.#set({ draft: text });
  }

  /** The visitor is on this page of the host site. */
  setPage(page: PageRef): void {
    this.#page = clipPage(page);
    this.#connection.send({ type: 'page', page: this.#page });
  }

  /**
   * Tells name or e-mail, which stay unverified; or proves who the visitor is, which joins him to that person on all his
   * devices. Resolves when the server has it. A proof that is refused rejects with an Error whose `code` says why, e.g.
   * `identity_invalid`.
   */
  async identify(person: Person | Proof): Promise<void> {
    await this.#start(true);
    if ('jwt' in person || 'userId' in person) return this.#prove(person);
    const { ok } = await this.#commands.run({ type: 'visitor.update', ...person });
    if (ok) this.#set({ visitor: { ...this.getState().visitor, ...person } });
  }

  /** Revokes the token and wipes every store, in every tab. Offline the stores are wiped all the same. */
  async logout(): Promise<void> {
    await this.#start(false);
    if (this.#identity.token && !this.#hidden) {
      const answer = this.#commands.run({ type: 'visitor.logout' });
      await Promise.race([answer, new Promise<void>((done) => this.#clock.after(LOGOUT_LIMIT_MS, done))]);
    }
    this.#post({ kind: 'wipe' });
    await this.#wipe();
  }

  /**
   * With `storage: 'consent'`: true lets the visitor be remembered from now on, false wipes what is stored, and the chat
   * lasts as long as the page. May be called at any time, in the other modes too.
   */
  async setConsent(granted: boolean): Promise<void> {
    if (this.#options.storage === 'memory' || granted === this.#identity.remembers) return;
    if (!granted) this.#post({ kind: 'identity' });
    await this.#identity.remember(granted);
    if (this.#listening) this.#talk();
    if (!granted || this.#wanted) this.#set({ identity: this.#identityName() });
    else if (!this.#hidden) await this.resume();
  }

  /** "Retry now". */
  reconnect(): void {
    if (this.#wanted) this.#connection.retryNow();
  }

  /** For a report about trouble: no token, no text of a message. */
  diagnose(): Record<string, unknown> {
    const { connection, online, gate, identity, session, earlier, outbox, unreadCount } = this.getState();
    return {
      connection,
      online,
      gate,
      identity,
      anchor: this.#identity.anchor,
      storeUsable: this.#store.usable,
      session: session && { id: session.id, status: session.status, lastSeq: session.lastSeq, readByOperator: session.readByOperator },
      earlier: earlier.length,
      outbox: outbox.map(({ cid, status, error }) => ({ cid, status, error })),
      unreadCount,
      epoch: this.#epoch,
      protocol: PROTOCOL_VERSION,
    };
  }

  /** Stops everything this client started. `connect()` begins again. */
  close(): void {
    this.#generation += 1;
    this.#wanted = false;
    this.#starting = null;
    this.#gateWatch?.stop();
    this.#connection.close();
    this.#answered?.();
    this.#sender.stop();
    this.#stopCheck?.();
    this.#listening?.abort();
    this.#tabs?.close();
    this.#listening = this.#tabs = null;
    for (const stop of this.#typingTimers.values()) stop();
    this.#commands.cancel();
  }

  get #hidden(): boolean {
    return this.getState().gate?.show === false;
  }

  /* Identity */

  #start(interacted: boolean): Promise<void> {
    if (this.#wanted) return Promise.resolve();
    const generation = this.#generation;
    return (this.#starting ??= this.#begin(interacted).finally(() => (this.#starting = null))).then(() => {
      // A visitor interacted while a mere look was under way, and it found nobody.
      if (interacted && !this.#wanted && !this.#hidden && generation === this.#generation) return this.#start(true);
      return undefined;
    });
  }

  async #prove(proof: Proof): Promise<void> {
    const { prove } = await this.#extras();
    const { newToken, outcome } = await prove(proof, this.#commands, () => this.#start(true));
    if (!newToken) return;
    // The token of this connection is worth nothing any more: the next one must not begin before the new one is stored.
    this.#connection.close();
    await this.#identity.adopt(newToken);
    this.#post({ kind: 'identity' });
    if (outcome === 'switched' || outcome === 'merged') this.#forgetThread();
    this.#connection.open();
  }

  /** It is another visitor's from here on; his own comes with the next welcome. */
  #forgetThread(): void {
    this.#epoch = undefined;
    this.#set({ session: null, earlier: [], typing: [] });
  }

  async #begin(interacted: boolean): Promise<void> {
    if (this.#hidden) return;
    const generation = this.#generation;
    const { drafts } = await this.#identity.find(interacted);
    const { owner, token } = this.#identity;
    if (generation !== this.#generation) return;
    if (!token && !interacted) return this.#set({ draft: this.#drafted(drafts) });
    const foreign = await this.#outbox.load(owner);
    if (generation !== this.#generation) return;
    this.#listen();
    this.#wanted = true;
    this.#set({ draft: this.#drafted([...drafts, ...foreign]), identity: this.#identityName() });
    if (token) this.#connection.open();
    else this.#mint();
  }

  /** Connects without a token, one tab at a time, and holds the others until the token is stored or the try has failed. */
  #mint(): void {
    void withMintLock(this.#options.site, this.#clock, async () => {
      if (!this.#wanted) return;
      const answered = new Promise<void>((done) => (this.#answered = done));
      this.#connection.retryNow();
      await answered;
    });
  }

  #identityName(): ChatState['identity'] {
    if (this.#identity.anchor === 'memory') return 'memory';
    return this.#identity.token ? 'known' : 'none';
  }

  /** I9: the cookie went, or another tab put another one there. */
  async #check(): Promise<void> {
    if (this.#hidden && this.#identity.anchor === 'cookie' && readToken(this.#options.site) !== this.#helloToken) return this.#watchAnew();
    if (!this.#identity.changed) return;
    const before = this.#identity.owner;
    const { drafts } = await this.#identity.find(true);
    // A mere change of token is used with the next connection.
    if (this.#identity.owner === before) return;
    this.#forgetVisitor({ draft: this.#drafted(drafts) });
    if (this.#identity.token) await this.#start(false);
  }

  /** The blocked visitor is gone with his cookie: whether the next one may chat is another question (S11). */
  async #watchAnew(): Promise<void> {
    this.#wanted = false;
    await this.#identity.find(false);
    this.#gateWatch?.stop();
    this.#connection.close();
    this.#set({ gate: { show: false, version: -1 }, identity: this.#identityName() });
    this.watch();
  }

  /** I8: the server does not know the token. Another tab may have a newer one. */
  async #tokenUnknown(): Promise<void> {
    if (this.#renewing) await new Promise<void>((done) => this.#clock.after(RENEWAL_MS, done));
    this.#renewing = false;
    const renewed = await this.#identity.renewed();
    const { owner } = this.#identity;
    const texts = this.#outbox.texts();
    const { drafts } = await this.#identity.find(true, !renewed);
    if (renewed && owner !== null && this.#identity.owner === owner) return this.#connection.retryNow();
    this.#commands.cancel('unauthorized');
    this.#forgetVisitor({ draft: this.#drafted(drafts.length ? drafts : texts) }, true);
    if (this.#hidden) await this.#watchAnew();
    else if (this.#identity.token) await this.#start(false);
  }

  #wipe(): Promise<void> {
    const wiped = this.#identity.wipe();
    this.#forgetVisitor({ draft: '' });
    return wiped;
  }

  /** The thread leaves the screen at once; who comes next starts anew. */
  #forgetVisitor(patch: Partial<ChatState>, keepClosed = false): void {
    this.#wanted = this.#ready = false;
    this.#epoch = undefined;
    this.#commands.cancel();
    this.#outbox.drop();
    if (!keepClosed) this.#connection.close();
    this.#set({
      session: null,
      earlier: [],
      typing: [],
      visitor: { name: null, email: null, verified: false },
      identity: this.#identityName(),
      ...patch,
    });
  }

  #drafted(texts: readonly string[]): string {
    return [...texts, this.getState().draft].filter(Boolean).join('\n');
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const online = (): void => {
      this.#set({ online: navigator.onLine !== false });
      if (!this.getState().online) this.#report('offline');
    };
    addEventListener('online', online, { signal });
    addEventListener('offline', online, { signal });
    addEventListener('focus', () => void this.#check(), { signal });
    addEventListener('pagehide', () => this.#sendLast(), { signal });
    document.addEventListener('visibilitychange', () => void this.#check(), { signal });
    online();
    this.#talk();
    this.#scheduleCheck();
  }

  /** With the other tabs, while what they share may be used. */
  #talk(): void {
    this.#tabs?.close();
    this.#tabs = this.#identity.remembers ? openTabs(this.#options.site, (message, owner) => this.#tabSaid(message, owner)) : null;
  }

  #scheduleCheck(): void {
    this.#stopCheck = this.#clock.after(CHECK_MS, () => {
      if (!document.hidden) void this.#check().then(() => this.#identity.renewWhenOld());
      this.#scheduleCheck();
    });
  }

  /* Connection */

  get #token(): string | null {
    return this.#identity.token ?? (this.#identity.remembers ? readToken(this.#options.site) : null);
  }

  /** The parts that few visitors need. When they cannot be loaded the page is told, and the next try asks again. */
  async #extras(): Promise<typeof Extras> {
    try {
      return await (this.#options.loadExtras ?? (() => import('./extras.ts')))();
    } catch (error) {
      this.#report('load_failed');
      throw error;
    }
  }

  async #fallback(): Promise<SocketClass> {
    this.#report('connection_lost');
    const { pollSockets } = await this.#extras();
    return pollSockets({
      ...this.#options,
      url: this.#url,
      hello: () => this.#hello(),
      token: () => this.#identity.token,
      clock: this.#clock,
    });
  }

  /** C7: the page goes away, and the socket with it. The same cids make it harmless when a message arrives twice. */
  #sendLast(): void {
    const { server, site } = this.#options;
    const { token, owner } = this.#identity;
    const commands = this.#outbox.unacknowledged(owner);
    if (!token || this.#hidden || !commands.length) return;
    postText(server, 'commands', site, commandsRequest(token, commands).body, { keepalive: true }).catch(ignore);
  }

  /** Tells the page of a failure, once until it is over. */
  #report(code: TroubleCode): void {
    if (this.#troubles.has(code)) return;
    this.#troubles.add(code);
    this.#emit('error', { code, message: code });
  }

  #hello(): VisitorHello {
    const { session } = this.getState();
    const watch = this.#hidden || !this.#wanted;
    const token = this.#token;
    this.#helloToken = token;
    if (!watch) this.#identity.token = token;
    return fitHello({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      site: this.#options.site,
      tab: this.#tab,
      ...(token && { token }),
      ...(watch && { watch }),
      ...(this.#epoch && !watch && { epoch: this.#epoch }),
      ...(session && !watch && { cursor: { session: session.id, seq: session.lastSeq } }),
      ...(this.#page && !watch && { page: this.#page }),
    });
  }

  #connectionChanged(connection: ConnectionState): void {
    this.#set({ connection });
    if (connection.status === 'open') {
      this.#troubles.clear();
      return this.#sender.flush();
    }
    this.#ready = false;
    if (connection.status === 'connecting') return;
    this.#catchUp.reset();
    this.#sender.stop();
    this.#answered?.();
    if (connection.status !== 'closed') return;
    if (connection.code === 4401) void this.#tokenUnknown();
    if (connection.code === 4403) this.#gateChanged({ show: false, version: this.getState().gate?.version ?? 0 });
  }

  #receive(frame: VisitorServerFrame): void {
    if (this.#hidden && frame.type !== 'gate') return;
    switch (frame.type) {
      case 'ack':
        return this.#acknowledged(frame.cid, frame.result);
      case 'error':
        return this.#refused(frame);
      case 'gate':
        return this.#gateChanged(frame);
      case 'welcome':
        this.#epoch = frame.epoch;
        this.#applied(apply(this.getState(), frame));
        return void this.#welcomed(frame.newToken);
      case 'events':
        return this.#catchUp.answer(frame.page);
      case 'event':
        this.#post({ kind: 'event', session: frame.session, event: frame.event });
        break;
      case 'identity':
        this.#renewing = true;
        return this.#forgetThread();
      case 'typing':
        this.#expireTyping(frame.operator.id, frame);
        break;
      case 'delivered':
      case 'read':
      case 'availability':
      case 'profile':
      case 'pong':
      case 'goaway':
        break;
    }
    this.#applied(apply(this.getState(), frame));
  }

  async #welcomed(newToken: string | undefined): Promise<void> {
    await (newToken && this.#identity.adopt(newToken));
    if (newToken) this.#post({ kind: 'identity' });
    this.#answered?.();
    const { token, owner } = this.#identity;
    if (newToken && token !== newToken) {
      // Another tab was first, and this connection belongs to a visitor nobody needs.
      this.#connection.close();
      return this.#connection.open();
    }
    if (owner) await this.#outbox.claim(owner);
    this.#set({ identity: this.#identityName() });
    this.#ready = true;
    this.#sender.flush();
    this.#commands.resend();
    const { session } = this.getState();
    if (session?.readByVisitor) this.#connection.send({ type: 'read', session: session.id, seq: session.readByVisitor });
  }

  #applied({ state, facts, missing }: Applied): void {
    const shown = state.outbox.filter(({ cid }) => hasMessage(state, cid)).map(({ cid }) => cid);
    this.#set(this.#outbox.settle(shown) ? { ...state, outbox: this.#outbox.entries } : state);
    for (const [name, detail] of facts) this.#emit(name, detail);
    for (const one of missing) void this.#catchUp.fetch(one);
  }

  #expireTyping(id: string, frame: Extract<VisitorServerFrame, { type: 'typing' }>): void {
    this.#typingTimers.get(id)?.();
    this.#typingTimers.delete(id);
    if (frame.on)
      this.#typingTimers.set(
        id,
        this.#clock.after(EPHEMERAL_MS, () => this.#applied(apply(this.getState(), { ...frame, on: false }))),
      );
  }

  /* Answers to commands and messages */

  #acknowledged(cid: string, result: unknown): void {
    if (this.#commands.acknowledge(cid, result)) return;
    this.#set({ putOff: null });
    this.#post({ kind: 'acked', cid });
    this.#sender.acknowledged(cid, result as MessageSendResult);
  }

  #refused(frame: ErrorFrame): void {
    const { cid, retry, message, retryAfterMs } = frame;
    const code = frame.code as ErrorCode;
    if (cid === undefined) {
      // Only signals have no cid, and the only one that waits for an answer is `sync`.
      this.#catchUp.reset();
    } else if (this.#sender.refused(cid, code, retry, retryAfterMs)) {
      if (code === 'session_ended' || (retry && this.getState().putOff === code)) return;
      if (retry) this.#set({ putOff: code });
    } else if (this.#commands.refuse(cid, code, retry, retryAfterMs) && retry) return;
    if (code !== 'blocked') this.#emit('error', { code, message });
  }

  /** The event of the end was lost, or is on its way: without it the next message would name the old session again. */
  #sessionGone(texts: readonly string[]): void {
    this.#set({ draft: this.#drafted(texts) });
    const { session } = this.getState();
    if (session?.status === 'active') void this.#catchUp.fetch({ session: session.id, after: session.lastSeq, page: false });
  }

  /* Gate and tabs */

  #gateChanged({ show, version }: Gate, fromTab = false): void {
    const before = this.getState().gate;
    if (before && version < before.version) return;
    const gate = Object.freeze({ show, version });
    if (!fromTab && before?.show !== show) this.#post({ kind: 'gate', gate });
    if (show) {
      this.#set({ gate });
      this.#gateWatch?.stop();
      if (before?.show !== false) return;
      this.#emit('unblock', {});
      this.#connection.close();
      if (this.#wanted) this.#connection.open();
      return;
    }
    this.#ready = false;
    void this.#outbox.wipe();
    this.#commands.cancel();
    this.#answered?.();
    this.#set({ gate, session: null, earlier: [], typing: [], draft: '' });
    if (before?.show !== false) this.#emit('block', {});
    this.watch();
  }

  async #pollGate(): Promise<void> {
    const { server, site, lang } = this.#options;
    const token = this.#token;
    const query = { site, lang: lang ?? (document.documentElement.lang || 'en') };
    const config = await getJson<{ gate: Gate }>(server, '/v1/visitor/config', query, token);
    if (config && this.#hidden) this.#gateChanged(config.gate);
  }

  #post(message: TabMessage): void {
    this.#tabs?.post(message, this.#identity.owner);
  }

  #tabSaid(message: TabMessage, owner: string | null): void {
    if (message.kind === 'identity') return void this.#check();
    if (owner === null || owner !== this.#identity.owner) return;
    switch (message.kind) {
      case 'event':
        if (!this.#hidden) this.#applied(apply(this.getState(), { type: 'event', session: message.session, event: message.event }));
        return;
      case 'acked':
        // The event may not be here yet, and the entry is off the database already: wait for it as after an own ack.
        return this.#outbox.status(message.cid) === 'queued' ? this.#outbox.remove(message.cid) : undefined;
      case 'read':
        return this.#applied(apply(this.getState(), { type: 'read', session: message.session, by: 'visitor', seq: message.seq }));
      case 'gate':
        return this.#gateChanged(message.gate, true);
      case 'wipe':
        return void this.#wipe();
    }
  }

  /* State and events */

  #set(patch: Partial<ChatState>): void {
    const before = this.getState();
    const session = patch.session === undefined ? before.session : patch.session;
    const unreadCount = session === before.session ? before.unreadCount : countUnread({ session });
    this.#state.set({ ...patch, unreadCount });
    if (unreadCount !== before.unreadCount) this.#emit('unread-change', { count: unreadCount });
    const { availability } = this.getState();
    if (availability !== before.availability) this.#emit('availability-change', { availability });
  }

  #emit<K extends ChatEventName>(name: K, detail: ChatEventDetails[K]): void {
    this.dispatchEvent(new ChatEvent(name, detail));
  }
}
