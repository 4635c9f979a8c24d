import { nanoid } from 'nanoid';
import type { Clock } from '../../link/clock.ts';
import type { ErrorCode, ErrorFrame, OperatorCommand } from '../../protocol/index.ts';

/** A command the server refused. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  /** With `stale_reply`: how many of the visitor's messages were not on the screen. */
  readonly newer: number | undefined;
  constructor(code: ErrorCode, message: string, { field, newer }: { field?: string | undefined; newer?: number | undefined } = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.field = field;
    this.newer = newer;
  }
}

type WithoutCid<T> = T extends unknown ? Omit<T, 'cid'> : never;
export type Command = WithoutCid<OperatorCommand>;

export interface CommandOptions {
  /** Default: a new one. */
  readonly cid?: string | undefined;
  /** The server cannot answer yet and says why; the command goes again by itself. */
  readonly onWait?: ((code: ErrorCode) => void) | undefined;
}

interface Pending {
  readonly frame: OperatorCommand;
  readonly onWait: CommandOptions['onWait'];
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: CommandError) => void;
}

/** A server that stops says `draining` and then closes; should it not close, the command goes again after this. */
const DRAINING_MS = 1000;

/** Commands without an answer (C1–C3). They survive reconnects, and refusals that name their end, under the same cids. */
export class Commands {
  readonly #send: (frame: OperatorCommand) => boolean;
  readonly #clock: Clock;
  /** In sending order. */
  readonly #pending = new Map<string, Pending>();
  readonly #timers = new Set<() => void>();

  /** `send` hands a frame to the connection; while there is none it does nothing. */
  constructor(send: (frame: OperatorCommand) => boolean, clock: Clock) {
    this.#send = send;
    this.#clock = clock;
  }

  has(cid: string): boolean {
    return this.#pending.has(cid);
  }

  /** Resolves with the result; rejects with `CommandError` when the server refuses. */
  run<T>(command: Command, { cid = nanoid(), onWait }: CommandOptions = {}): Promise<T> {
    const frame = { ...command, cid } as OperatorCommand;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(cid, { frame, onWait, resolve: resolve as (result: unknown) => void, reject });
      this.#send(frame);
    });
  }

  /** After (re)connecting: whatever has no answer goes again, in order (C5). */
  resend(): void {
    for (const { frame } of this.#pending.values()) this.#send(frame);
  }

  done(cid: string, result: unknown): void {
    this.#take(cid)?.resolve(result);
  }

  refused(cid: string, { code, message, field, newer, retryAfterMs }: ErrorFrame): void {
    const wait = retryAfterMs ?? (code === 'draining' ? DRAINING_MS : null);
    if (wait === null) this.#take(cid)?.reject(new CommandError(code as ErrorCode, message, { field, newer }));
    else {
      this.#pending.get(cid)?.onWait?.(code as ErrorCode);
      this.#again(cid, wait);
    }
  }

  /** Nothing is sent any more by itself. */
  close(): void {
    for (const stop of this.#timers) stop();
    this.#timers.clear();
  }

  /** Nobody has to press anything when the server itself says when it takes the command (R11). */
  #again(cid: string, wait: number): void {
    const stop = this.#clock.after(wait, () => {
      this.#timers.delete(stop);
      const pending = this.#pending.get(cid);
      if (pending) this.#send(pending.frame);
    });
    this.#timers.add(stop);
  }

  #take(cid: string): Pending | undefined {
    const pending = this.#pending.get(cid);
    this.#pending.delete(cid);
    return pending;
  }
}
