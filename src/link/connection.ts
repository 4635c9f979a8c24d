import { PING_HIDDEN_MS, PING_VISIBLE_MS, PONG_TIMEOUT_MS, PROBE_TIMEOUT_MS } from '../protocol/limits.ts';
import { reconnectDelay } from './backoff.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { followPageLifecycle } from './page-lifecycle.ts';

/**
 * The state of the one connection of this tab. Times are milliseconds since 1970 on this machine's clock; `until` is
 * Infinity when the next try waits until the visitor looks at the tab. `polling`: no WebSocket gets through, so frames come
 * by a long poll. `refusal`: why the server refused for good; the client does not try again by itself.
 */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number; readonly since: number }
  | { readonly status: 'open'; readonly polling?: boolean }
  | { readonly status: 'waiting'; readonly attempt: number; readonly until: number; readonly since: number }
  | { readonly status: 'closed'; readonly code: number; readonly refusal?: string };

/** The part of a WebSocket that the client uses; a test may pass in its own class. */
export interface SocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number): void;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onerror?: ((event: Event) => void) | null;
}
export type SocketClass = new (url: string) => SocketLike;

export interface ServerFrame {
  readonly type: string;
}

export interface ConnectionOptions<F> {
  /** Absolute or relative address of the socket; http(s) becomes ws(s). */
  readonly url: string;
  /** Makes the first frame of each connection (R1). */
  readonly hello: () => object;
  /** Called for every frame except `pong`. */
  readonly onFrame: (frame: F) => void;
  /** Called on each change; the state is also in `connection.state`. */
  readonly onState: (state: ConnectionState) => void;
  readonly clock?: Clock;
  /** From 0 up to but not including 1. */
  readonly random?: () => number;
  readonly WebSocket?: SocketClass;
  /**
   * Loads another transport to the server. The client wants it after three WebSockets in a row could not be opened, or after
   * one opened and carried nothing (C8). When loading fails, the client asks for it again.
   */
  readonly fallback?: () => Promise<SocketClass>;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A connection that receives nothing after the welcome counts as good once it has lasted this long. */
const STABLE_MS = 1000;
const FINAL_CODES = [4401, 4403];
/** The other transport closes with this code when it has found that a WebSocket works. */
export const BETTER_WAY = 4001;
const TOO_MANY = 4429;
/**
 * The server closed because of too many connections or requests. The next window is then as wide as after this many
 * failures.
 */
const TOO_MANY_ATTEMPT = 4;
const OPEN_TRIES = 3;

/**
 * Keeps one WebSocket up: hello, ping, reconnect with full jitter, probe after waking. It knows nothing of chats: `welcome`
 * and `gate` mean that the server accepted the hello, and every other frame goes to the caller. Trouble is a state, never an
 * exception. `F`: the frames that this end is told.
 */
export class Connection<F extends ServerFrame = ServerFrame> {
  readonly #options: ConnectionOptions<F>;
  readonly #clock: Clock;
  #state: ConnectionState = { status: 'idle' };
  #socket: SocketLike | null = null;
  #stopListening: (() => void) | null = null;
  #stopTimer: (() => void) | null = null;
  #stopPong: (() => void) | null = null;
  /** How long the answer to a ping may take, Infinity when no ping is pending. */
  #pongMs = Infinity;
  #attempt = 0;
  /** How many connections in a row broke before `#goodAt`. The wait before the next try grows with them. */
  #stillborn = 0;
  #since = 0;
  /** A connection that lasts until then counts as good; 0 before it is open. */
  #goodAt = 0;
  #heardAt = 0;
  #pingMs = PING_VISIBLE_MS;
  #stormMs = 1000;
  /** WebSockets in a row that could not be opened. */
  #unopened = 0;
  /** The socket in use has opened. This does not yet show that frames get through. */
  #handshake = false;
  /** The other transport, once it is loaded, and whether the client uses it. */
  #way: SocketClass | null = null;
  #polling = false;
  /** The code of a hello that the server refused and would refuse again (N9). */
  #refusal: string | undefined;

