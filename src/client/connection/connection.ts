import { PING_HIDDEN_MS, PING_VISIBLE_MS, PONG_TIMEOUT_MS, PROBE_TIMEOUT_MS } from '../../protocol/limits.ts';
import type { ConnectionState } from '../chat-state.ts';
import { reconnectDelay } from './backoff.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { listenForWaking } from './waking.ts';

/** The part of a WebSocket that is used; a test may hand in its own class. */
export interface SocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}
export type SocketClass = new (url: string) => SocketLike;

export interface ServerFrame {
  readonly type: string;
}

export interface ConnectionOptions {
  /** Absolute or relative address of the socket; http(s) becomes ws(s). */
  readonly url: string;
  /** Makes the first frame of each connection (R1). */
  readonly hello: () => object;
  /** Called for every frame except `pong`. */
  readonly onFrame: (frame: ServerFrame) => void;
  /** Called on each change; the state is also in `connection.state`. */
  readonly onState: (state: ConnectionState) => void;
  readonly clock?: Clock;
  /** From 0 up to but not including 1. */
  readonly random?: () => number;
  readonly WebSocket?: SocketClass;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A connection that lasted this long clears the count of failures. */
const STABLE_MS = 30_000;
const FINAL_CODES = [4401, 4403];

/**
 * One WebSocket that is kept up: hello, ping, reconnect with full jitter, probe after waking. It knows nothing of chats:
 * `welcome` and `gate` mean that the server took the hello, everything else is handed on. Trouble is a state, never an exception.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  #state: ConnectionState = { status: 'idle' };
  #socket: SocketLike | null = null;
  #stopListening: (() => void) | null = null;
  #stopTimer: (() => void) | null = null;
  #stopPong: (() => void) | null = null;
  #attempt = 0;
  #since = 0;
  #openedAt = 0;
  #heardAt = 0;
  #pingMs = PING_VISIBLE_MS;
  #stormMs = 1000;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects and stays connected until `close()`. Does nothing while a connection is wanted already. */
  open(): void {
    if (this.#stopListening) return;
    this.#stopListening = listenForWaking({
      wake: (certain) => this.#wake(certain),
      // A page with an open socket would not be kept in the back/forward cache by every browser (R8).
      hide: () => this.#drop(1000, { status: 'idle' }),
    });
    this.#attempt = 0;
    this.#since = this.#clock.now();
    this.#connect();
  }

  /** Hands a frame to the open connection; false when there is none, and nothing was sent. */
  send(frame: object): boolean {
    if (this.#state.status !== 'open' || this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Closes for good; `open()` starts again. */
  close(code = 1000): void {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#drop(code, { status: 'closed', code });
  }

  /** Tries at once instead of waiting, also after the server closed for good. */
  retryNow(): void {
    if (!this.#stopListening) return this.open();
    if (this.#state.status === 'open' || this.#state.status === 'connecting') return;
    this.#attempt = 0;
    this.#connect();
  }

  #connect(): void {
    this.#stopTimers();
    this.#set({ status: 'connecting', attempt: this.#attempt, since: this.#since });
    // The listener may have closed the connection.
    if (this.#state.status !== 'connecting') return;
    const { url, hello, WebSocket: Socket = globalThis.WebSocket } = this.#options;
    let socket: SocketLike;
    try {
      socket = new Socket(new URL(url, globalThis.location?.href).href.replace(/^http/, 'ws'));
    } catch {
      // A page's Content-Security-Policy may make the constructor throw.
      return this.#lost(1006);
    }
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(hello()));
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#receive(event.data as string);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
    this.#stopTimer = this.#clock.after(CONNECT_TIMEOUT_MS, () => this.#giveUp());
  }

  #receive(data: string): void {
    let frame: ServerFrame & { readonly pingMs?: number; readonly stormMs?: number };
    try {
      frame = JSON.parse(data) as typeof frame;
    } catch {
      return;
    }
    this.#heardAt = this.#clock.now();
    this.#stopPong?.();
    this.#stopPong = null;
    if (frame.type === 'pong') return;
    if (this.#state.status === 'connecting' && (frame.type === 'welcome' || frame.type === 'gate')) {
      this.#openedAt = this.#heardAt;
      this.#pingMs = frame.pingMs ?? this.#pingMs;
      this.#stormMs = frame.stormMs ?? this.#stormMs;
      this.#stopTimers();
      this.#schedulePing();
      // The listener sees the frame before the state, and may close or begin anew because of it.
      const socket = this.#socket;
      this.#options.onFrame(frame);
      if (socket === this.#socket && this.state.status === 'connecting') this.#set({ status: 'open' });
      return;
    }
    this.#options.onFrame(frame);
  }

  #schedulePing(): void {
    const ms = document.hidden ? Math.max(PING_HIDDEN_MS, this.#pingMs) : this.#pingMs;
    this.#stopTimer = this.#clock.after(ms, () => {
      this.#ping(PONG_TIMEOUT_MS);
      this.#schedulePing();
    });
  }

  #ping(limitMs: number): void {
    this.#stopPong?.();
    this.#stopPong = this.#clock.after(limitMs, () => this.#giveUp());
    this.send({ type: 'ping' });
  }

  #wake(certain: boolean): void {
    const { status } = this.#state;
    if (status === 'waiting' || status === 'idle') this.retryNow();
    else if (status === 'open' && (certain || this.#clock.now() - this.#heardAt > PONG_TIMEOUT_MS)) this.#ping(PROBE_TIMEOUT_MS);
  }

  /** The other end is silent. The close of a dead socket takes minutes, so it is not waited for. */
  #giveUp(): void {
    const socket = this.#socket;
    this.#lost(4000);
    closeQuietly(socket, 4000);
  }

  #lost(code: number): void {
    const wasOpen = this.#state.status === 'open';
    const now = this.#clock.now();
    this.#socket = null;
    this.#stopTimers();
    if (FINAL_CODES.includes(code)) return this.#set({ status: 'closed', code });
    if (wasOpen) this.#since = now;
    if (wasOpen && now - this.#openedAt >= STABLE_MS) this.#attempt = 0;
    const delay = reconnectDelay(this.#attempt, wasOpen, this.#stormMs, this.#options.random ?? Math.random);
    this.#attempt += 1;
    this.#stopTimer = this.#clock.after(delay, () => this.#connect());
    this.#set({ status: 'waiting', attempt: this.#attempt, until: now + delay, since: this.#since });
  }

  #drop(code: number, state: ConnectionState): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#stopTimers();
    closeQuietly(socket, code);
    this.#since = this.#clock.now();
    this.#set(state);
  }

  #stopTimers(): void {
    this.#stopTimer?.();
    this.#stopPong?.();
    this.#stopTimer = this.#stopPong = null;
  }

  #set(state: ConnectionState): void {
    this.#state = Object.freeze(state);
    this.#options.onState(this.#state);
  }
}

function closeQuietly(socket: SocketLike | null, code: number): void {
  try {
    socket?.close(code);
  } catch {
    // A code the browser does not allow: the socket is given up all the same.
    socket?.close();
  }
}
