import type { Clock } from '../../../src/link/clock.ts';

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** A clock that moves only when told. */
export class FakeClock implements Clock {
  #now = 1_700_000_000_000;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets `ms` pass and runs the timers that fall due, in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.fn();
    }
    this.#now = end;
  }

  /** Due times of the timers that are set, in ms from now. */
  get due(): number[] {
    return this.#timers.map((timer) => timer.at - this.#now);
  }
}
