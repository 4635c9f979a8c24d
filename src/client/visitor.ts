import { nanoid } from 'nanoid';
import { PROTOCOL_VERSION } from '../protocol/index.ts';
import type { PageRef, VisitorHello, VisitorServerFrame } from '../protocol/index.ts';
import type { ChatState } from './chat-state.ts';
import type { ClientContext } from './client-context.ts';
import { Connection } from '../link/connection.ts';
import type { ConnectionState, SocketClass } from '../link/connection.ts';
import { watchNetwork } from '../link/network.ts';
import type { Conversation } from './conversation/conversation.ts';
import { clipPage, fitHello } from './hello.ts';
import { visitorRoute } from './http.ts';
import { withMintLock } from './identity/mint-lock.ts';
import type { Proof } from './identity/person.ts';
import type * as LazyClient from './lazy-client.ts';
import { LIFECYCLE } from './lifecycle.ts';
import type { Effect, LifecycleEvent, Phase } from './lifecycle.ts';
import type { ClientPorts } from './ports.ts';
import { openTabs } from './tabs.ts';
import type { TabMessage, Tabs } from './tabs.ts';
import { Visibility } from './visibility/visibility.ts';

/** How long another tab may take to store the token that the server gave it. */
const RENEWAL_MS = 1000;
const CHECK_MS = 30_000;
const LOGOUT_LIMIT_MS = 3000;

interface VisitorContext extends ClientContext {
  readonly ports: ClientPorts;
  readonly conversation: Conversation;
}

/** What comes with an event. */
interface Facts {
  readonly newToken?: string | undefined;
  /** Texts that become a draft. */
  readonly texts?: readonly string[];
}

/**
 * The visitor from the first look at the cookie to the log-out. `LIFECYCLE` says which effect follows from which event; this
 * class carries it out and reports what came of it as the next event.
 */
export class Visitor {
  readonly connection: Connection;
  readonly #context: VisitorContext;
  readonly #url: string;
  readonly #tab = nanoid();
  readonly #visibility: Visibility;
  #phase: Phase = 'dormant';
  /** Another object in each phase. Work compares it, so that its answer counts only in the phase that asked for it. */
  #turn = {};
  /** The stores are read and wiped by one piece of work after the other. */
  #work: Promise<unknown> = Promise.resolve();
  #tabs: Tabs | null = null;
  #listening: AbortController | null = null;
  #unlock: (() => void) | null = null;
  /** The token of the last hello. */
  #helloToken: string | null = null;
  #page: PageRef | undefined;

