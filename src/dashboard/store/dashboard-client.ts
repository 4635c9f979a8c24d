import { nanoid } from 'nanoid';
import { Connection, systemClock } from '../../client/connection/index.ts';
import type { Clock, ServerFrame, SocketClass } from '../../client/connection/index.ts';
import { EPHEMERAL_MS, ERRORS, PROTOCOL_VERSION } from '../../protocol/index.ts';
import type {
  ErrorCode,
  ErrorFrame,
  MessageSendResult,
  NumberedSiteEvent,
  Operator,
  OperatorCommand,
  OperatorServerFrame,
  OperatorSignal,
  OperatorWelcome,
  SessionEvent,
} from '../../protocol/index.ts';
import { ApiError } from '../api.ts';
import type { Api } from '../api.ts';
import {
  initialState,
  receive,
  withChanges,
  withOperators,
  withoutEntry,
  withRead,
  withThread,
  withTyping,
  withVisitor,
  without,
} from './dashboard-state.ts';
import { findChat, isMine } from './selectors.ts';
import type { Chat, DashboardState, OutboxEntry } from './types.ts';

/** A command the server refused. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  constructor(code: ErrorCode, message: string, field?: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.field = field;
  }
}

/** Something an operator who looks elsewhere wants to hear of (S4). */
export interface News {
  readonly kind: 'chat' | 'message';
  readonly chat: Chat;
  readonly text: string;
}

export interface DashboardClientOptions {
  /** Public key of the site. */
  readonly site: string;
  readonly api: Api;
  readonly operator: Operator;
  readonly socketUrl?: string;
  readonly onNews?: (news: News) => void;
  /** The login is over: somebody logged out, or it expired. */
  readonly onLoggedOut?: () => void;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly WebSocket?: SocketClass;
}

type WithoutCid<T> = T extends unknown ? Omit<T, 'cid'> : never;
export type Command = WithoutCid<OperatorCommand>;

interface Pending {
  readonly frame: OperatorCommand;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CommandError) => void;
}

/** The site as one operator sees it: reads by HTTP, follows the site's log by WebSocket (E4), and carries out commands (C1–C3). */
export class DashboardClient {
  readonly #options: DashboardClientOptions;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #tab = nanoid();
  readonly #listeners = new Set<(state: DashboardState) => void>();
  /** Commands without an answer, in sending order. */
  readonly #pending = new Map<string, Pending>();
  /** Replies the server has whose event has not come yet. */
  readonly #acked = new Set<string>();
  readonly #reads = new Map<string, number>();
  /** Events that arrive while a thread is on its way, which may be older than they are. */
  #meanwhile: { session: string; event: SessionEvent }[] = [];
  #threadsLoading = 0;
  /** Frames that arrive while the inbox is on its way. */
  #held: NumberedSiteEvent[] | null = null;
  #syncing = false;
  #presence: 'online' | 'away' | null = null;
  #stopRetry: (() => void) | null = null;
  #state: DashboardState;

