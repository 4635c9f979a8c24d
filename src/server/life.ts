import { CommandError } from './command-error.ts';
import { beginLife, currentLife } from './store/lives.ts';
import type { Db, Tx } from './store/schema.ts';

export interface LifeHooks {
  /** Everybody is to come again: what they have seen may not be what is stored now. */
  readonly onNext: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The life of the database that this server serves (D6). A restore beside the running server, and another server that wrote
 * while this one was without its lock, end it: nothing of what clients know here may be carried on.
 */
export class Life {
  readonly #db: Db;
  readonly #hooks: LifeHooks;
  #epoch: string;
  #renewing = false;

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

  /** At the beginning of each transaction: throws, and begins the next life, when the database is not what it was. */
  async check(tx: Tx): Promise<void> {
    if ((await currentLife(tx)) === this.#epoch) return;
    this.renew();
    throw new CommandError('unavailable');
  }

  renew(): void {
    if (this.#renewing) return;
    this.#renewing = true;
    beginLife(this.#db)
      .then((epoch) => {
        this.#epoch = epoch;
        this.#hooks.onNext();
      })
      .catch(this.#hooks.onError)
      .finally(() => {
        this.#renewing = false;
      });
  }
}
