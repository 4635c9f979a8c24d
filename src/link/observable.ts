/** Holds the one frozen snapshot of everything a screen shows, and tells listeners of each change. */
export class Observable<S extends object> {
  #state: S;
  readonly #listeners = new Set<(state: S) => void>();

  constructor(initial: S) {
    this.#state = Object.freeze(initial);
  }

  get(): S {
    return this.#state;
  }

  /** Applies the members that differ. Without a difference no listener is called. */
  set(changes: Partial<S>): void {
    const before = this.#state;
    const keys = Object.keys(changes) as (keyof S)[];
    if (keys.every((key) => changes[key] === before[key])) return;
    const next = (this.#state = Object.freeze({ ...before, ...changes }));
    for (const listener of [...this.#listeners]) {
      try {
        listener(next);
      } catch (error) {
        // A listener's error must neither stop the chat nor be hidden.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  subscribe(listener: (state: S) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
