import { nanoid } from 'nanoid';
import { Connection } from '../../link/connection.ts';
import { systemClock } from '../../link/clock.ts';
import type { Clock } from '../../link/clock.ts';
import type { ServerFrame, SocketClass } from '../../link/connection.ts';
import { EPHEMERAL_MS, LIST_PAGE, LIST_PAGE_MAX, parseInboxCursor, PROTOCOL_VERSION } from '../../protocol/index.ts';
import type {
  NumberedSiteEvent,
  Operator,
  OperatorRef,
  OperatorServerFrame,
  OperatorSignal,
  OperatorWelcome,
  SessionEvent,
} from '../../protocol/index.ts';
import { ApiError } from '../api.ts';
import type { Api } from '../api.ts';
import {
  continues,
  initialState,
  receive,
  withChanges,
  withOperators,
  withPage,
  withRead,
  withThread,
  withTyping,
  withVisitor,
} from './dashboard-state.ts';
import { chatsOf, countAll, listKey } from './inbox-lists.ts';
import type { ListQuery } from './inbox-lists.ts';
import { findChat, isOwn, typist } from './selectors.ts';
import { Commands } from './commands.ts';
import type { Command, CommandOptions } from './commands.ts';
import type { KeptReplies } from './kept-replies.ts';
import { Replies } from './replies.ts';
import type { Chat, DashboardState, InboxList } from './types.ts';

/** Something an operator who looks elsewhere wants to hear of (S4). */
export interface News {
  readonly kind: 'chat' | 'message';
  /** Key of the site. */
  readonly site: string;
  readonly chat: Chat;
  readonly text: string;
}

export interface DashboardClientOptions {
  /** Public key of the site. */
  readonly site: string;
  readonly api: Api;
  readonly operator: Operator;
  readonly socketUrl: string;
  /** Where drafts and replies without an answer are kept over a reload. */
  readonly kept?: KeptReplies;
  /** A draft or a reply that came back belongs to a chat that has left the list: a colleague closed it. */
  readonly onUnlisted?: (chat: string) => void;
  readonly onNews?: (news: News) => void;
  /** The login is over: somebody logged out, or it expired. */
  readonly onLoggedOut?: () => void;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly WebSocket?: SocketClass;
}

/** After this the server is asked again for what it could not tell, unless it said when itself. */
const AGAIN_MS = 3000;

/** The site as one operator sees it: reads by HTTP, follows the site's log by WebSocket (E4), and carries out commands (C1–C3). */
export class DashboardClient {
  readonly #options: DashboardClientOptions;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #tab = nanoid();
  readonly #listeners = new Set<(state: DashboardState) => void>();
  readonly #commands: Commands;
  readonly #replies: Replies;
  readonly #reads = new Map<string, number>();
  /** Events that arrive while a thread is on its way, which may be older than they are. */
  #meanwhile: { session: string; event: SessionEvent }[] = [];
  #threadsLoading = 0;
  /** The list on the screen. */
  #shown: ListQuery = { tab: 'all', filter: 'none', search: '' };
  /** Events that were applied while a page is on its way, which may be older than they are. */
  #since: NumberedSiteEvent[] = [];
  #pagesLoading = 0;
  /** What visitors said in chats that are on no page; the event that follows brings the chat. */
  readonly #said = new Map<string, string>();
  /** How often the inbox has been read. */
  #readings = 0;
  /** Frames that arrive while the inbox is on its way. */
  #held: NumberedSiteEvent[] | null = null;
  /** The number of the site's last event when the present connection began. */
  #begunAt = 0;
  #syncing = false;
  #stopSyncAgain: (() => void) | null = null;
  /** A choice the server has not confirmed. */
  #presence: 'online' | 'away' | null = null;
  #stopPresence: (() => void) | null = null;
  #stopRetry: (() => void) | null = null;
  /** What was asked before a pause says nothing about the log-in after it. */
  #pauses = 0;
  #state: DashboardState;