  constructor(options: DashboardClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#state = withChanges(initialState(), { operator: options.operator });
    this.#connection = new Connection({
      url: options.socketUrl ?? '/v1/operator/socket',
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
    });
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

  close(): void {
    this.#stopRetry?.();
    this.#connection.close();
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
  command<T>(command: Command, cid = nanoid()): Promise<T> {
    const frame = { ...command, cid } as OperatorCommand;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(cid, { frame, resolve: resolve as (result: unknown) => void, reject });
      this.#connection.send(frame);
    });
  }

  /** Answers a chat. A final refusal puts the text back into the reply box. */
  reply(chat: string, text: string): void {
    const entry: OutboxEntry = { cid: nanoid(), session: null, text, createdAt: this.#clock.now(), status: 'sending', error: null };
    const { outbox, drafts, refused } = this.#state;
    this.#set(
      withChanges(this.#state, {
        outbox: { ...outbox, [chat]: [...(outbox[chat] ?? []), entry] },
        drafts: without(drafts, chat),
        refused: without(refused, chat),
      }),
    );
    this.#sendReply(chat, entry);
  }

  /** Sends a reply again under its own cid, so that it cannot arrive twice (C1). */
  retryReply(chat: string, cid: string): void {
    const entry = this.#state.outbox[chat]?.find((one) => one.cid === cid);
    if (!entry || this.#pending.has(cid)) return;
    this.#markReply(chat, cid, 'sending', null);
    this.#sendReply(chat, entry);
  }

  setDraft(chat: string, text: string): void {
    if ((this.#state.drafts[chat] ?? '') === text) return;
    const drafts = text === '' ? without(this.#state.drafts, chat) : { ...this.#state.drafts, [chat]: text };
    this.#set(withChanges(this.#state, { drafts, refused: without(this.#state.refused, chat) }));
  }

  setTyping(chat: string, on: boolean): void {
    this.#signal({ type: 'typing', chat, on });
  }

  /** The operator sees the chat up to `seq`. */
  markRead(chat: string, seq: number): void {
    if ((this.#reads.get(chat) ?? 0) >= seq) return;
    if (this.#signal({ type: 'read', chat, seq })) this.#reads.set(chat, seq);
  }

  setPresence(value: 'online' | 'away'): void {
    this.#presence = value;
    this.#signal({ type: 'presence', value });
    const { operator } = this.#state;
    if (operator) this.#set(withChanges(this.#state, { operator: { ...operator, presence: value } }));
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
        return this.#settle(known.cid, (pending) => pending.resolve(known.result));
      case 'error':
        return this.#refuse(known);
      case 'event':
        return this.#follow([known]);
      case 'events':
        this.#syncing = false;
        if (known.reset) return void this.#loadInbox();
        return this.#follow(known.events);
      case 'read':
        return this.#set(withRead(this.#state, known.session, known.by, known.seq));
      case 'typing':
        return this.#typing(known.session, known.who === null, known.on);
      case 'visitor':
        return this.#set(
          withVisitor(this.#state, known.visitor, (visitor) => ({ ...visitor, online: known.online, page: known.page ?? visitor.page })),
        );
      case 'operators':
        return this.#set(withOperators(this.#state, known.operators));
      case 'pong':
        return;
      // A newer server may say more than this page understands.
      default:
    }
  }

  #welcome(frame: OperatorWelcome): void {
    this.#syncing = false;
    this.#set(withOperators(withChanges(this.#state, { operator: frame.operator }), frame.operators));
    this.#reads.clear();
    if (frame.reset || !this.#state.loaded) void this.#loadInbox();
    else this.#follow(frame.events);
  }

  /** After (re)connecting: whatever has no answer goes again, in order and under the same cids (C5). */
  #resend(): void {
    if (this.#presence) this.#signal({ type: 'presence', value: this.#presence });
    for (const { frame } of this.#pending.values()) this.#connection.send(frame);
  }

  #follow(events: readonly NumberedSiteEvent[]): void {
    if (this.#held) return void this.#held.push(...events);
    for (const numbered of events) {
      const { state, outcome } = receive(this.#state, numbered);
      if (outcome === 'gap') return this.#sync();
      if (outcome === 'dropped') continue;
      const { event } = numbered;
      if (event.type === 'session.appended' && this.#threadsLoading > 0) this.#meanwhile.push(event);
      this.#set(state);
      if (event.type === 'chat.changed' && event.fresh) this.#tell('chat', event.chat, event.chat.last?.text ?? '');
      if (event.type === 'session.appended' && event.event.type === 'message.sent' && event.event.author === 'visitor') {
        const chat = state.chats[event.chat];
        if (chat && isMine(chat, state.operator?.id)) this.#tell('message', chat, event.event.text);
      }
    }
  }

  #tell(kind: News['kind'], chat: Chat, text: string): void {
    this.#options.onNews?.({ kind, chat, text });
  }

  #sync(): void {
    if (this.#syncing) return;
    this.#syncing = this.#signal({ type: 'sync', after: this.#state.gseq });
  }

  async #loadInbox(): Promise<void> {
    if (this.#held) return;
    this.#held = [];
    try {
      const { epoch, gseq, chats } = await this.#options.api.inbox(this.#options.site);
      const outbox = Object.fromEntries(
        Object.entries(this.#state.outbox).map(([chat, entries]) => [chat, entries.filter(({ cid }) => !this.#acked.has(cid))]),
      );
      this.#acked.clear();
      // Threads may have changed in ways no event told: they are read again when they are on the screen.
      const threads = Object.fromEntries(
        Object.entries(this.#state.threads).map(([session, thread]) => [session, { ...thread, stale: true }]),
      );
      this.#set(
        withChanges(this.#state, {
          epoch,
          gseq,
          chats: Object.fromEntries(chats.map((chat) => [chat.id, chat])),
          threads,
          outbox,
          loaded: true,
          loadError: null,
          blockListVersion: this.#state.blockListVersion + 1,
        }),
      );
      const held = this.#held;
      this.#held = null;
      this.#follow(held);
    } catch (error) {
      this.#held = null;
      const code = error instanceof ApiError ? error.code : 'internal';
      if (code === 'unauthorized') return this.#options.onLoggedOut?.();
      this.#set(withChanges(this.#state, { loadError: code }));
      this.#stopRetry?.();
      this.#stopRetry = this.#clock.after(3000, () => void this.#loadInbox());
    }
  }

  async #loadThread(id: string, before?: number): Promise<void> {
    this.#threadsLoading += 1;
    try {
      const { chat, chats, events, more } = await this.#options.api.thread(this.#options.site, id, before);
      const late = this.#meanwhile.filter(({ session }) => session === chat.session.id).map(({ event }) => event);
      this.#set(
        withThread(this.#state, {
          session: chat.session,
          chats,
          events: [...events, ...late.filter(({ seq }) => seq > (events.at(-1)?.seq ?? 0))],
          more,
        }),
      );
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthorized') this.#options.onLoggedOut?.();
      throw error;
    } finally {
      this.#threadsLoading -= 1;
      if (this.#threadsLoading === 0) this.#meanwhile = [];
    }
  }

  #typing(session: string, byVisitor: boolean, on: boolean): void {
    if (!byVisitor) return;
    const until = this.#clock.now() + EPHEMERAL_MS;
    this.#set(withTyping(this.#state, session, null, on ? until : null));
    if (!on) return;
    this.#clock.after(EPHEMERAL_MS, () => {
      if (this.#state.typing[session]?.until === until) this.#set(withTyping(this.#state, session, null, null));
    });
  }

  #sendReply(chat: string, entry: OutboxEntry): void {
    this.command<MessageSendResult>({ type: 'message.reply', chat, text: entry.text }, entry.cid).then(
      ({ seq }) => {
        // After a reconnect the event may have come before the ack, with the inbox: then nothing else will take the entry away.
        const shown = findChat(this.#state, chat);
        if (this.#held || (shown && shown.session.lastSeq < seq)) this.#acked.add(entry.cid);
        else this.#set(withChanges(this.#state, { outbox: withoutEntry(this.#state.outbox, entry.cid) }));
      },
      (error: CommandError) => {
        if (ERRORS[error.code]?.retry) return this.#markReply(chat, entry.cid, 'failed', error.code);
        // Nothing is lost: what was typed meanwhile follows what came back.
        const draft = [entry.text, this.#state.drafts[chat]].filter(Boolean).join('\n');
        const { outbox, drafts, refused } = this.#state;
        this.#set(
          withChanges(this.#state, {
            outbox: withoutEntry(outbox, entry.cid),
            drafts: { ...drafts, [chat]: draft },
            refused: { ...refused, [chat]: error.code },
          }),
        );
      },
    );
  }

  #markReply(chat: string, cid: string, status: OutboxEntry['status'], error: ErrorCode | null): void {
    const entries = (this.#state.outbox[chat] ?? []).map((entry) => (entry.cid === cid ? { ...entry, status, error } : entry));
    this.#set(withChanges(this.#state, { outbox: { ...this.#state.outbox, [chat]: entries } }));
  }

  #refuse({ cid, code, message, field }: ErrorFrame): void {
    if (cid !== undefined) this.#settle(cid, (pending) => pending.reject(new CommandError(code as ErrorCode, message, field)));
    else if (code === 'unauthorized') this.#options.onLoggedOut?.();
  }

  #settle(cid: string, fn: (pending: Pending) => void): void {
    const pending = this.#pending.get(cid);
    this.#pending.delete(cid);
    if (pending) fn(pending);
  }

  #set(state: DashboardState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const fn of [...this.#listeners]) fn(state);
  }
}