  constructor(options: ConnectionOptions<F>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects and stays connected until `close()`. Does nothing while a connection is wanted already. */
  open(): void {
    if (this.#stopListening) return;
    this.#stopListening = followPageLifecycle({
      wake: (certain) => this.#wake(certain),
      // Not every browser keeps a page with an open socket in the back/forward cache (R8).
      hide: () => this.#drop(1000, { status: 'idle' }),
      offline: () => this.#probe(),
    });
    this.#attempt = 0;
    this.#since = this.#clock.now();
    this.#connect();
  }

  /** Sends a frame over the open connection. Returns false, and sends nothing, when there is none. */
  send(frame: object): boolean {
    if (this.#state.status !== 'open' || this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Closes for good; `open()` connects again. */
  close(code = 1000): void {
    const refusal = this.#refusal;
    this.#refusal = undefined;
    this.#stopListening?.();
    this.#stopListening = null;
    this.#drop(code, { status: 'closed', code, ...(refusal && { refusal }) });
  }

  /** Tries at once instead of waiting, even after the server has closed for good. */
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
    const { url, hello } = this.#options;
    const Socket = (this.#polling && this.#way) || (this.#options.WebSocket ?? globalThis.WebSocket);
    this.#handshake = false;
    this.#refusal = undefined;
    let socket: SocketLike;
    try {
      socket = new Socket(new URL(url, globalThis.location?.href).href.replace(/^http/, 'ws'));
    } catch {
      // A page's Content-Security-Policy may make the constructor throw.
      return this.#lost(1006);
    }
    this.#socket = socket;
    socket.onopen = () => {
      this.#handshake = true;
      socket.send(JSON.stringify(hello()));
    };
    // Where the page's policy forbids WebSockets, some browsers report only an error event.
    socket.onerror = () => {
      if (socket === this.#socket) this.#giveUp(1006);
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#receive(event.data as string);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
    this.#stopTimer = this.#clock.after(CONNECT_TIMEOUT_MS, () => this.#giveUp());
  }

  #receive(data: string): void {
    let frame: F & {
      readonly pingMs?: number;
      readonly stormMs?: number;
      readonly reconnectInMs?: number;
      readonly code?: string;
      readonly retry?: boolean;
    };
    try {
      frame = JSON.parse(data) as typeof frame;
    } catch {
      return;
    }
    this.#heardAt = this.#clock.now();
    this.#stopWaiting();
    if (frame.type === 'pong') return;
    if (frame.type === 'goaway') return this.#goAway(frame.reconnectInMs ?? 0);
    if (this.#state.status === 'connecting' && (frame.type === 'welcome' || frame.type === 'gate')) {
      this.#goodAt = this.#heardAt + STABLE_MS;
      if (!this.#polling) this.#unopened = 0;
      this.#pingMs = frame.pingMs ?? this.#pingMs;
      this.#stormMs = frame.stormMs ?? this.#stormMs;
      this.#stopTimers();
      this.#schedulePing();
      // The listener gets the frame before the state changes, and may close or reconnect because of it.
      const socket = this.#socket;
      this.#options.onFrame(frame);
      if (socket === this.#socket && this.state.status === 'connecting')
        this.#set({ status: 'open', ...(this.#polling && { polling: true }) });
      return;
    }
    // The close that follows decides: an expired login has its own close code.
    if (this.#state.status === 'connecting' && frame.type === 'error' && frame.retry === false) this.#refusal = frame.code;
    this.#goodAt = 0;
    this.#options.onFrame(frame);
  }

  #schedulePing(): void {
    const ms = document.hidden ? Math.max(PING_HIDDEN_MS, this.#pingMs) : this.#pingMs;
    this.#stopTimer?.();
    this.#stopTimer = this.#clock.after(ms, () => {
      this.#ping(PONG_TIMEOUT_MS);
      this.#schedulePing();
    });
  }

  #ping(limitMs: number): void {
    // Waking fires several events, and a regular ping may be due as well. A pending pong deadline is only ever shortened.
    if (limitMs < this.#pongMs) {
      this.#stopWaiting();
      this.#pongMs = limitMs;
      this.#stopPong = this.#clock.after(limitMs, () => this.#giveUp());
    }
    this.send({ type: 'ping' });
  }

  #wake(certain: boolean): void {
    const { status } = this.#state;
    if (status === 'waiting' || status === 'idle') this.retryNow();
    else if (certain || this.#clock.now() - this.#heardAt > PONG_TIMEOUT_MS) this.#probe();
  }

  #probe(): void {
    if (this.#state.status !== 'open') return;
    this.#ping(PROBE_TIMEOUT_MS);
    // The next ping was scheduled for a hidden page.
    this.#schedulePing();
  }

  /** The other end is silent. A dead socket takes minutes to close, so the client does not wait for that. */
  #giveUp(code = 4000): void {
    const socket = this.#socket;
    this.#lost(code);
    closeQuietly(socket, 4000);
  }

  /** The server is stopping, and spreads the reconnects of all clients over its own window (R10). */
  #goAway(reconnectInMs: number): void {
    const socket = this.#socket;
    this.#lost(1000, reconnectInMs);
    closeQuietly(socket, 1000);
  }

  /**
   * When one transport fails, the client changes to the other. A poll that worked is tried again, because the next poll
   * looks for a WebSocket itself (N7). A close with one of the server's codes is not a failure to open.
   */
  #changeWay(code: number, wasOpen: boolean): void {
    if (this.#polling) {
      if (wasOpen && code !== BETTER_WAY) return;
      this.#polling = false;
      this.#unopened = OPEN_TRIES - 1;
    } else if (!wasOpen && (code === 1006 || code === 4000) && globalThis.navigator?.onLine !== false) {
      // A socket that opens and stays silent is no accident: something in between passes the handshake and nothing else.
      if (++this.#unopened < OPEN_TRIES && !(this.#handshake && code === 4000)) return;
      if (this.#way) this.#polling = true;
      else
        this.#options.fallback?.().then(
          (way) => {
            this.#way = way;
            this.#polling = this.#state.status !== 'open';
          },
          () => undefined,
        );
    }
  }

  #lost(code: number, wait?: number): void {
    const wasOpen = this.#state.status === 'open';
    this.#changeWay(code, wasOpen);
    const now = this.#clock.now();
    this.#socket = null;
    this.#stopTimers();
    // Only a call opens it again; a page that leaves and comes back does not.
    if (FINAL_CODES.includes(code)) this.#refusal = undefined;
    else if (!this.#refusal) return this.#again(code, now, wasOpen, wait);
    this.close(code);
  }

  #again(code: number, now: number, wasOpen: boolean, wait = code === BETTER_WAY ? 0 : undefined): void {
    if (code === TOO_MANY) {
      // This visitor has too many tabs or sends too many requests. A hidden tab would only push out another one, so it waits
      // until the visitor looks at it or chooses "Retry now".
      if (!document.hasFocus()) return this.#set({ status: 'waiting', attempt: 1, until: Infinity, since: now });
      wait ??= reconnectDelay(TOO_MANY_ATTEMPT, false, 0, this.#options.random ?? Math.random);
    }
    if (wasOpen) {
      this.#since = now;
      // The first try always falls in the server's window, so a server that accepts and drops connections is not hammered
      // (R6).
      this.#stillborn = now < this.#goodAt ? this.#stillborn + 1 : 0;
      this.#attempt = Math.max(0, this.#stillborn - 1);
    }
    const random = this.#options.random ?? Math.random;
    const delay = wait ?? reconnectDelay(this.#attempt, wasOpen, this.#stormMs, random, now - this.#since);
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
    this.#stopTimer = null;
    this.#stopWaiting();
  }

  #stopWaiting(): void {
    this.#stopPong?.();
    this.#stopPong = null;
    this.#pongMs = Infinity;
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
    // The browser does not allow this code. The client gives up the socket all the same.
    socket?.close();
  }
}