  constructor(options: DashboardClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#state = withChanges(initialState(), { operator: options.operator });
    const url = options.socketUrl;
    this.#connection = new Connection({
      url,
      hello: () => this.#hello(),
      onFrame: (frame) => this.#receive(frame),
      onState: (connection) => {
        this.#set(withChanges(this.#state, { connection }));
        if (connection.status === 'open') this.#resend();
        if (connection.status === 'closed' && connection.code === 4401) options.onLoggedOut?.();
      },
      clock: this.#clock,
      ...(options.random && { random: options.random }),
      ...(options.WebSocket && { WebSocket: options.WebSocket }),
      // The same poll as the widget's (N8).
      fallback: async () => {
        const { pollSockets } = await import('../../link/poll-socket.ts');
        return pollSockets({
          url,
          site: options.site,
          credentials: 'same-origin',
          hello: () => this.#hello(),
          head: () => ({}),
          clock: this.#clock,
          WebSocket: options.WebSocket,
        });
      },
    });
    this.#commands = new Commands((frame) => this.#connection.send(frame), this.#clock);
    this.#replies = new Replies({
      state: () => this.#state,
      change: (changes) => this.#set(withChanges(this.#state, changes)),
      reading: () => this.#held !== null,
      commands: this.#commands,
      clock: this.#clock,
      onUnlisted: (chat) => options.onUnlisted?.(chat),
    });
    void options.kept?.read().then((written) => this.#replies.restore(written));
  }

  getState(): DashboardState {
    return this.#state;
  }

  /** Calls `fn` after each change; returns what stops it. */
  subscribe(fn: (state: DashboardState) => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  /** Connects; returns what closes the connection. */
  open(): () => void {
    this.#connection.open();
    return () => this.close();
  }

  /** Leaves the server. Drafts and what has no answer yet wait for `open`, which sends it again under the same cids. */
  pause(): void {
    this.#pauses += 1;
    this.#stopRetry?.();
    this.#stopSyncAgain?.();
    this.#stopPresence?.();
    this.#commands.close();
    this.#connection.close();
  }

  close(): void {
    this.pause();
    this.#options.kept?.close();
    this.#listeners.clear();
  }

  retryNow(): void {
    if (!this.#state.loaded && this.#state.connection.status === 'open') void this.#loadInbox();
    this.#connection.retryNow();
  }

  /**
   * Sends a command and resolves with its result. It survives reconnects under the same cid; rejects with `CommandError`
   * when the server refuses it.
   */
  command<T>(command: Command, options?: CommandOptions): Promise<T> {
    return this.#commands.run<T>(command, options);
  }

  /** Answers a chat. A final refusal puts the text back into the reply box. */
  reply(chat: string, text: string): void {
    this.#replies.send(chat, text);
  }

  /** Sends a reply again under its own cid, so that it cannot arrive twice (C1). */
  retryReply(chat: string, cid: string): void {
    this.#replies.retry(chat, cid);
  }

  setDraft(chat: string, text: string): void {
    this.#replies.setDraft(chat, text);
  }

  /** What this client keeps over a reload; none in a page that keeps nothing. */
  get kept(): KeptReplies | undefined {
    return this.#options.kept;
  }

  setTyping(chat: string, on: boolean): void {
    this.#signal({ type: 'typing', chat, on });
  }

  /** The operator sees the chat up to `seq`. Of a chat they have not joined nobody is told (W3). */
  markRead(chat: string, seq: number): void {
    if (!isOwn(this.#state, findChat(this.#state, chat))) return;
    if ((this.#reads.get(chat) ?? 0) >= seq) return;
    if (this.#signal({ type: 'read', chat, seq })) this.#reads.set(chat, seq);
  }

  setPresence(value: 'online' | 'away'): void {
    this.#presence = value;
    this.#sendPresence();
    this.#showPresence();
  }

  /** The choice stands with the server (W2). A signal has no answer: it goes again until the team has been told. */
  #sendPresence(): void {
    this.#stopPresence?.();
    this.#stopPresence = null;
    if (!this.#presence || !this.#signal({ type: 'presence', value: this.#presence })) return;
    this.#stopPresence = this.#clock.after(AGAIN_MS, () => this.#sendPresence());
  }

  /** Until then the own screen shows it already. */
  #showPresence(): void {
    const { operator } = this.#state;
    if (operator && this.#presence) this.#set(withChanges(this.#state, { operator: { ...operator, presence: this.#presence } }));
  }

  #operators(operators: readonly Operator[]): void {
    this.#set(withOperators(this.#state, operators));
    if (operators.some(({ id, presence }) => id === this.#state.operator?.id && presence === this.#presence)) {
      this.#presence = null;
      this.#stopPresence?.();
    }
    this.#showPresence();
  }

  /** Reads the thread of a chat unless it is there already. Rejects with `ApiError`. */
  async openChat(id: string): Promise<void> {
    const chat = findChat(this.#state, id);
    const thread = chat && this.#state.threads[chat.session.id];
    if (thread && !thread.stale && thread.chats.some((one) => one.id === id)) return;
    await this.#loadThread(id);
  }

  /** Reads the page before the first event on the screen. */
  async loadEarlier(id: string): Promise<void> {
    const chat = findChat(this.#state, id);
    const thread = chat && this.#state.threads[chat.session.id];
    const first = thread?.events[0]?.seq;
    if (thread?.more && first !== undefined) await this.#loadThread(id, first);
  }

  /** Puts a list on the screen; its first page is read unless it is there. */
  showList(query: ListQuery): void {
    this.#shown = query;
    const key = listKey(query);
    // A search that was typed over is not asked for again.
    const lists = Object.fromEntries(Object.entries(this.#state.lists).filter(([other]) => other.endsWith(' ') || other === key));
    if (Object.keys(lists).length < Object.keys(this.#state.lists).length) this.#set(withChanges(this.#state, { lists }));
    const list = this.#state.lists[key];
    if (this.#state.loaded && (!list || (list.error && !list.loading))) void this.#loadPage(query);
  }

  /** Reads the next page of the list on the screen, unless it is on its way. */
  loadMore(): void {
    const list = this.#state.lists[listKey(this.#shown)];
    if (list?.next && !list.loading && !list.error) void this.#loadPage(this.#shown, list.next);
  }

  /** After a page that did not come. */
  loadAgain(): void {
    void this.#loadPage(this.#shown, this.#state.lists[listKey(this.#shown)]?.next ?? undefined);
  }

  #hello(): object {
    const { epoch, gseq, loaded } = this.#state;
    return {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      site: this.#options.site,
      tab: this.#tab,
      ...(loaded && epoch && { epoch, cursor: gseq }),
    };
  }

  #signal(signal: OperatorSignal): boolean {
    return this.#connection.send(signal);
  }

  #receive(frame: OperatorServerFrame | ServerFrame): void {
    const known = frame as OperatorServerFrame;
    switch (known.type) {
      case 'welcome':
        return this.#welcome(known);
      case 'ack':
        return this.#commands.done(known.cid, known.result);
      case 'error':
        // A command refused for that has done nothing, and goes again after the next log-in.
        if (known.code === 'unauthorized') return this.#options.onLoggedOut?.();
        if (known.cid !== undefined) return this.#commands.refused(known.cid, known);
        // Which frame was refused is not said. If it was the sync, nothing else would close the gap.
        if (this.#syncing) this.#syncAgain(known.retryAfterMs ?? AGAIN_MS);
        return;
      case 'event':
        return this.#follow([known]);
      case 'events':
        this.#synced();
        if (known.reset) return void this.#loadInbox();
        return this.#follow(known.events);
      case 'read':
        return this.#set(withRead(this.#state, known.session, known.by, known.seq));
      case 'typing':
        return this.#typing(known.session, known.who, known.on);
      case 'visitor':
        return this.#set(
          withVisitor(this.#state, known.visitor, (visitor) => ({ ...visitor, online: known.online, page: known.page ?? visitor.page })),
        );
      case 'operators':
        return this.#operators(known.operators);
      case 'pong':
        return;
      // A newer server may say more than this page understands.
      default:
    }
  }

  #welcome(frame: OperatorWelcome): void {
    this.#synced();
    this.#begunAt = frame.gseq;
    this.#set(withChanges(this.#state, { operator: frame.operator }));
    this.#operators(frame.operators);
    this.#reads.clear();
    if (frame.reset || !this.#state.loaded) void this.#loadInbox();
    else {
      // The cursor holds in this life of the database too; what follows belongs to it.
      this.#set(withChanges(this.#state, { epoch: frame.epoch }));
      this.#follow(frame.events);
    }
  }

  /** After (re)connecting: whatever has no answer goes again, in order and under the same cids (C5). */
  #resend(): void {
    this.#sendPresence();
    this.#commands.resend();
  }

  #follow(events: readonly NumberedSiteEvent[]): void {
    if (this.#held) return void this.#held.push(...events);
    for (const numbered of events) {
      const { state, outcome } = receive(this.#state, numbered);
      if (outcome === 'gap') return this.#sync();
      if (outcome === 'dropped') continue;
      const { event } = numbered;
      if (event.type === 'session.appended' && this.#threadsLoading > 0) this.#meanwhile.push(event);
      if (this.#pagesLoading > 0) this.#since.push(numbered);
      this.#set(state);
      if (event.type === 'chat.changed') {
        if (event.chat.status === 'closed' && state.drafts[event.chat.id]) this.#options.onUnlisted?.(event.chat.id);
        const former = event.fresh ? state.threads[event.chat.session.id]?.chats.at(-2) : undefined;
        if (former) this.#replies.carry(former.id, event.chat.id);
        const said = this.#said.get(event.chat.id);
        this.#said.delete(event.chat.id);
        if (event.fresh) this.#tell('chat', event.chat, event.chat.last?.text ?? '');
        else if (said !== undefined && isOwn(state, event.chat)) this.#tell('message', event.chat, said);
      }
      if (event.type === 'session.appended' && event.event.type === 'message.sent' && event.event.author === 'visitor') {
        const chat = state.chats[event.chat];
        if (isOwn(state, chat)) this.#tell('message', chat, event.event.text);
        else if (!chat) this.#said.set(event.chat, event.event.text);
      }
    }
  }

  #tell(kind: News['kind'], chat: Chat, text: string): void {
    this.#options.onNews?.({ kind, site: this.#options.site, chat, text });
  }

  #sync(): void {
    if (this.#syncing) return;
    this.#syncing = this.#signal({ type: 'sync', after: this.#state.gseq });
  }

  #syncAgain(wait: number): void {
    this.#stopSyncAgain?.();
    this.#stopSyncAgain = this.#clock.after(wait, () => {
      this.#synced();
      this.#sync();
    });
  }

  #synced(): void {
    this.#syncing = false;
    this.#stopSyncAgain?.();
    this.#stopSyncAgain = null;
  }

  async #loadInbox(): Promise<void> {
    if (this.#held) return;
    this.#held = [];
    const pauses = this.#pauses;
    try {
      // As much as was on the screen, so that nobody loses their place by it.
      const query = this.#shown;
      const limit = Math.min(LIST_PAGE_MAX, Math.max(LIST_PAGE, chatsOf(this.#state, query).length));
      const { epoch, gseq, chats, next = null, counts } = await this.#options.api.inbox(this.#options.site, { ...query, limit });
      this.#readings += 1;
      this.#said.clear();
      // Threads may have changed in ways no event told: they are read again when they are on the screen.
      const threads = Object.fromEntries(
        Object.entries(this.#state.threads).map(([session, thread]) => [session, { ...thread, stale: true }]),
      );
      this.#set(
        withChanges(this.#state, {
          epoch,
          gseq,
          chats: Object.fromEntries(chats.map((chat) => [chat.id, chat])),
          lists: { [listKey(query)]: { end: next === null ? null : parseInboxCursor(next), next, loading: false, error: null } },
          counts: counts ?? countAll(chats, this.#state.operator?.id),
          threads,
          outbox: this.#replies.afterReading(),
          loaded: true,
          loadError: null,
          blockListVersion: this.#state.blockListVersion + 1,
        }),
      );
      const held = this.#held;
      this.#held = null;
      this.#follow(held);
      this.showList(this.#shown);
      // Asked for on a connection that broke meanwhile: what came between this answer and the present one was told to nobody.
      if (this.#state.gseq < this.#begunAt) this.#sync();
    } catch (error) {
      this.#held = null;
      if (pauses !== this.#pauses) {
        if (this.#state.connection.status === 'open') void this.#loadInbox();
        return;
      }
      const code = error instanceof ApiError ? error.code : 'internal';
      if (code === 'unauthorized') return this.#options.onLoggedOut?.();
      this.#set(withChanges(this.#state, { loadError: code }));
      this.#stopRetry?.();
      this.#stopRetry = this.#clock.after(AGAIN_MS, () => void this.#loadInbox());
    }
  }

  async #loadPage(query: ListQuery, after?: string): Promise<void> {
    const key = listKey(query);
    const readings = this.#readings;
    const pauses = this.#pauses;
    const there = this.#state.lists[key] ?? { end: null, next: null };
    this.#note(key, { ...there, loading: true, error: null });
    this.#pagesLoading += 1;
    try {
      const {
        gseq,
        chats,
        next = null,
      } = await this.#options.api.inbox(this.#options.site, {
        ...query,
        limit: LIST_PAGE,
        ...(after !== undefined && { after }),
      });
      // The inbox was read anew meanwhile, from its beginning.
      if (readings !== this.#readings) return;
      this.#set(withPage(this.#state, { key, gseq, chats, next, end: next === null ? null : parseInboxCursor(next) }, this.#since));
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 'internal';
      if (code === 'unauthorized' && pauses === this.#pauses) return this.#options.onLoggedOut?.();
      if (readings === this.#readings) this.#note(key, { ...there, loading: false, error: code });
    } finally {
      this.#pagesLoading -= 1;
      if (this.#pagesLoading === 0) this.#since = [];
    }
  }

  #note(key: string, list: InboxList): void {
    this.#set(withChanges(this.#state, { lists: { ...this.#state.lists, [key]: list } }));
  }

  async #loadThread(id: string, before?: number): Promise<void> {
    this.#threadsLoading += 1;
    const readings = this.#readings;
    const pauses = this.#pauses;
    try {
      const { chat, chats, events, more } = await this.#options.api.thread(this.#options.site, id, before);
      if (before !== undefined && !continues(this.#state.threads[chat.session.id], before)) return;
      const late = this.#meanwhile.filter(({ session }) => session === chat.session.id).map(({ event }) => event);
      this.#set(
        withThread(this.#state, {
          session: chat.session,
          chats,
          events: [...events, ...late.filter(({ seq }) => seq > (events.at(-1)?.seq ?? 0))],
          more,
          // What came between this answer and a later one with the inbox was told to nobody.
          ...(before === undefined && readings !== this.#readings && { stale: true }),
        }),
      );
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthorized' && pauses === this.#pauses) this.#options.onLoggedOut?.();
      throw error;
    } finally {
      this.#threadsLoading -= 1;
      if (this.#threadsLoading === 0) this.#meanwhile = [];
    }
  }

  /** A signal that says the end may be lost, so each one ends by itself (E5). */
  #typing(session: string, who: OperatorRef | null, on: boolean): void {
    const until = this.#clock.now() + EPHEMERAL_MS;
    this.#set(withTyping(this.#state, session, who, on ? until : null));
    if (!on) return;
    this.#clock.after(EPHEMERAL_MS, () => {
      if (typist(this.#state, session, who)?.until === until) this.#set(withTyping(this.#state, session, who, null));
    });
  }

  #set(state: DashboardState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.kept?.note(state);
    for (const fn of [...this.#listeners]) fn(state);
  }
}
