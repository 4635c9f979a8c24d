/** A key that failed attempts are counted by, and how many are free before waiting begins. */
export interface AttemptKey {
  readonly name: string;
  readonly free: number;
}

const WAIT_MAX_MS = 60_000;
const FORGET_MS = 15 * 60_000;
/** Keys in memory; with more of them the oldest are forgotten. */
const KEYS_MAX = 20_000;

/**
 * Growing delay after failed log-ins, counted by key: 1 s after the last free failure, then twice as long each time, 60 s at
 * most. Nobody is locked out for good, and guessing gets slow.
 */
export class AttemptLimiter {
  /** The keys stand in the order of their last failure. */
  readonly #failures = new Map<string, { count: number; until: number; at: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds to wait before the next attempt; 0 when it may be made now. */
  wait(keys: readonly AttemptKey[]): number {
    return Math.max(0, ...keys.map(({ name }) => (this.#failures.get(name)?.until ?? 0) - this.#now()));
  }

  fail(keys: readonly AttemptKey[]): void {
    const now = this.#now();
    for (const { name, free } of keys) {
      const before = this.#failures.get(name);
      const count = (before && now - before.at <= FORGET_MS ? before.count : 0) + 1;
      const wait = count < free ? 0 : Math.min(WAIT_MAX_MS, 1000 * 2 ** (count - free));
      this.#failures.delete(name);
      this.#failures.set(name, { count, until: now + wait, at: now });
    }
    for (const [name, { at }] of this.#failures) {
      if (now - at <= FORGET_MS && this.#failures.size <= KEYS_MAX) break;
      this.#failures.delete(name);
    }
  }

  succeed(keys: readonly AttemptKey[]): void {
    for (const { name } of keys) this.#failures.delete(name);
  }
}
