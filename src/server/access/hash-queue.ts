import { CommandError } from '../command-error.ts';

/** About a second of waiting; whoever comes later is told to try again. */
const WAITING_MAX = 20;

/**
 * Hashing a password takes a core for some 30 ms, on purpose. This lets one run at a time and few wait, those of known browsers
 * first, so that a flood of guesses slows down neither the chat nor the owner (F3).
 */
export class HashQueue {
  #busy = false;
  readonly #known: (() => void)[] = [];
  readonly #unknown: (() => void)[] = [];

  /** Refuses with `busy` when too many wait. */
  requireRoom(known: boolean): void {
    if ((known ? this.#known : this.#unknown).length >= WAITING_MAX) throw new CommandError('busy');
  }

  async run<T>(known: boolean, work: () => Promise<T>): Promise<T> {
    this.requireRoom(known);
    if (this.#busy) await new Promise<void>((go) => (known ? this.#known : this.#unknown).push(go));
    this.#busy = true;
    try {
      return await work();
    } finally {
      // The place is handed on: nobody who comes in between takes it.
      const next = this.#known.shift() ?? this.#unknown.shift();
      if (next) next();
      else this.#busy = false;
    }
  }
}
