import { nanoid } from 'nanoid';
import { systemClock } from '../../link/clock.ts';
import type { Clock } from '../../link/clock.ts';
import { Commands } from '../../link/commands.ts';
import type { Connection, SocketClass } from '../../link/connection.ts';
import { Observable } from '../../link/observable.ts';
import type { ErrorCode, ErrorFrame, Operator, OperatorCommand, OperatorServerFrame } from '../../protocol/index.ts';
import type { Api } from './api.ts';
import { initialState } from './dashboard-state.ts';
import { InboxReader } from './inbox-reader.ts';
import type { ListQuery } from './inbox-lists.ts';
import type { KeptReplies } from './kept-replies.ts';
import { NewsTeller } from './news.ts';
import type { News } from './news.ts';
import { OwnPresence } from './own-presence.ts';
import { Replies } from './replies.ts';
import { findChat, isOwn } from './selectors.ts';
import { siteConnection } from './site-connection.ts';
import { SiteFrames } from './site-frames.ts';
import { SiteLog } from './site-log.ts';
import { ThreadReader } from './thread-reader.ts';
import type { Command, CommandOptions, DashboardState } from './types.ts';

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

/** A server that stops says `draining` and then closes; should it not close, the command goes again after this. */
const DRAINING_MS = 1000;

/** The operator is told of a refusal at once, unless the server itself says when it takes the command (R11). */
const againIn = ({ code, retryAfterMs }: ErrorFrame): number | null => retryAfterMs ?? (code === 'draining' ? DRAINING_MS : null);

/** An operator's replies are stored in the order in which they were written, whatever the chats (C5). */
const laneOf = ({ type }: OperatorCommand): string | undefined => (type === 'message.reply' ? type : undefined);

/** The site as one operator sees it: what is read by HTTP, what the server tells (E4), and commands (C1–C3). */
export class DashboardClient {
  readonly #options: DashboardClientOptions;
  readonly #state: Observable<DashboardState>;
  readonly #connection: Connection<OperatorServerFrame>;
  readonly #commands: Commands<OperatorCommand>;
  readonly #waiting = new Map<string, (code: ErrorCode) => void>();
  readonly #log: SiteLog;
  readonly #inbox: InboxReader;
  readonly #threads: ThreadReader;
  readonly #replies: Replies;
  readonly #presence: OwnPresence;
  readonly #reads = new Map<string, number>();

  constructor(options: DashboardClientOptions) {
    this.#options = options;
    const { api, site, operator, kept } = options;
    const clock = options.clock ?? systemClock;
    const state = (this.#state = new Observable<DashboardState>({ ...initialState(), operator }));
    if (kept) state.subscribe((next) => kept.note(next));
    const onLoggedOut = (): void => options.onLoggedOut?.();
    const onUnlisted = (chat: string): void => options.onUnlisted?.(chat);
    const connection = (this.#connection = siteConnection({
      ...{ state, site, clock, url: options.socketUrl, random: options.random, WebSocket: options.WebSocket, onLoggedOut },
      onFrame: (frame) => frames.receive(frame),
      // After (re)connecting: whatever has no answer goes again, in order and under the same cids (C5).
      onOpen: () => {
        presence.send();
        commands.resend();
      },
    }));
    const send = (frame: object): boolean => connection.send(frame);
    const commands = (this.#commands = new Commands<OperatorCommand>({ send, clock, againIn, laneOf }));
    const ask = (after: number): boolean => send({ type: 'sync', after });
    const log = (this.#log = new SiteLog({ state, clock, ask, onApplied: (numbered) => frames.applied(numbered) }));
    const replies = (this.#replies = new Replies({ state, reading: () => log.isHeld, commands, clock, onUnlisted }));
    const news = new NewsTeller((kind, chat, text) => options.onNews?.({ kind, site, chat, text }));
    const onRead = (): DashboardState['outbox'] => {
      news.clear();
      return replies.afterReading();
    };
    const inbox = (this.#inbox = new InboxReader({ state, api, site, log, clock, onRead, onLoggedOut }));
    const threads = (this.#threads = new ThreadReader({ state, api, site, inbox, onLoggedOut }));
    const presence = (this.#presence = new OwnPresence(state, (value) => send({ type: 'presence', value }), clock));
    const frames = new SiteFrames({
      ...{ state, clock, commands, log, inbox, threads, replies, presence, news, onLoggedOut, onUnlisted },
      onWelcome: () => this.#reads.clear(),
      onWait: (cid, code) => this.#waiting.get(cid)?.(code),
    });
    void kept?.read().then((written) => this.#replies.restore(written));
  }

  getState(): DashboardState {
    return this.#state.get();
  }

  /** Calls `fn` after each change; returns what stops it. */
  subscribe(fn: (state: DashboardState) => void): () => void {
    return this.#state.subscribe(fn);
  }

  open(): void {
    this.#connection.open();
  }

  /** Leaves the server. Drafts and what has no answer yet wait for `open`, which sends it again under the same cids. */
  pause(): void {
    this.#inbox.pause();
    this.#log.stop();
    this.#presence.stop();
    this.#connection.close();
  }

  close(): void {
    this.pause();
    this.#options.kept?.close();
  }

  retryNow(): void {
    const { loaded, connection } = this.getState();
    if (!loaded && connection.status === 'open') void this.#inbox.loadInbox();
    this.#connection.retryNow();
  }

  /**
   * Sends a command and resolves with its result. It survives reconnects under the same cid; rejects with `CommandError`
   * when the server refuses it.
   */
  command<T>(command: Command, { cid = nanoid(), onWait }: CommandOptions = {}): Promise<T> {
    if (onWait) this.#waiting.set(cid, onWait);
    return this.#commands.run<T>(command, cid).finally(() => this.#waiting.delete(cid));
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
    this.#connection.send({ type: 'typing', chat, on });
  }

  /** The operator sees the chat up to `seq`. Of a chat they have not joined nobody is told (W3). */
  markRead(chat: string, seq: number): void {
    const state = this.getState();
    if (!isOwn(state, findChat(state, chat))) return;
    if ((this.#reads.get(chat) ?? 0) >= seq) return;
    if (this.#connection.send({ type: 'read', chat, seq })) this.#reads.set(chat, seq);
  }

  setPresence(value: 'online' | 'away'): void {
    this.#presence.choose(value);
  }

  /** Reads the thread of a chat unless it is there already. Rejects with `ApiError`. */
  openChat(id: string): Promise<void> {
    return this.#threads.open(id);
  }

  /** Reads the page before the first event on the screen. */
  loadEarlier(id: string): Promise<void> {
    return this.#threads.loadEarlier(id);
  }

  /** Puts a list on the screen; its first page is read unless it is there. */
  showList(query: ListQuery): void {
    this.#inbox.showList(query);
  }

  /** Reads the next page of the list on the screen, unless it is on its way. */
  loadMore(): void {
    this.#inbox.loadMore();
  }

  /** After a page that did not come. */
  loadAgain(): void {
    this.#inbox.loadAgain();
  }
}
