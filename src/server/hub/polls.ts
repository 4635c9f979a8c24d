import { CLOSE, POLL_HOLD_MS } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';

/** How long what happens between two polls is kept, and who polls counts as present. */
const REST_MS = 5000;
/** Frames kept between two polls. Who has missed more starts with a welcome. */
const WAITING_MAX = 200;
/** A poll that lost its place to others of the same person comes back after this. */
const CROWDED_MS = 10_000;

/** What a connection made of polls, one after the other, has in place of a socket. */
export interface Mailbox<F> {
  send(frame: F): void;
  close(code: number): void;
}

class Box<F> implements Mailbox<F> {
  readonly #leave: () => void;
  waiting: F[] = [];
  /** Ends the poll that is held; missing between two polls. */
  wake: (() => void) | undefined;
  closed: number | undefined;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  send(frame: F): void {
    if (this.waiting.length >= WAITING_MAX) this.leave();
    else this.waiting.push(frame);
    // What one commit sends goes into one answer.
    setImmediate(() => this.wake?.());
  }

  close(code: number): void {
    this.closed = code;
    this.leave();
  }

  leave(): void {
    this.#leave();
    this.wake?.();
  }
}

/** A poll that has taken its place in the hub. */
export interface Poll<F> {
  readonly box: Box<F>;
  /** Nothing is kept from a poll of the same tab before it. */
  readonly first: boolean;
}

/** The long poll of those whose network lets no WebSocket through (C8). To the hub each of them is a connection like any other. */
export class Polls<F> {
  readonly #boxes = new Map<string, Box<F>>();
  readonly #holdMs: number;

  constructor(options: { holdMs: number } = { holdMs: POLL_HOLD_MS }) {
    this.#holdMs = options.holdMs;
  }

  /** Whether `key` polled a moment ago. */
  has(key: string): boolean {
    return this.#boxes.has(key);
  }

  /** Takes the place of the poll before it. `join` makes the connection known and returns its removal. */
  open(key: string, join: (box: Mailbox<F>) => () => void): Poll<F> {
    const kept = this.#boxes.get(key);
    let leaveHub = () => {};
    const box: Box<F> = new Box<F>(() => {
      if (this.#boxes.get(key) === box) this.#boxes.delete(key);
      leaveHub();
      leaveHub = () => {};
    });
    leaveHub = join(box);
    this.#boxes.set(key, box);
    if (!kept) return { box, first: true };
    box.waiting = kept.waiting.splice(0);
    // After the new one has joined: nobody was away in between.
    kept.close(CLOSE.replaced);
    return { box, first: false };
  }

  /** The answer: `welcome` at once when it is news, else the next frames, or none when the time is over or the client is gone. */
  async answer({ box, first }: Poll<F>, welcome: F, isNews: boolean, signal: AbortSignal): Promise<readonly F[]> {
    if (first || isNews) box.waiting.unshift(welcome);
    if (box.waiting.length === 0 && box.closed === undefined) await this.#hold(box, signal);
    if (signal.aborted) box.leave();
    if (box.closed === CLOSE.tokenUnknown) throw new CommandError('unauthorized');
    if (box.closed === CLOSE.rateLimited) throw new CommandError('rate_limited', { retryAfterMs: CROWDED_MS });
    setTimeout(() => {
      box.leave();
    }, REST_MS).unref();
    return box.waiting.splice(0);
  }

  #hold(box: Box<F>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        box.wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, this.#holdMs);
      signal.addEventListener('abort', end);
      box.wake = end;
    });
  }
}
