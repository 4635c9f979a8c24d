import { CommandError } from '../command-error.ts';

/** A full queue takes about a second; later requests are told to try again. */
const WAITING_MAX = 20;

/**
 * Hashing a password takes a core for about 30 ms, on purpose. One job runs at a time and only a few may wait, those of known
 * browsers first, so that a flood of guesses slows down neither the chat nor the owner (F3).
 */
export class HashQueue {
  #busy = false;
  readonly #known: (() => void)[] = [];
  readonly #unknown: (() => void)[] = [];

  /** Throws `busy` when too many jobs wait. */
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
      // The place is handed directly to the next job, so that no new one can take it in between.
      const next = this.#known.shift() ?? this.#unknown.shift();
      if (next) next();
      else this.#busy = false;
    }
  }
}
