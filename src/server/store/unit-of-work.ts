import { CompiledQuery } from 'kysely';
import { CommandError, refusalOf } from '../command-error.ts';
import { bindConnection } from './prepared.ts';
import type { Reserve } from './reserve.ts';
import type { Db, Tx } from './schema.ts';
import { siteLogOf, type SiteLog } from './site-log.ts';

/** Registers an effect to run after the commit, such as an acknowledgement or fan-out. Effects run in the order of the jobs. */
export type AfterCommit = (effect: () => void) => void;

export interface JobOptions {
  /** A bulky job is refused while the disk is full; other jobs may use the reserve. */
  readonly bulky?: boolean;
  /** The job may have nothing to write: when the commit it shares fails, it is tried once more on its own. */
  readonly reads?: boolean;
}

export interface UnitOfWorkOptions {
  /** Called when an effect of a commit throws. */
  readonly onEffectError: (error: unknown) => void;
  /** Space that small jobs may use when the disk is full; null if the database is on another server. */
  readonly reserve?: Reserve | null;
  /** Runs at the beginning of each transaction; an error it throws refuses all waiting jobs. */
  readonly check?: (tx: Tx) => Promise<void>;
  /** Returns what the next commit has to wait for, if anything. */
  readonly room?: () => Promise<void> | undefined;
  /** A database on another server did not answer a commit: the commit may stand, and nobody has been told of it. */
  readonly onUncertain?: (() => void) | undefined;
}

interface Job {
  readonly work: (tx: Tx, after: AfterCommit) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly options: JobOptions;
  /** The job has failed together with others, and now gets a commit of its own. */
  alone: boolean;
  /** Set once another process held the lock of the database: until then (ms, `performance.now()`) the job runs again. */
  patientUntil?: number;
  effects: (() => void)[];
  outcome: { ok: true; value: unknown } | { ok: false; error: unknown } | undefined;
}

/** The most jobs in one transaction. It bounds how long the first of them waits for its commit. */
const BATCH_MAX = 128;
/** The most jobs that may wait: several seconds of work. More would be answered too late to be of use, and fill the memory. */
const QUEUE_MAX = 20_000;
/** How long a commit waits for another process, such as a command of the owner or the cutting of the log, before it is refused. */
const PATIENCE_MS = 2000;
/** The wait between two attempts. Heartbeats are answered meanwhile. */
const PAUSE_MS = 20;

/**
 * Runs everything that writes, one job after the other. Jobs that arrive together share one durable commit, as a commit costs
 * far more than a command. Each job has its own savepoint, so that a refused command undoes only itself.
 */
export class UnitOfWork {
  readonly #db: Db;
  readonly #options: UnitOfWorkOptions;
  readonly #reserve: Reserve | null;
  #queue: Job[] = [];
  #running: Promise<void> | undefined;

  constructor(db: Db, options: UnitOfWorkOptions) {
    this.#db = db;
    this.#options = options;
    this.#reserve = options.reserve ?? null;
  }

