import { CommandError } from '../command-error.ts';
import { beginLife, currentLife } from './lives.ts';
import type { Db, Tx } from './schema.ts';

/** Delay before the next try to begin a life that could not be begun. */
const AGAIN_MS = 500;

export interface LifeHooks {
  /** All clients must reconnect: what they have seen may differ from what is stored now. */
  readonly onNext: () => void;
  /** The next life cannot be begun yet, and nothing is stored until it is. Called once per life. */
  readonly onError: (error: unknown) => void;
}

/**
 * The life of the database that this server serves (D6). A restore beside the running server ends it, and so does another
 * server that wrote while this one was without its lock. Clients may then carry on nothing of what they know from here.
 */
export class Life {
  readonly #db: Db;
  readonly #hooks: LifeHooks;
  #epoch: string;
  #renewing = false;
  #again: NodeJS.Timeout | undefined;
  #stopped = false;

  private constructor(db: Db, epoch: string, hooks: LifeHooks) {
    this.#db = db;
    this.#epoch = epoch;
    this.#hooks = hooks;
  }

  static async begin(db: Db, hooks: LifeHooks): Promise<Life> {
    return new Life(db, await beginLife(db), hooks);
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Runs at the beginning of each transaction. If the database is in another life, it throws and begins the next one. */
  async check(tx: Tx): Promise<void> {
    if (!this.#renewing && (await currentLife(tx)) === this.#epoch) return;
    this.renew();
    throw new CommandError('unavailable');
  }

  renew(): void {
    if (this.#renewing || this.#stopped) return;
    this.#renewing = true;
    void this.#beginNext(true);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#again);
  }

  /** Retries until the life is begun: after a switch-over, for example, the database may not take writes yet. */
  async #beginNext(first: boolean): Promise<void> {
    try {
      this.#epoch = await beginLife(this.#db);
    } catch (error) {
      if (this.#stopped) return;
      if (first) this.#hooks.onError(error);
      this.#again = setTimeout(() => void this.#beginNext(false), AGAIN_MS);
      return;
    }
    this.#renewing = false;
    this.#hooks.onNext();
  }
}
