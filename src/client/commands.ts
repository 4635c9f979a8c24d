import { nanoid } from 'nanoid';
import type { ErrorCode, VisitorCommand } from '../protocol/index.ts';
import { reconnectDelay } from '../link/backoff.ts';
import type { Clock } from '../link/clock.ts';

type Body = VisitorCommand extends infer C ? (C extends VisitorCommand ? Omit<C, 'cid'> : never) : never;
/** `code` is null when no answer will come any more. */
export type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly code: ErrorCode | null };

interface Pending {
  readonly frame: object;
  readonly done: (answer: Answer) => void;
  tries: number;
}

/**
 * Commands other than messages. This page keeps each one until the server answers, and resends it with the same cid after a
 * reconnect (C1).
 */
export class Commands {
  readonly #pending = new Map<string, Pending>();
  readonly #send: (frame: object) => boolean;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(send: (frame: object) => boolean, clock: Clock, random: () => number) {
    this.#send = send;
    this.#clock = clock;
    this.#random = random;
  }

  /** Resolves with the answer when it comes. Never rejects. */
  run(command: Body): Promise<Answer> {
    const cid = nanoid();
    return new Promise((done) => {
      const frame = { ...command, cid };
      this.#pending.set(cid, { frame, done, tries: 0 });
      this.#send(frame);
    });
  }

  resend(): void {
    for (const { frame } of this.#pending.values()) this.#send(frame);
  }

  /** Returns false when the cid belongs to none of these commands. */
  acknowledge(cid: string, result: unknown): boolean {
    return this.#finish(cid, { ok: true, result });
  }

  /** Returns false when the cid belongs to none of these commands. */
  refuse(cid: string, code: ErrorCode, retry: boolean, retryAfterMs?: number): boolean {
    const pending = this.#pending.get(cid);
    if (!pending || !retry) return this.#finish(cid, { ok: false, code });
    this.#clock.after(retryAfterMs ?? 500 + reconnectDelay(pending.tries++, false, 0, this.#random), () => {
      if (this.#pending.has(cid)) this.#send(pending.frame);
    });
    return true;
  }

  /** No answer will come for any of these commands. */
  cancel(code: ErrorCode | null = null): void {
    for (const cid of [...this.#pending.keys()]) this.#finish(cid, { ok: false, code });
  }

  #finish(cid: string, answer: Answer): boolean {
    const pending = this.#pending.get(cid);
    this.#pending.delete(cid);
    pending?.done(answer);
    return pending !== undefined;
  }
}