  constructor(all: VisitorContext) {
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
    this.#visibility = new Visibility({
      ...all,
      connection: this.connection,
      lazy: () => this.#lazy(),
      token: () => this.#token,
      isHidden: () => this.#isHidden,
      on: (event) => this.#on(event),
      post: (message) => this.post(message),
    });
  }

  /** The server knows this visitor, and their token is stored. */
  get isLive(): boolean {
    return this.#phase === 'live';
  }

  /** Finds the visitor, or with `interacted` creates one, and connects. Resolves when connecting has begun. */
  async start(interacted: boolean): Promise<void> {
    this.#on(interacted ? 'act' : 'look');
    await this.#work;
  }

  /** The server hides the widget: waits until it shows it, then comes back by itself (B6). */
  watch(): void {
    if (!this.#isHidden) this.#visibility.doubt();
    this.#on('hidden');
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
      start: () => this.start(true),
      on: (event) => this.#on(event),
      post: (message) => this.post(message),
    });
  }

  async logout(): Promise<void> {
    await this.start(false);
    const { identity, conversation, clock } = this.#context;
    if (identity.token && !this.#isHidden) {
      // The stores are wiped whatever the answer is.
      const answer = conversation.commands.run({ type: 'visitor.logout' }).catch(() => undefined);
      await Promise.race([answer, new Promise<void>((done) => clock.after(LOGOUT_LIMIT_MS, done))]);
    }
    this.post({ kind: 'wipe' });
    this.#on('forget');
    await this.#work;
  }

  async setConsent(granted: boolean): Promise<void> {
    const { options, identity } = this.#context;
    if (options.storage === 'memory' || (granted && identity.remembers)) return;
    if (!granted) this.post({ kind: 'identity' });
    await identity.remember(granted);
    if (this.#listening) this.#talk();
    this.#showIdentity();
    if (granted) await this.start(false);
  }

  reconnect(): void {
    this.#on('retry');
  }

  post(message: TabMessage): void {
    this.#tabs?.post(message, this.#context.identity.owner);
  }

  close(): void {
    this.#on('close');
  }

  /* The lifecycle */

  #on(event: LifecycleEvent, facts: Facts = {}): void {
    const [next, ...effects] = LIFECYCLE[this.#phase][event];
    if (next && next !== this.#phase) {
      this.#phase = next;
      this.#turn = {};
      // Other tabs that want a new identity wait until this one's is stored, or the try has failed.
      if (next !== 'settling') this.#unlock?.();
    }
    const turn = this.#turn;
    // The page hears of effects, and may close the client because of one.
    for (const effect of effects) if (turn === this.#turn) this.#effects[effect](facts);
  }

  readonly #effects: Readonly<Record<Effect, (facts: Facts) => void>> = {
    look: () => this.#find(false),
    find: () => this.#find(true),
    follow: () => this.#follow(),
    mint: () => this.#mint(),
    connect: () => this.connection.open(),
    reconnect: () => {
      this.connection.close();
      this.connection.open();
    },
    retry: () => this.connection.retryNow(),
    disconnect: () => {
      if (this.connection.state.status !== 'closed') this.connection.close();
    },
    settle: ({ newToken }) => void this.#settle(newToken),
    begin: () => this.#context.conversation.begin(),
    compare: () => this.#compare(),
    compareHello: () => {
      const { anchor, stored } = this.#context.identity;
      if (anchor === 'cookie' && stored !== this.#helloToken) this.#on('strayed');
    },
    seek: () => this.#seek(this.#helloToken),
    seekLater: () => {
      const refused = this.#helloToken;
      this.#context.clock.after(RENEWAL_MS, () => this.#seek(refused));
    },
    forgetThread: () => this.#context.conversation.forgetThread(),
    forgetVisitor: ({ texts = [] }) => this.#forgetVisitor(texts),
    wipeStores: () => {
      const wiped = this.#context.identity.wipe();
      this.#queue(() => wiped);
      this.#context.state.set({ draft: '' });
    },
    wipeChat: () => this.#context.conversation.wipe(),
    watch: () => this.#visibility.watch(),
    unwatch: () => this.#visibility.stop(),
    watchAnew: () => this.#watchAnew(),
    stop: () => {
      this.#visibility.stop();
      this.connection.close();
      this.#listening?.abort();
      this.#tabs?.close();
      this.#listening = this.#tabs = null;
    },
    forgetGate: () => this.#context.state.set({ gate: null }),
  };

  get #isHidden(): boolean {
    return this.#phase === 'blocked' || this.#phase === 'watching';
  }

  /* The visitor's identity */

  #queue(work: () => Promise<unknown>): void {
    this.#work = this.#work.then(work);
  }

  #find(interacted: boolean): void {
    const { state, identity, conversation } = this.#context;
    const turn = this.#turn;
    this.#queue(async () => {
      state.giveBack((await identity.find(interacted)).drafts);
      if (turn !== this.#turn) return;
      if (!identity.token && !interacted) return this.#on('nobody');
      state.giveBack(await conversation.outbox.load(identity.owner));
      if (turn !== this.#turn) return;
      this.#showIdentity();
      this.#on(identity.token ? 'known' : 'new');
    });
  }

  #mint(): void {
    const { identity, clock } = this.#context;
    const turn = this.#turn;
    void withMintLock(identity.name, clock, async () => {
      if (turn !== this.#turn) return;
      const stored = new Promise<void>((done) => (this.#unlock = done));
      this.connection.retryNow();
      await stored;
    });
  }

  /** The server has accepted the hello, and may have issued a new token. */
  async #settle(newToken: string | undefined): Promise<void> {
    const { identity, conversation, state } = this.#context;
    const turn = this.#turn;
    if (identity.borrowed) {
      // If the file cannot be loaded, the next connection tries again.
      const lazy = await this.#lazy().catch(() => null);
      if (lazy) state.giveBack(await lazy.takeOver(this.#context));
    }
    if (newToken) {
      await identity.adopt(newToken);
      this.post({ kind: 'identity' });
      // Another tab was first, so this connection belongs to a visitor that no tab uses.
      if (identity.token !== newToken) {
        if (turn === this.#turn) this.#on('switched');
        return;
      }
    }
    this.#showIdentity();
    await conversation.claim();
    if (turn === this.#turn) this.#on('ready');
  }

  /** I9: the cookie is gone, or another tab wrote another one. */
  #compare(): void {
    const { identity } = this.#context;
    if (!identity.changed) return;
    this.#queue(async () => {
      if (!identity.changed) return;
      const { owner } = identity;
      const { drafts } = await identity.find(true);
      // A mere change of token takes effect with the next connection.
      if (identity.owner !== owner) this.#replaced(drafts, !!identity.token);
    });
  }

  /** I8: the server does not know the token. Another tab may have a newer one. */
  #seek(refused: string | null): void {
    const { identity, conversation } = this.#context;
    this.#queue(async () => {
      // This tab may already use the newer token: then the server refused the former one.
      const renewed = identity.token !== refused || (await identity.renewed());
      const { owner } = identity;
      const { drafts } = await identity.find(true, !renewed);
      if (renewed && owner !== null && identity.owner === owner) return this.#on('renewed');
      if (this.#phase === 'doubted') conversation.commands.cancel('unauthorized');
      this.#replaced(drafts, true);
    });
  }

  /**
   * The cookie now names another visitor, or none. Messages that existed only in this page's memory go back to the composer
   * as a draft, unless the visitor cleared cookies (I3): then nothing may survive.
   */
  #replaced(drafts: readonly string[], keepsTexts: boolean): void {
    const { identity, conversation } = this.#context;
    const texts = drafts.length || !keepsTexts ? drafts : conversation.outbox.texts();
    this.#on(identity.token ? 'replaced' : 'vanished', { texts });
  }

  /** The thread leaves the screen at once; the next visitor starts anew. */
  #forgetVisitor(texts: readonly string[]): void {
    const { conversation, state } = this.#context;
    conversation.forget();
    state.set({ visitor: { name: null, email: null, verified: false } });
    this.#showIdentity();
    state.giveBack(texts);
  }

  /** The hidden visitor's cookie is gone. Whether the next visitor may chat is a new question for the server (S11). */
  #watchAnew(): void {
    const turn = this.#turn;
    this.#queue(async () => {
      await this.#context.identity.find(false);
      if (turn !== this.#turn) return;
      this.#visibility.stop();
      this.connection.close();
      this.#showIdentity();
      this.#visibility.doubt();
      this.#on('hidden');
    });
  }

  #showIdentity(): void {
    const { anchor, token } = this.#context.identity;
    const known: ChatState['identity'] = token ? 'known' : 'none';
    this.#context.state.set({ identity: anchor === 'memory' ? anchor : known });
  }

  /* The page and its other tabs */

  #follow(): void {
    if (this.#listening) return;
    const { state, conversation, clock, identity } = this.#context;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    watchNetwork((online) => {
      state.set({ online });
      if (!online) state.report('offline');
    }, signal);
    for (const type of ['focus', 'pageshow']) addEventListener(type, () => this.#on('check'), { signal });
    addEventListener('pagehide', () => conversation.sendLast(), { signal });
    document.addEventListener('visibilitychange', () => this.#on('check'), { signal });
    this.#talk();
    const checkLater = (): void => {
      const stop = clock.after(CHECK_MS, () => {
        if (!document.hidden) {
          this.#on('check');
          this.#queue(() => identity.renewWhenOld());
        }
        checkLater();
      });
      signal.onabort = stop;
    };
    checkLater();
  }

  /** Opens the channel to the other tabs, as long as this page may use the shared stores. */
  #talk(): void {
    const { identity } = this.#context;
    this.#tabs?.close();
    this.#tabs = identity.remembers ? openTabs(identity.name, (message, owner) => this.#tabSaid(message, owner)) : null;
  }

  #tabSaid(message: TabMessage, owner: string | null): void {
    if (message.kind === 'identity') return this.#on('check');
    if (owner === null || owner !== this.#context.identity.owner) return;
    if (message.kind === 'gate') this.#visibility.hear(message.gate, true);
    else if (message.kind === 'wipe') this.#on('forget');
    else this.#context.conversation.heard(message);
  }

  /* The server */

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
    const { identity, options, conversation } = this.#context;
    const watch = this.#isHidden;
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
    const { status } = connection;
    if (status === 'open') return state.recovered();
    if (status === 'connecting') return;
    if (status === 'waiting' && connection.attempt > 2 && state.get().online) state.report('connection_lost');
    conversation.lost();
    if (status !== 'closed') this.#on('lost');
    else if (connection.refusal) this.#on('refused');
    else if (connection.code === 4401) this.#on('unknown');
    else if (connection.code === 4403) this.#visibility.hear({ show: false, version: state.get().gate?.version ?? 0 });
  }

  #receive(frame: VisitorServerFrame): void {
    const { conversation } = this.#context;
    if (frame.type === 'gate') return this.#visibility.hear(frame);
    if (this.#isHidden) return;
    if (frame.type === 'welcome') {
      this.#visibility.hear(frame.gate);
      conversation.welcome(frame);
      this.#on('welcomed', { newToken: frame.newToken });
    } else if (frame.type === 'identity') this.#on('superseded');
    else conversation.receive(frame);
  }
}
