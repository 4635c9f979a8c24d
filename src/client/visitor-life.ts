import { nanoid } from 'nanoid';
import { PROTOCOL_VERSION } from '../protocol/index.ts';
import type { Gate, PageRef, VisitorHello, VisitorServerFrame } from '../protocol/index.ts';
import type { ChatState } from './chat-state.ts';
import { Connection } from '../link/connection.ts';
import type { ConnectionState, SocketClass } from '../link/connection.ts';
import { watchNetwork } from '../link/network.ts';
import type { Conversation } from './conversation/conversation.ts';
import type * as LazyClient from './lazy-client.ts';
import type { ClientPorts } from './ports.ts';
import { Visibility } from './visibility/visibility.ts';
import { clipPage, fitHello } from './hello.ts';
import { visitorRoute } from './http.ts';
import { withMintLock } from './identity/mint-lock.ts';
import type { Proof } from './identity/person.ts';
import type { ClientContext } from './client-context.ts';
import { openTabs } from './tabs.ts';
import type { TabMessage, Tabs } from './tabs.ts';

/** How long another tab may take to store the token that the server gave it. */
const RENEWAL_MS = 1000;
const CHECK_MS = 30_000;
const LOGOUT_LIMIT_MS = 3000;
/** Hidden, and older than any gate the server can send. */
const NOT_KNOWN: Gate = Object.freeze({ show: false, version: -1 });

interface LifeContext extends ClientContext {
  readonly ports: ClientPorts;
  readonly conversation: Conversation;
}

/**
 * The visitor from the first look at the cookie to the log-out: their identity, the connection in their name, the gate that
 * hides the widget from them, and the messages between their tabs. `Conversation` holds what they say.
 */
export class VisitorLife {
  readonly connection: Connection;
  readonly #context: LifeContext;
  readonly #url: string;
  readonly #tab = nanoid();
  readonly #gate: Visibility;
  #tabs: Tabs | null = null;
  #listening: AbortController | null = null;
  #stopCheck: (() => void) | null = null;
  #starting: Promise<void> | null = null;
  /** Counts calls of `close()`, so that work that began before one stops. */
  #generation = 0;
  /** The visitor wants to chat here, not only to watch the gate. */
  #wanted = false;
  #answered: (() => void) | null = null;
  /** The token of the last hello. */
  #helloToken: string | null = null;
  #page: PageRef | undefined;
  /** Another tab was given a new token, so this tab's token is no longer valid. */
  #renewing = false;