  /**
   * Resolves after the commit. Rejects with `busy` when too many jobs wait, with `storage_full` when the disk is full and the
   * job is `bulky`, with the error that `work` threw, or with the error of the commit. `work` may run a second time, from its
   * beginning.
   */
  run<T>(work: (tx: Tx, after: AfterCommit) => Promise<T>, options: JobOptions = {}): Promise<T> {
    if (this.#queue.length >= QUEUE_MAX) return Promise.reject(new CommandError('busy'));
    if (options.bulky && this.#reserve?.isSpent) return Promise.reject(new CommandError('storage_full'));
    return new Promise<T>((resolve, reject) => {
      const settle = { resolve: resolve as (value: unknown) => void, reject };
      this.#queue.push({ work, ...settle, options, alone: false, effects: [], outcome: undefined });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when no job is left. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #drain(): Promise<void> {
    // Waits one turn of the event loop, so that all frames the sockets have ready join the same commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      // Its last commit met a locked database, which is free again soon.
      if (this.#queue[0]?.patientUntil !== undefined) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      await this.#options.room?.();
      const batch: Job[] = [];
      // A full disk undoes the whole transaction at once. Undoing it again fails and would hide the cause.
      let cause: unknown;
      let worked = false;
      try {
        await this.#db.transaction().execute(async (tx) => {
          const connection = await bindConnection(tx);
          await this.#options.check?.(tx);
          const run = (text: CompiledQuery) => connection.executeQuery(text);
          const log = siteLogOf(tx);
          // A job that shares its commit with no other needs no savepoint: the transaction itself is one.
          const isAlone = this.#queue.length === 1 || this.#queue[0]?.alone === true;
          for (
            let job = this.#next();
            job;
            job = isAlone || batch.length >= BATCH_MAX || this.#queue[0]?.alone ? undefined : this.#next()
          ) {
            batch.push(job);
            await perform(tx, job, isAlone ? null : run, log).catch((error: unknown) => {
              cause = error;
              throw error;
            });
          }
          await log.write();
          worked = true;
        });
        for (const job of batch) if (job.outcome?.ok) this.#settle(job, job.outcome.value);
        this.#refuse(batch.filter((job) => !job.outcome?.ok));
      } catch (error) {
        // The transaction did not even begin, so the database is gone for all waiting jobs. Retrying at once would never end.
        if (batch.length === 0) batch.push(...this.#queue.splice(0));
        for (const job of batch) job.outcome = { ok: false, error: cause ?? error };
        this.#refuse(batch);
        if (worked) this.#options.onUncertain?.();
      }
    }
    this.#running = undefined;
  }

  /** The next job. Once the reserve is in use, waiting bulky jobs are refused: its space is for the small ones. */
  #next(): Job | undefined {
    for (let job = this.#queue.shift(); job; job = this.#queue.shift()) {
      if (!job.options.bulky || !this.#reserve?.wasSpent) return job;
      job.reject(new CommandError('storage_full'));
    }
    return undefined;
  }

  /**
   * Jobs that met a locked database run again, for a while. If the disk is full, the reserve is given up once, and jobs that may
   * use it run again. All others are refused with their error.
   */
  #refuse(jobs: readonly Job[]): void {
    const again: Job[] = [];
    const errorOf = ({ outcome }: Job): unknown => (outcome?.ok === false ? outcome.error : undefined);
    const isFull = (job: Job): boolean => refusalOf(errorOf(job))?.code === 'storage_full';
    const freed = jobs.some(isFull) && this.#reserve?.spend() === true;
    for (const job of jobs) {
      const { bulky = false, reads = false } = job.options;
      const isPatient = isLocked(errorOf(job)) && performance.now() < (job.patientUntil ??= performance.now() + PATIENCE_MS);
      const isInnocent = reads && !job.alone && jobs.length > 1 && refusalOf(errorOf(job))?.retry === true;
      if (isPatient || isInnocent || (freed && !bulky && isFull(job)))
        again.push(Object.assign(job, { effects: [], outcome: undefined, alone: isInnocent && !isPatient }));
      else job.reject(errorOf(job));
    }
    this.#queue.unshift(...again);
  }

  #settle(job: Job, value: unknown): void {
    for (const effect of job.effects) {
      try {
        effect();
      } catch (error) {
        // The commit stands; one broken connection must not keep its effects from the others.
        this.#options.onEffectError(error);
      }
    }
    job.resolve(value);
  }
}

/** Whether another process or transaction was in the way. Nothing has been written, so the same work may succeed a moment later. */
const isLocked = (error: unknown): boolean => !(error instanceof CommandError) && refusalOf(error)?.code === 'busy';

const SAVEPOINT = CompiledQuery.raw('savepoint job');
const RELEASE = CompiledQuery.raw('release savepoint job');
const ROLLBACK = CompiledQuery.raw('rollback to savepoint job');

async function perform(tx: Tx, job: Job, run: ((text: CompiledQuery) => Promise<unknown>) | null, log: SiteLog): Promise<void> {
  const undoLog = log.mark();
  if (run) await run(SAVEPOINT);
  try {
    const value = await job.work(tx, (effect) => job.effects.push(effect));
    if (run) await run(RELEASE);
    job.outcome = { ok: true, value };
  } catch (error) {
    if (!run) throw error;
    try {
      await run(ROLLBACK);
      await run(RELEASE);
    } catch (undo) {
      // The whole batch needs the reason why the database cannot go on; a refusal concerns this job alone.
      throw error instanceof CommandError ? undo : error;
    }
    // The jobs behind this one must not be stored before it, so all of them run again, in order (C5).
    if (isLocked(error)) throw error;
    undoLog();
    job.outcome = { ok: false, error };
  }
}
