import { GATE_POLL_MS, POLL_HOLD_MS } from '../../protocol/limits.ts';
import type { VisitorCommand, VisitorCommandsAnswer, VisitorHello, VisitorHidden, VisitorPollAnswer } from '../../protocol/index.ts';
import { commandsRequest, getEvents, postText } from '../http.ts';
import type { Clock } from './clock.ts';
import type { SocketClass, SocketLike } from './connection.ts';

/** How long beyond the server's own limit an answer may take. */
const GRACE_MS = 10_000;
const POLL_LIMIT_MS = POLL_HOLD_MS + GRACE_MS;
/** Between two questions of a visitor without a session, who has nothing to wait for but his own doing. */
const NEWLESS_MS = 3000;
/** How often a WebSocket is tried while the long poll does its work. */
const WEBSOCKET_AGAIN_MS = 300_000;
/** Problems that no other try would solve, as the close codes that say the same. */
const CODES: Readonly<Record<number, number>> = { 401: 4401, 400: 4400, 413: 4413, 429: 4429, 503: 1013 };

export interface PollOptions {
  readonly server: string;
  readonly site: string;
  /** Address of the WebSocket, which is tried again. */
  readonly url: string;
  /** Made anew for each question: it holds the cursor. */
  readonly hello: () => VisitorHello;
  readonly token: () => string | null;
  readonly clock: Clock;
  readonly WebSocket?: SocketClass;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Something like a WebSocket over plain HTTP: commands are posted, frames come by a long poll (C8). */
export function pollSockets(options: PollOptions): SocketClass {
  return class PollSocket implements SocketLike {
    readyState = 0;
    onopen: ((event: Event) => void) | null = null;
    onmessage: ((event: MessageEvent) => void) | null = null;
    onclose: ((event: CloseEvent) => void) | null = null;
    readonly #stop = new AbortController();
    #commands: VisitorCommand[] = [];
    /** By type: the last one wins. */
    readonly #signals = new Map<string, object>();
    #posting = false;
    #endPause = (): void => undefined;

    constructor() {
      queueMicrotask(() => {
        if (this.readyState) return;
        this.readyState = 1;
        this.onopen?.(new Event('open'));
      });
    }

    send(data: string): void {
      const frame = JSON.parse(data) as { type: string; session: string; after: number };
      switch (frame.type) {
        case 'hello':
          return void this.#poll(data);
        case 'ping':
          // The poll has a limit of its own.
          return queueMicrotask(() => this.#say({ type: 'pong' }));
        case 'sync':
          return void this.#sync(frame.session, frame.after);
        case 'typing':
        case 'read':
          this.#signals.set(frame.type, frame);
          return void this.#post();
        case 'page':
          // It stands in the next hello.
          return;
        default:
          this.#commands.push(frame as unknown as VisitorCommand);
          return void this.#post();
      }
    }

    close(): void {
      this.readyState = 3;
      this.#stop.abort();
      this.#endPause();
    }

    async #poll(hello: string): Promise<void> {
      // The first answer must come at once, for it says that the way is open: without a cursor there is always news.
      let question = JSON.parse(hello) as Mutable<VisitorHello>;
      delete question.cursor;
      let answer = await this.#ask<VisitorPollAnswer>('poll', JSON.stringify(question), POLL_LIMIT_MS);
      const stopLooking = answer ? this.#watchForWebSocket() : null;
      while (answer && this.readyState === 1) {
        for (const frame of answer.frames) this.#say(frame);
        // Where the server has no reason to hold an answer back, the next question waits here.
        if (answer.frames.some((frame) => frame.type === 'gate' && !frame.show)) await this.#pause(GATE_POLL_MS);
        else if (!question.cursor) await this.#pause(NEWLESS_MS);
        if (this.readyState !== 1) break;
        question = options.hello();
        answer = await this.#ask<VisitorPollAnswer>('poll', JSON.stringify(question), POLL_LIMIT_MS);
      }
      stopLooking?.();
    }

    async #post(): Promise<void> {
      if (this.#posting) return;
      this.#posting = true;
      while ((this.#commands.length || this.#signals.size) && this.readyState === 1) {
        const token = options.token() ?? '';
        const { body, count } = this.#commands.length
          ? commandsRequest(token, this.#commands)
          : { body: JSON.stringify({ token, commands: [], signals: [...this.#signals.values()] }), count: 0 };
        if (count) this.#commands = this.#commands.slice(count);
        else this.#signals.clear();
        const answer = await this.#ask<Partial<VisitorCommandsAnswer & VisitorPollAnswer>>('commands', body, GRACE_MS);
        for (const result of answer?.results ?? answer?.frames ?? []) this.#say(result);
        this.#endPause();
      }
      this.#posting = false;
    }

    async #sync(session: string, after: number): Promise<void> {
      const page = await getEvents(options, session, after, options.token());
      if (page) this.#say({ type: 'events', page });
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

    /** Null when there was no answer: then the socket is closed. */
    async #ask<T>(path: string, body: string, limitMs: number): Promise<T | null> {
      const late = new AbortController();
      const stopTimer = options.clock.after(limitMs, () => late.abort());
      const stop = (): void => late.abort();
      this.#stop.signal.addEventListener('abort', stop);
      let code = 1006;
      try {
        const response = await postText(options.server, path, options.site, body, { signal: late.signal });
        if (response.ok) {
          const answer = (await response.json()) as T | VisitorHidden;
          // A hidden visitor gets the same small answer from every route.
          return ('gate' in (answer as object) ? { frames: [{ type: 'gate', ...(answer as VisitorHidden).gate }] } : answer) as T;
        }
        code = CODES[response.status] ?? code;
      } catch {
        // No network, or nothing came in time.
      } finally {
        stopTimer();
        this.#stop.signal.removeEventListener('abort', stop);
      }
      this.#end(code);
      return null;
    }

    /** Looks beside the poll, now and every five minutes, whether a WebSocket opens; when it does, the next connection is one. */
    #watchForWebSocket(): () => void {
      let probe: SocketLike | null = null;
      let stopTimer = (): void => undefined;
      const look = (): void => {
        probe?.close();
        try {
          probe = new (options.WebSocket ?? globalThis.WebSocket)(options.url.replace(/^http/, 'ws'));
          probe.onopen = () => this.#end(1006);
        } catch {
          // The page's Content-Security-Policy forbids it.
        }
        stopTimer = options.clock.after(WEBSOCKET_AGAIN_MS, look);
      };
      look();
      return () => {
        stopTimer();
        probe?.close();
      };
    }

    #say(frame: object): void {
      if (this.readyState === 1) this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
    }

    #end(code: number): void {
      if (this.readyState !== 1) return;
      this.close();
      this.onclose?.(new CloseEvent('close', { code }));
    }
  };
}
