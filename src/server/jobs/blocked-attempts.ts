import type { Ports } from '../ports.ts';
import { countRefusals } from '../store/blocks.ts';

interface Refused {
  readonly siteId: string;
  readonly visitorId: string | null;
  readonly addressKey: string | null;
  count: number;
  lastAt: number;
}

/** How often counts are written: a client that tries a thousand times a second must not cause a thousand writes. */
export const ATTEMPTS_FLUSH_MS = 60_000;
/** Visitors counted at most; beyond that, further ones are not counted for the rest of the minute. */
const KEYS_MAX = 10_000;

/** Counts attempts that the gate refused in memory, and writes them once a minute (B7). A crash loses the last minute's count. */
export class BlockedAttempts {
  #waiting = new Map<string, Refused>();

  note(siteId: string, visitorId: string | null, addressKey: string | null, now: number): void {
    const key = `${siteId} ${visitorId ?? ''} ${addressKey ?? ''}`;
    const entry = this.#waiting.get(key);
    if (entry) {
      entry.count += 1;
      entry.lastAt = now;
    } else if (this.#waiting.size < KEYS_MAX) this.#waiting.set(key, { siteId, visitorId, addressKey, count: 1, lastAt: now });
  }

  /** Writes the counts since the last flush. */
  async flush({ unitOfWork }: Pick<Ports, 'unitOfWork'>): Promise<void> {
    const waiting = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (const { siteId, count, lastAt, ...who } of waiting)
      await unitOfWork.run((tx) => countRefusals(tx, siteId, who, { count, lastAt }));
  }
}
