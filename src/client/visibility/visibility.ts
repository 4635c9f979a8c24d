import type { Gate } from '../../protocol/index.ts';
import type { Connection } from '../../link/connection.ts';
import type * as LazyClient from '../lazy-client.ts';
import type { HiddenWatch } from './hidden-watch.ts';
import type { ClientContext } from '../client-context.ts';

export interface GateLinks {
  readonly connection: Connection;
  readonly lazy: () => Promise<typeof LazyClient>;
  readonly token: () => string | null;
  /** Called when the other tabs may not know yet. */
  readonly onNews: (gate: Gate) => void;
  /** Called before the page hears of it. */
  readonly onHide: () => void;
  readonly onShow: () => void;
}

const ignore = (): void => undefined;

/** Whether this visitor may see the widget. The gate with the highest version wins (B5, B6). */
export class Visibility {
  readonly #context: ClientContext & GateLinks;
  #watch: HiddenWatch | undefined;
  #watching = false;

  constructor(all: ClientContext & GateLinks) {
    this.#context = all;
  }

  /** `told`: the news came from another tab, so the tabs know. */
  changed({ show, version }: Gate, told = false): void {
    const { state, onNews, onHide, onShow } = this.#context;
    const before = state.get().gate;
    if (before && version < before.version) return;
    const gate = Object.freeze({ show, version });
    if (!told && before?.show !== show) onNews(gate);
    state.set({ gate });
    if (show) {
      this.stop();
      if (before?.show !== false) return;
      state.emit('unblock', {});
      onShow();
    } else {
      onHide();
      if (before?.show !== false) state.emit('block', {});
      this.watch();
    }
  }

  /** Waits for the gate to open: with a connection, later with requests. */
  watch(): void {
    const { clock, random, options, connection, lazy, token, state } = this.#context;
    this.#watching = true;
    if (this.#watch) return this.#watch.start();
    // If the file that limits the wait cannot be loaded, the connection alone waits.
    if (!document.hidden) connection.open();
    void lazy().then(({ HiddenWatch }) => {
      this.#watch ??= new HiddenWatch({
        clock,
        random,
        open: () => connection.open(),
        close: () => connection.close(),
        client: options,
        token,
        heard: (gate) => this.changed(gate),
      });
      if (this.#watching && state.hidden) this.#watch.start();
    }, ignore);
  }

  stop(): void {
    this.#watching = false;
    this.#watch?.stop();
  }
}
