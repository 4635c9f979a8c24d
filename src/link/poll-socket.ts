import { GATE_POLL_MS, POLL_HOLD_MS } from '../protocol/limits.ts';
import type { Problem, VisitorHidden } from '../protocol/index.ts';
import { commandsRequest } from './commands-request.ts';
import type { Clock } from './clock.ts';
import { BETTER_WAY, type SocketClass, type SocketLike } from './connection.ts';

/** How much longer than the server's own limit an answer may take. */
const GRACE_MS = 10_000;
const POLL_LIMIT_MS = POLL_HOLD_MS + GRACE_MS;
/** Pause between two polls of a visitor without a cursor: only their own actions can bring news. */
const NEWLESS_MS = 3000;
/** How often the client tries a WebSocket while the long poll works. */
const WEBSOCKET_AGAIN_MS = 300_000;
/** HTTP statuses, mapped to the close codes with the same meaning. */
const CODES: Readonly<Record<number, number>> = { 401: 4401, 400: 4400, 413: 4413, 429: 4429, 503: 1013 };

export interface PollOptions {
  /** Absolute address of the WebSocket, which the client tries again. The poll's routes are next to it. */
  readonly url: string;
  readonly site: string;
  readonly credentials?: RequestCredentials;
  /** Made anew for each poll, because it holds the cursor. */
  readonly hello: () => object;
  /** Members of every request that carries commands. */
  readonly head: () => object;
  readonly clock: Clock;
  readonly WebSocket?: SocketClass | undefined;
}

interface Command {
  readonly cid: string;
}
interface Answer {
  readonly frames?: readonly object[];
  readonly results?: readonly object[];
}

/**
 * A stand-in for a WebSocket over plain HTTP: it posts commands and receives frames by a long poll (C8). Visitors and
 * operators both use it (N8).
 */
