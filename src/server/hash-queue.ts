import { availableParallelism } from 'node:os';
import { CommandError } from './command-error.ts';

/** Half the cores, so that the other half goes on with the chat. */
const AT_ONCE = Math.max(1, Math.min(4, availableParallelism() >> 1));
/** About a second of waiting; whoever comes later is told to try again. */
const WAITING_MAX = 20;

/**
 * Hashing a password takes a core for some 30 ms, on purpose. This lets few of them run at once and few wait, those of known
 * browsers first, so that a flood of guesses slows down neither the chat nor the owner (F3).
 */
export class HashQueue {
  #running = 0;
  readonly #known: (() => void)[] = [];
  readonly #unknown: (() => void)[] = [];

  /** Refuses with `busy` when too many wait. */
  requireRoom(known: boolean): void {
    if ((known ? this.#known : this.#unknown).length >= WAITING_MAX) throw new CommandError('busy');
  }

  async run<T>(known: boolean, work: () => Promise<T>): Promise<T> {
    this.requireRoom(known);
    if (this.#running >= AT_ONCE) await new Promise<void>((go) => (known ? this.#known : this.#unknown).push(go));
    else this.#running++;
    try {
      return await work();
    } finally {
      // The place is handed on: nobody who comes in between takes it.
      const next = this.#known.shift() ?? this.#unknown.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
