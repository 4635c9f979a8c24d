import { nanoid } from 'nanoid';
import type { ErrorCode, ErrorFrame } from '../protocol/index.ts';
import type { Clock } from './clock.ts';

type Details = Partial<Pick<ErrorFrame, 'field' | 'newer'>>;

/** The server refused a command, or no answer will come any more. */
export class CommandError extends Error implements Details {
  declare readonly code: ErrorCode;
  declare readonly field?: string;
  /** With `stale_reply`: how many of the visitor's messages were not on the screen. */
  declare readonly newer?: number;
  constructor(code: ErrorCode, message: string = code, details?: Details) {
    super(message);
    Object.assign(this, details, { code });
  }
}

export type WithoutCid<T> = T extends unknown ? Omit<T, 'cid'> : never;

interface Frame {
  readonly cid: string;
}

export interface CommandsOptions<C extends Frame> {
  /** Hands a frame to the connection; without one it does nothing. */
  readonly send: (frame: C) => unknown;
  readonly clock: Clock;
  /** Milliseconds until a refused command goes again by itself, or null when the caller is told of the refusal. */
  readonly againIn: (refusal: ErrorFrame, tries: number) => number | null;
  /**
   * Commands of one lane go one at a time, so that none overtakes another that was refused for now (C5). A command without a
   * lane goes at once.
   */
  readonly laneOf?: (frame: C) => string | undefined;
}

interface Pending<C> {
  readonly frame: C;
  readonly resolve: (result: never) => void;
  readonly reject: (error: CommandError) => void;
  tries: number;
}

/**
 * Commands without an answer (C1–C3). They survive reconnects, and refusals for now, under the same cids. A final refusal
 * rejects: code that forgot to look at an answer would go on as if the server had agreed.
 */
export class Commands<C extends Frame> {
  readonly #options: CommandsOptions<C>;
  /** In sending order. */
  readonly #pending = new Map<string, Pending<C>>();

  constructor(options: CommandsOptions<C>) {
    this.#options = options;
  }

  /** Resolves with the server's result. Rejects with `CommandError` when the server refuses, and on `cancel`. */
  run<T>(command: WithoutCid<C>, cid = nanoid()): Promise<T> {
    const frame = { ...command, cid } as unknown as C;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(cid, { frame, resolve, reject, tries: 0 });
      if (this.#isNext(frame)) this.#options.send(frame);
    });
  }

  /** After (re)connecting: every command without an answer goes again, in order (C5). */
  resend(): void {
    for (const { frame } of this.#pending.values()) if (this.#isNext(frame)) this.#options.send(frame);
  }

  /** Returns false when the cid belongs to none of these commands. */
  done(cid: string, result: unknown): boolean {
    this.#pending.get(cid)?.resolve(result as never);
    return this.#end(cid);
  }

  /** Returns whether the command goes again by itself. */
  refused(cid: string, refusal: ErrorFrame): boolean {
    const { clock, againIn, send } = this.#options;
    const pending = this.#pending.get(cid);
    if (!pending) return false;
    const wait = againIn(refusal, pending.tries++);
    if (wait === null) {
      pending.reject(new CommandError(refusal.code as ErrorCode, refusal.message, refusal));
      return !this.#end(cid);
    }
    clock.after(wait, () => this.#pending.has(cid) && send(pending.frame));
    return true;
  }

  /** The first frame in the lane of `frame` that has no answer; undefined where the lane is empty, or there is no lane. */
  #headOfLane(frame: C): C | undefined {
    const { laneOf } = this.#options;
    const lane = laneOf?.(frame);
    if (lane === undefined) return undefined;
    for (const one of this.#pending.values()) if (laneOf!(one.frame) === lane) return one.frame;
    return undefined;
  }

  #isNext(frame: C): boolean {
    return (this.#headOfLane(frame) ?? frame) === frame;
  }

  /** It has its answer: the next one of its lane goes. */
  #end(cid: string): boolean {
    const ended = this.#pending.get(cid);
    if (!ended) return false;
    this.#pending.delete(cid);
    const next = this.#headOfLane(ended.frame);
    if (next) this.#options.send(next);
    return true;
  }

  /** No answer will come for any of these commands. */
  cancel(code: ErrorCode): void {
    for (const { reject } of this.#pending.values()) reject(new CommandError(code));
    this.#pending.clear();
  }
}
