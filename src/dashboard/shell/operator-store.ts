import { BrowserStore } from '../../link/browser-store.ts';
import { systemClock } from '../../link/clock.ts';

/** The operator's own database in this browser, for this server (W1). */
export class OperatorStore {
  #open: { readonly operator: string; readonly store: BrowserStore } | null = null;

  of(operator: string): BrowserStore {
    const here = new URL('.', location.href).pathname;
    if (this.#open?.operator !== operator)
      this.#open = { operator, store: new BrowserStore(`chat-dashboard ${here} ${operator}`, systemClock) };
    return this.#open.store;
  }
}
