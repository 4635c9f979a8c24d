import { CLOSE, POLL_HOLD_MS } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';

/** Between two polls, frames are kept and the person counts as present for this long. */
const REST_MS = 5000;
/** Frames kept between two polls. A client that has missed more starts with a welcome. */
const WAITING_MAX = 200;
/** A client whose poll lost its place to other connections of the same person comes back after this time. */
const CROWDED_MS = 10_000;

/** Takes the place of the socket in a connection that consists of polls, one after the other. */
export interface Mailbox<F> {
  send(frame: F): void;
  close(code: number): void;
}

class Box<F> implements Mailbox<F> {
  readonly #leave: () => void;
  waiting: F[] = [];
  /** Ends the poll that is waiting; missing between two polls. */
  wake: (() => void) | undefined;
  closed: number | undefined;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  send(frame: F): void {
    if (this.waiting.length >= WAITING_MAX) this.leave();
    else this.waiting.push(frame);
    // All frames of one commit go into one answer.
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
  /** True if no frames are kept from an earlier poll of the same tab. */
  readonly first: boolean;
}

/** Long polls, for clients whose network lets no WebSocket through (C8). To the hub each of them is a connection like any other. */
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
    // Only after the new one has joined, so that the person is never absent in between.
    kept.close(CLOSE.replaced);
    return { box, first: false };
  }

  /** Answers with `welcome` at once when it is news, else with the next frames, or with none on timeout or when the client is gone. */
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
