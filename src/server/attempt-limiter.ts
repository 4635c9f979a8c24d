/** Free attempts before waiting begins, and the longest wait. */
const FREE_ATTEMPTS = 3;
const WAIT_MAX_MS = 60_000;
const FORGET_MS = 15 * 60_000;

/**
 * Growing delay after failed log-ins, counted per key (an account, an address): 1 s after the third failure, then twice as
 * long each time. Nobody is locked out for good, and guessing gets slow.
 */
export class AttemptLimiter {
  readonly #failures = new Map<string, { count: number; until: number; at: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds to wait before the next attempt; 0 when it may be made now. */
  wait(...keys: string[]): number {
    return Math.max(0, ...keys.map((key) => (this.#failures.get(key)?.until ?? 0) - this.#now()));
  }

  fail(...keys: string[]): void {
    const now = this.#now();
    for (const [key, entry] of this.#failures) if (now - entry.at > FORGET_MS) this.#failures.delete(key);
    for (const key of keys) {
      const count = (this.#failures.get(key)?.count ?? 0) + 1;
      const wait = count < FREE_ATTEMPTS ? 0 : Math.min(WAIT_MAX_MS, 1000 * 2 ** (count - FREE_ATTEMPTS));
      this.#failures.set(key, { count, until: now + wait, at: now });
    }
  }

  succeed(...keys: string[]): void {
    for (const key of keys) this.#failures.delete(key);
  }
}