  constructor(all: LifeContext) {
    this.#context = all;
    const { options, ports, clock, random } = all;
    this.#url = visitorRoute(options.server, 'socket').href;
    this.connection = new Connection({
      url: this.#url,
      hello: () => this.#hello(),
      onFrame: (frame) => this.#receive(frame as VisitorServerFrame),
      onState: (state) => this.#connectionChanged(state),
      clock,
      random,
      ...(ports.WebSocket && { WebSocket: ports.WebSocket }),
      fallback: () => this.#fallback(),
    });
    this.#gate = new Visibility({
      ...all,
      connection: this.connection,
      lazy: () => this.#lazy(),
      token: () => this.#token,
      onNews: (gate) => this.post({ kind: 'gate', gate }),
      onHide: () => {
        all.conversation.wipe();
        this.#answered?.();
        this.#listen();
      },
      onShow: () => this.#reopen(),
    });
  }

  /** Finds the visitor, or with `interacted` creates one, and connects. */
  start(interacted: boolean): Promise<void> {
    if (this.#wanted) return Promise.resolve();
    const generation = this.#generation;
    return (this.#starting ??= this.#begin(interacted).finally(() => (this.#starting = null))).then(() => {
      // The visitor interacted while a mere look was under way, and that look found no identity.
      if (interacted && !this.#wanted && !this.#context.state.hidden && generation === this.#generation) return this.start(true);
      return undefined;
    });
  }

  /** The server hides the widget: waits for the gate to open, then comes back by itself (B6). */
  watch(): void {
    const { state } = this.#context;
    if (!state.hidden) state.set({ gate: NOT_KNOWN });
    this.#listen();
    this.#gate.watch();
  }

  /** The visitor is on this page of the host site. */
  setPage(page: PageRef): void {
    this.#page = clipPage(page);
    this.connection.send({ type: 'page', page: this.#page });
  }

  async prove(proof: Proof): Promise<void> {
    const { prove } = await this.#lazy();
    await prove(proof, {
      ...this.#context,
      connection: this.connection,
      start: () => this.start(true),
      post: (message) => this.post(message),
      reopen: () => this.#reopen(),
    });
  }

  async logout(): Promise<void> {
    await this.start(false);
    const { identity, conversation, clock, state } = this.#context;
    if (identity.token && !state.hidden) {
      // The stores are wiped whatever the answer is.
      const answer = conversation.commands.run({ type: 'visitor.logout' }).catch(() => undefined);
      await Promise.race([answer, new Promise<void>((done) => clock.after(LOGOUT_LIMIT_MS, done))]);
    }
    this.post({ kind: 'wipe' });
    await this.#wipe();
  }

  async setConsent(granted: boolean): Promise<void> {
    const { options, identity, state } = this.#context;
    if (options.storage === 'memory' || (granted && identity.remembers)) return;
    if (!granted) this.post({ kind: 'identity' });
    await identity.remember(granted);
    if (this.#listening) this.#talk();
    if (!granted || this.#wanted) state.set({ identity: this.#identityName() });
    else if (!state.hidden) await this.start(false);
  }

  reconnect(): void {
    if (this.#wanted) this.connection.retryNow();
  }

  post(message: TabMessage): void {
    this.#tabs?.post(message, this.#context.identity.owner);
  }

  close(): void {
    this.#generation += 1;
    this.#wanted = false;
    this.#starting = null;
    this.#gate.stop();
    this.connection.close();
    this.#answered?.();
    this.#stopCheck?.();
    this.#listening?.abort();
    this.#tabs?.close();
    this.#listening = this.#tabs = null;
  }

  /* Identity */

  async #begin(interacted: boolean): Promise<void> {
    const { state, identity, conversation } = this.#context;
    if (state.hidden) return;
    const generation = this.#generation;
    const { drafts } = await identity.find(interacted);
    const { owner, token } = identity;
    if (generation !== this.#generation) return;
    state.giveBack(drafts);
    if (!token && !interacted) return;
    const foreign = await conversation.outbox.load(owner);
    if (generation !== this.#generation) return;
    this.#listen();
    this.#wanted = true;
    state.giveBack(foreign);
    state.set({ identity: this.#identityName() });
    if (token) this.connection.open();
    else this.#mint();
  }

  /** Connects without a token, one tab at a time. Other tabs wait until the token is stored or the try has failed. */
  #mint(): void {
    const { identity, clock } = this.#context;
    void withMintLock(identity.name, clock, async () => {
      if (!this.#wanted) return;
      const answered = new Promise<void>((done) => (this.#answered = done));
      this.connection.retryNow();
      await answered;
    });
  }

  #identityName(): ChatState['identity'] {
    const { anchor, token } = this.#context.identity;
    if (anchor === 'memory') return 'memory';
    return token ? 'known' : 'none';
  }

  /** I9: the cookie is gone, or another tab wrote another one. */
  async #check(): Promise<void> {
    const { identity, state } = this.#context;
    if (state.hidden && identity.anchor === 'cookie' && identity.stored !== this.#helloToken) return this.#watchAnew();
    if (!identity.changed) return;
    const before = identity.owner;
    const { drafts } = await identity.find(true);
    // A mere change of token takes effect with the next connection.
    if (identity.owner === before || !this.#wanted) return;
    await this.#replaced(drafts);
  }

  /** The blocked visitor's cookie is gone. Whether the next visitor may chat is a new question for the server (S11). */
  async #watchAnew(): Promise<void> {
    this.#wanted = false;
    await this.#context.identity.find(false);
    this.#gate.stop();
    this.connection.close();
    this.#context.state.set({ gate: NOT_KNOWN, identity: this.#identityName() });
    this.watch();
  }

  /** I8: the server does not know the token. Another tab may have a newer one. */
  async #tokenUnknown(): Promise<void> {
    const { identity, conversation, clock } = this.#context;
    const refused = this.#helloToken;
    const generation = this.#generation;
    if (this.#renewing) await new Promise<void>((done) => clock.after(RENEWAL_MS, done));
    this.#renewing = false;
    // This tab may already use the newer token: then the server refused the former one.
    const renewed = identity.token !== refused || (await identity.renewed());
    const { owner } = identity;
    const { drafts } = await identity.find(true, !renewed);
    if (generation !== this.#generation) return;
    if (renewed && owner !== null && identity.owner === owner) return this.connection.retryNow();
    conversation.commands.cancel('unauthorized');
    await this.#replaced(drafts, true);
  }

  /**
   * The cookie now names another visitor, or none. Messages that existed only in this page's memory go back to the composer
   * as a draft, unless the visitor cleared cookies (I3): then nothing may survive.
   */
  async #replaced(drafts: readonly string[], unknown = false): Promise<void> {
    const { identity, conversation, state } = this.#context;
    const texts = unknown || identity.token ? conversation.outbox.texts() : [];
    this.#forgetVisitor(unknown);
    state.giveBack(drafts.length ? drafts : texts);
    if (state.hidden) await this.#watchAnew();
    else if (identity.token) await this.start(false);
  }

  #wipe(): Promise<void> {
    const wiped = this.#context.identity.wipe();
    this.#forgetVisitor();
    this.#context.state.set({ draft: '' });
    return wiped;
  }

  /** The thread leaves the screen at once; the next visitor starts anew. */
  #forgetVisitor(keepClosed = false): void {
    this.#wanted = false;
    this.#context.conversation.forget();
    if (!keepClosed) this.connection.close();
    this.#context.state.set({ visitor: { name: null, email: null, verified: false }, identity: this.#identityName() });
  }

  #listen(): void {
    if (this.#listening) return;
    const { state, conversation } = this.#context;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    watchNetwork((online) => {
      state.set({ online });
      if (!online) state.report('offline');
    }, signal);
    for (const type of ['focus', 'pageshow']) addEventListener(type, () => void this.#check(), { signal });
    addEventListener('pagehide', () => conversation.sendLast(), { signal });
    document.addEventListener('visibilitychange', () => void this.#check(), { signal });
    this.#talk();
    this.#scheduleCheck();
  }

  /** Opens the channel to the other tabs, as long as this page may use the shared stores. */
  #talk(): void {
    const { identity } = this.#context;
    this.#tabs?.close();
    this.#tabs = identity.remembers ? openTabs(identity.name, (message, owner) => this.#tabSaid(message, owner)) : null;
  }

  #scheduleCheck(): void {
    const { clock, identity } = this.#context;
    this.#stopCheck = clock.after(CHECK_MS, () => {
      if (!document.hidden) void this.#check().then(() => identity.renewWhenOld());
      this.#scheduleCheck();
    });
  }

  #tabSaid(message: TabMessage, owner: string | null): void {
    if (message.kind === 'identity') return void this.#check();
    if (owner === null || owner !== this.#context.identity.owner) return;
    if (message.kind === 'gate') this.#gate.changed(message.gate, true);
    else if (message.kind === 'wipe') void this.#wipe();
    else this.#context.conversation.heard(message);
  }

  /* Connection */

  #reopen(): void {
    this.connection.close();
    if (this.#wanted) this.connection.open();
  }

  get #token(): string | null {
    const { identity } = this.#context;
    return identity.token ?? identity.stored;
  }

  /** The parts that few visitors need. When they cannot be loaded the page is told, and the next call tries again. */
  async #lazy(): Promise<typeof LazyClient> {
    try {
      return await (this.#context.ports.loadLazy ?? (() => import('./lazy-client.ts')))();
    } catch (error) {
      this.#context.state.report('load_failed');
      throw error;
    }
  }

  async #fallback(): Promise<SocketClass> {
    const { options, ports, identity, clock } = this.#context;
    const { pollSockets } = await this.#lazy();
    return pollSockets({
      url: this.#url,
      site: options.site,
      hello: () => this.#hello(),
      head: () => ({ token: identity.token ?? '' }),
      clock,
      WebSocket: ports.WebSocket,
    });
  }

  #hello(): VisitorHello {
    const { identity, options, state, conversation } = this.#context;
    const watch = state.hidden || !this.#wanted;
    const token = this.#token;
    this.#helloToken = token;
    if (!watch) identity.token = token;
    return fitHello({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      site: options.site,
      tab: this.#tab,
      ...(token && { token }),
      ...(watch ? { watch } : { ...conversation.position, ...(this.#page && { page: this.#page }) }),
    });
  }

  #connectionChanged(connection: ConnectionState): void {
    const { state, conversation } = this.#context;
    state.set({ connection });
    if (connection.status === 'open') {
      state.recovered();
      return conversation.opened();
    }
    if (connection.status === 'connecting') return;
    if (connection.status === 'waiting' && connection.attempt > 2 && state.get().online) state.report('connection_lost');
    conversation.lost();
    this.#answered?.();
    if (connection.status !== 'closed') return;
    if (connection.code === 4401) void this.#tokenUnknown();
    if (connection.code === 4403) this.#gate.changed({ show: false, version: state.get().gate?.version ?? 0 });
  }

  #receive(frame: VisitorServerFrame): void {
    const { state, conversation } = this.#context;
    if (frame.type === 'gate') return this.#gate.changed(frame);
    if (state.hidden) return;
    if (frame.type === 'welcome') {
      conversation.welcome(frame);
      void this.#welcomed(frame.newToken);
    } else if (frame.type === 'identity') {
      this.#renewing = true;
      conversation.forgetThread();
    } else {
      conversation.receive(frame);
    }
  }

  async #welcomed(newToken: string | undefined): Promise<void> {
    const { identity, conversation, state } = this.#context;
    if (identity.borrowed) {
      // If the file cannot be loaded, the next connection tries again.
      const lazy = await this.#lazy().catch(() => null);
      if (lazy) state.giveBack(await lazy.takeOver(this.#context));
    }
    await (newToken && identity.adopt(newToken));
    if (newToken) this.post({ kind: 'identity' });
    this.#answered?.();
    if (newToken && identity.token !== newToken) {
      // Another tab was first, so this connection belongs to a visitor that no tab uses.
      return this.#reopen();
    }
    state.set({ identity: this.#identityName() });
    await conversation.begin();
  }
}
