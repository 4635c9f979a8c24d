import type { Gate } from '../../protocol/index.ts';
import type { Connection } from '../../link/connection.ts';
import type { ClientContext } from '../client-context.ts';
import type * as LazyClient from '../lazy-client.ts';
import type { TabMessage } from '../tabs.ts';
import type { HiddenWatch } from './hidden-watch.ts';
import { isNewest } from './newest.ts';

export interface VisibilityLinks {
  readonly connection: Connection;
  readonly lazy: () => Promise<typeof LazyClient>;
  readonly token: () => string | null;
  /** The client waits until the server shows the widget. */
  readonly isHidden: () => boolean;
  readonly on: (event: 'hidden' | 'shown') => void;
  readonly post: (message: TabMessage) => void;
}

/** Hidden, and older than any gate the server can send. */
const NOT_KNOWN: Gate = Object.freeze({ show: false, version: -1 });
const ignore = (): void => undefined;

/** Whether this visitor may see the widget (B5, B6). */
export class Visibility {
  readonly #context: ClientContext & VisibilityLinks;
  #watch: HiddenWatch | undefined;

  constructor(all: ClientContext & VisibilityLinks) {
    this.#context = all;
  }

  /** `told`: the news came from another tab, so the tabs know. */
  hear({ show, version }: Gate, told = false): void {
    const { state, on, post } = this.#context;
    const before = state.get().gate;
    const gate = Object.freeze({ show, version });
    if (!isNewest(gate, before)) return;
    if (!told && (before?.show ?? true) !== show) post({ kind: 'gate', gate });
    if (version !== before?.version || show !== before.show) state.set({ gate });
    if (!show) {
      // The chat is wiped before the page hears of it.
      on('hidden');
      if (before?.show !== false) state.emit('block', {});
    } else if (before?.show === false) {
      state.emit('unblock', {});
      on('shown');
    }
  }

  /** Hidden until the server says more. */
  doubt(): void {
    this.#context.state.set({ gate: NOT_KNOWN });
  }

  /** Waits until the server shows the widget: with a connection, later with requests. */
  watch(): void {
    const { clock, random, options, connection, lazy, token, isHidden } = this.#context;
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
        heard: (gate) => this.hear(gate),
      });
      if (isHidden()) this.#watch.start();
    }, ignore);
  }

  stop(): void {
    this.#watch?.stop();
  }
}
