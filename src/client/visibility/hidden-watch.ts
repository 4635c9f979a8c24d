import { GATE_POLL_MS, LIMBO_MS } from '../../protocol/limits.ts';
import type { Gate } from '../../protocol/index.ts';
import type { ClientContext } from '../client-context.ts';
import { requestLimit, visitorUrl } from '../http.ts';
import { readConfig } from './read-config.ts';

interface Watching extends ClientContext {
  readonly connection: () => { open(): void; close(): void };
}

/**
 * Waits for the gate of a hidden visitor to open (B6): with a connection for ten minutes, then with a request each minute.
 * It does both only while the page is visible.
 */
export class HiddenWatch {
  readonly #context: Watching;
  readonly #heard: (gate: Gate) => void;
  #until = 0;
  #stopTimer: (() => void) | null = null;
  #listening: AbortController | null = null;

  /** `heard`: the server sent this gate over HTTP. */
  constructor(all: Watching, heard: (gate: Gate) => void) {
    this.#context = all;
    this.#heard = heard;
  }

  start(): void {
    if (this.#listening) return;
    this.#listening = new AbortController();
    this.#until = this.#context.clock.now() + LIMBO_MS;
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
    const { clock, random, connection } = this.#context;
    this.#stopTimer?.();
    this.#stopTimer = null;
    if (document.hidden) return connection().close();
    const left = this.#until - clock.now();
    if (left > 0) {
      connection().open();
    } else {
      connection().close();
      void this.#poll();
    }
    // A spread of a fifth keeps pages that were hidden together from sending their requests together.
    this.#stopTimer = clock.after(left > 0 ? left : GATE_POLL_MS * (0.8 + 0.4 * random()), () => this.#step());
  }

  async #poll(): Promise<void> {
    const { options, identity } = this.#context;
    const { server, site } = options;
    const { config } = await readConfig(visitorUrl(server, 'config', { site }), identity.token ?? identity.stored, requestLimit());
    if (config && this.#listening) this.#heard(config.gate);
  }
}
