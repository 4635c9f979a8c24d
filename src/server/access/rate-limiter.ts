import type { Rate } from './limits.ts';

interface Bucket {
  tokens: number;
  at: number;
  rate: Rate;
}

/** With this many buckets in memory, those that are full again are removed: they hold no information. */
const SWEEP_AT = 10_000;

/** Token buckets by key, on the clock that is passed in. A clock that goes back costs nobody any tokens. */
export class RateLimiter {
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = SWEEP_AT;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes tokens. Returns 0, or the milliseconds until there are enough of them. */
  take(key: string, rate: Rate, amount = 1): number {
    const now = this.#now();
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep(now);
      this.#buckets.set(key, (bucket = { tokens: rate.burst, at: now, rate }));
    }
    bucket.tokens = refilled(bucket, now);
    bucket.at = now;
    if (bucket.tokens < amount) return Math.ceil(((amount - bucket.tokens) / rate.perSecond) * 1000);
    bucket.tokens -= amount;
    return 0;
  }

  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) if (refilled(bucket, now) >= bucket.rate.burst) this.#buckets.delete(key);
    this.#sweepAt = Math.max(SWEEP_AT, this.#buckets.size * 2);
  }
}

const refilled = ({ tokens, at, rate }: Bucket, now: number) =>
  Math.min(rate.burst, tokens + (Math.max(0, now - at) / 1000) * rate.perSecond);
