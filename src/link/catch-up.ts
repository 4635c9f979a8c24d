import type { Clock } from './clock.ts';

/** After this the server is asked again what it refused to tell, unless it said when itself. */
const AGAIN_MS = 3000;

export interface CatchUpOptions {
  readonly clock: Clock;
  /** Asks over the connection for a log's events after the last one here. Returns false without one: the next brings them. */
  readonly ask: (log: string) => boolean;
  /** Reads many of them over HTTP (R3). Resolves to null when that failed. */
  readonly read?: (log: string) => Promise<unknown>;
}

/** Fetches events that a gap or a full page shows to be missing, with one request at a time for each log (E3, E4, R3). */
export class CatchUp {
  readonly #options: CatchUpOptions;
  /** Logs with a request under way. true: another gap showed meanwhile, so the answer may be too old. */
  readonly #asked = new Map<string, boolean>();

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Events are missing. `many`: the server said that there are more than it sends over the connection. */
  async fetch(log: string, many = false): Promise<void> {
    const asked = this.#asked.has(log);
    this.#asked.set(log, asked);
    if (asked) return;
    if (many && (await this.#options.read?.(log))) return;
    if (!this.#options.ask(log)) this.#asked.delete(log);
  }

  /** An answer has arrived, over the connection or over HTTP. `apply` may find that more is missing. */
  answer(log: string, apply?: () => void): void {
    const again = this.#asked.get(log);
    this.#asked.delete(log);
    apply?.();
    if (again && !this.#asked.has(log)) void this.fetch(log);
  }

  /** The server refused a request and did not say which one. No other event may come that would show the gap again. */
  refused(wait = AGAIN_MS): void {
    for (const log of this.#asked.keys()) {
      this.#asked.set(log, true);
      this.#options.clock.after(wait, () => this.answer(log));
    }
  }

  /** The connection is gone, so its answers will not come. */
  reset(): void {
    this.#asked.clear();
  }
}
