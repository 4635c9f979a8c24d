import { GATE_POLL_MS, LIMBO_MS } from '../../protocol/limits.ts';
import type { Gate } from '../../protocol/index.ts';
import type { Clock } from '../../link/clock.ts';
import { requestLimit, visitorUrl } from '../http.ts';
import type { ChatClientOptions } from '../options.ts';
import { readConfig } from './read-config.ts';

export interface HiddenWatchOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Keeps the hidden visitor's connection open. */
  readonly open: () => void;
  readonly close: () => void;
  readonly client: ChatClientOptions;
  readonly token: () => string | null;
  /** The server sent this gate over HTTP. */
  readonly heard: (gate: Gate) => void;
}

/**
 * Waits for the gate of a hidden visitor to open (B6): with a connection for ten minutes, then with a request each minute.
 * It does both only while the page is visible.
 */
export class HiddenWatch {
  readonly #options: HiddenWatchOptions;
  #until = 0;
  #stopTimer: (() => void) | null = null;
  #listening: AbortController | null = null;

  constructor(options: HiddenWatchOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#listening) return;
    this.#listening = new AbortController();
    this.#until = this.#options.clock.now() + LIMBO_MS;
    document.addEventListener('visibilitychange', () => this.#step(), { signal: this.#listening.signal });
    this.#step();
  }

  stop(): void {
    this.#listening?.abort();
    this.#listening = null;
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  #step(): void {
    const { clock, random, open, close } = this.#options;
    this.#stopTimer?.();
    this.#stopTimer = null;
    if (document.hidden) return close();
    const left = this.#until - clock.now();
    if (left > 0) {
      open();
    } else {
      close();
      void this.#poll();
    }
    // A spread of a fifth keeps pages that were hidden together from sending their requests together.
    this.#stopTimer = clock.after(left > 0 ? left : GATE_POLL_MS * (0.8 + 0.4 * random()), () => this.#step());
  }

  async #poll(): Promise<void> {
    const { server, site } = this.#options.client;
    const { config } = await readConfig(visitorUrl(server, 'config', { site }), this.#options.token(), requestLimit());
    if (config && this.#listening) this.#options.heard(config.gate);
  }
}