export function pollSockets(options: PollOptions): SocketClass {
  /** When a WebSocket was last found to work. One that has failed since then is not trusted at once. */
  let foundAt = -Infinity;

  return class PollSocket implements SocketLike {
    readyState = 0;
    onopen: ((event: Event) => void) | null = null;
    onmessage: ((event: MessageEvent) => void) | null = null;
    onclose: ((event: CloseEvent) => void) | null = null;
    readonly #stop = new AbortController();
    #commands: Command[] = [];
    /** Signals by their subject: the last one wins. */
    readonly #signals = new Map<string, object>();
    #posting = false;
    #endPause = (): void => undefined;

    constructor() {
      queueMicrotask(() => {
        if (this.readyState) return;
        this.readyState = 1;
        this.onopen?.({} as Event);
      });
    }

    send(data: string): void {
      const frame = JSON.parse(data) as { type: string; cid?: string; session?: string; chat?: string };
      const { type, cid, session, chat } = frame;
      if (type === 'hello') return void this.#poll(frame);
      // The poll has its own time limit.
      if (type === 'ping') return queueMicrotask(() => this.#say({ type: 'pong' }));
      // The next hello carries the page.
      if (type === 'page') return;
      if (cid) this.#commands.push(frame as Command);
      else this.#signals.set(`${type} ${session ?? chat}`, frame);
      void this.#post();
    }

    close(): void {
      this.readyState = 3;
      this.#stop.abort();
      this.#endPause();
    }

    async #poll(hello: object): Promise<void> {
      let question: { readonly cursor?: unknown } = hello;
      // The first answer must come at once, because it shows that the transport works.
      let answer = await this.#ask('poll?begin', JSON.stringify(question), POLL_LIMIT_MS);
      const stopLooking = answer ? this.#watchForWebSocket() : null;
      while (answer && this.readyState === 1) {
        const frames = (answer.frames ?? []) as readonly { type: string; show?: boolean }[];
        for (const frame of frames) this.#say(frame);
        // Where the server has no reason to hold an answer back, the client waits here before the next poll.
        if (frames.some(({ type, show }) => type === 'gate' && !show)) await this.#pause(GATE_POLL_MS);
        else if (question.cursor === undefined) await this.#pause(NEWLESS_MS);
        if (this.readyState !== 1) break;
        question = options.hello();
        answer = await this.#ask('poll', JSON.stringify(question), POLL_LIMIT_MS);
      }
      stopLooking?.();
    }

    async #post(): Promise<void> {
      if (this.#posting) return;
      this.#posting = true;
      while ((this.#commands.length || this.#signals.size) && this.readyState === 1) {
        const head = options.head();
        const { body, count } = this.#commands.length
          ? commandsRequest(head, this.#commands)
          : { body: JSON.stringify({ ...head, commands: [], signals: [...this.#signals.values()] }), count: 0 };
        if (count) this.#commands = this.#commands.slice(count);
        else this.#signals.clear();
        const answer = await this.#ask('commands', body, GRACE_MS);
        for (const result of answer?.results ?? answer?.frames ?? []) this.#say(result);
        this.#endPause();
      }
      this.#posting = false;
    }

    #pause(ms: number): Promise<void> {
      return new Promise((done) => {
        const stop = options.clock.after(ms, done);
        this.#endPause = () => {
          stop();
          done();
        };
      });
    }

    /** Resolves to null when no answer came; the socket is then closed. */
    async #ask(path: string, body: string, limitMs: number): Promise<Answer | null> {
      const late = new AbortController();
      const stopTimer = options.clock.after(limitMs, () => late.abort());
      const stop = (): void => late.abort();
      this.#stop.signal.addEventListener('abort', stop);
      let code = 1006;
      try {
        const url = new URL(path, options.url);
        url.searchParams.set('site', options.site);
        const { credentials = 'omit' } = options;
        const response = await fetch(url, { method: 'POST', credentials, body, signal: late.signal });
        const answer = (await response.json()) as Answer | VisitorHidden | Problem;
        // A hidden visitor gets the same small answer from every route.
        if ('gate' in answer) return { frames: [{ type: 'gate', ...answer.gate }] };
        if (response.ok) return answer as Answer;
        const { status } = response;
        code = CODES[status] ?? code;
        // An expired login and too many requests have their own close codes.
        if ('error' in answer && status < 500 && code !== 4401 && code !== 4429)
          this.#say({ type: 'error', retry: false, ...answer.error });
      } catch {
        // There is no network, the answer timed out, or something in between answered with its own page.
      } finally {
        stopTimer();
        this.#stop.signal.removeEventListener('abort', stop);
      }
      this.#end(code);
      return null;
    }

    /**
     * Checks beside the poll, now and every five minutes, whether a WebSocket carries a frame in both directions. If it
     * does, the next connection uses it. Opening proves nothing: some proxies pass the handshake and nothing after it (N7).
     */
    #watchForWebSocket(): () => void {
      let probe: SocketLike | null = null;
      let stopTimer = (): void => undefined;
      const look = (): void => {
        probe?.close();
        try {
          const socket = (probe = new (options.WebSocket ?? globalThis.WebSocket)(options.url.replace(/^http/, 'ws')));
          socket.onopen = () => socket.send('{"type":"ping"}');
          socket.onmessage = () => {
            foundAt = options.clock.now();
            this.#end(BETTER_WAY);
          };
        } catch {
          // The page's Content-Security-Policy forbids it.
        }
        stopTimer = options.clock.after(WEBSOCKET_AGAIN_MS, look);
      };
      if (options.clock.now() - foundAt < WEBSOCKET_AGAIN_MS) stopTimer = options.clock.after(WEBSOCKET_AGAIN_MS, look);
      else look();
      return () => {
        stopTimer();
        probe?.close();
      };
    }

    #say(frame: object): void {
      if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
    }

    #end(code: number): void {
      if (this.readyState !== 1) return;
      this.close();
      this.onclose?.({ code } as CloseEvent);
    }
  };
}
