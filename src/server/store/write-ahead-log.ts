import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Above this size the worker is asked to move pages at once, while commits go on. */
const HASTE_BYTES = 16 * 2 ** 20;
/** Above this size commits wait until the log is empty. One more commit may still be written: together below 64 MB (D12). */
const LIMIT_BYTES = 40 * 2 ** 20;
/** A slow reader, such as a backup, keeps the log from being emptied, so the log may grow for this long. */
const PATIENCE_MS = 1000;

/**
 * The file of committed pages beside the database. A worker moves them into the database. As long as commits follow one another
 * without a pause, the worker cannot restart the file, so a full one makes the commits wait. Nothing else waits.
 */
export class WriteAheadLog {
  readonly #file: string;
  readonly #worker: Worker;
  readonly #ended: Promise<unknown>;
  #isHasty = false;
  #emptying: Promise<void> | undefined;
  #onAnswer: (() => void) | undefined;
  #patientUntil = 0;

  constructor(database: string) {
    this.#file = `${database}-wal`;
    this.#worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: { file: database } });
    this.#worker.unref();
    this.#worker.on('message', (news: 'moved' | 'emptied' | 'quiet') => {
      if (news === 'moved') this.#isHasty = false;
      else if (news === 'quiet') this.#emptying ??= this.#empty('cut');
      else this.#onAnswer?.();
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    // Nothing may wait for a worker that is gone; the log then only grows until the next start.
    void this.#ended.then(() => {
      this.#patientUntil = Infinity;
      this.#onAnswer?.();
    });
  }

  /** Called before each commit: undefined when there is room, else a promise that resolves when there is. */
  room(): Promise<void> | undefined {
    if (this.#emptying) return this.#emptying;
    const size = this.#size();
    if (size < HASTE_BYTES) return undefined;
    if (size >= LIMIT_BYTES && performance.now() >= this.#patientUntil) return (this.#emptying = this.#empty('empty'));
    if (!this.#isHasty) {
      this.#isHasty = true;
      this.#worker.postMessage('move');
    }
    return undefined;
  }

  /** Ends the worker and waits for it, whatever else still runs, so that the rest of the log can go into the file. */
  async stop(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage('stop');
    await this.#ended;
  }

  async #empty(order: 'empty' | 'cut'): Promise<void> {
    // While a commit waits for the worker, the process must not end.
    this.#worker.ref();
    await new Promise<void>((resolve) => {
      this.#onAnswer = resolve;
      this.#worker.postMessage(order);
    });
    this.#onAnswer = undefined;
    this.#worker.unref();
    if (this.#size() >= HASTE_BYTES) this.#patientUntil = Math.max(this.#patientUntil, performance.now() + PATIENCE_MS);
    this.#emptying = undefined;
  }

  #size(): number {
    return statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
  }
}
