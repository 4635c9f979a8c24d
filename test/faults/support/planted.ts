/** Five bugs that somebody could write one day, each put into the running server or client from outside. */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { CompiledQuery, QueryResult } from 'kysely';
import type { Services } from '../../../src/server/services.ts';
import type { Db, Tx } from '../../../src/server/store/schema.ts';
import { UnitOfWork, type AfterCommit } from '../../../src/server/store/unit-of-work.ts';

type Work<T> = (tx: Tx, after: AfterCommit) => Promise<T>;

/** A unit of work whose transactions fail now and then at the very end, as they do when the disk is full or the power goes. */
export class FailingUnitOfWork extends UnitOfWork {
  readonly #fails: () => boolean;
  readonly #early: boolean;

  /** `early`: the planted bug, effects and answers before the commit. */
  constructor(services: Services, fails: () => boolean, early: boolean) {
    super(early ? services.store.write : failingAtCommit(services.store.write, fails), { onEffectError: () => undefined });
    this.#fails = fails;
    this.#early = early;
  }

  override run<T>(work: Work<T>): Promise<T> {
    if (!this.#early) return super.run(work);
    return new Promise<T>((resolve, reject) => {
      super
        .run(async (tx) => {
          const effects: (() => void)[] = [];
          const value = await work(tx, (effect) => effects.push(effect));
          for (const effect of effects) effect();
          resolve(value);
          if (this.#fails()) throw new Error('the disk is full');
        })
        .catch(reject);
    });
  }
}

/** Whole transactions fail at their commit, as they do when the disk is full. */
function failingAtCommit(db: Db, fails: () => boolean): Db {
  const execute = <T>(work: (tx: Tx) => Promise<T>) =>
    db.transaction().execute(async (tx) => {
      const value = await work(tx);
      if (fails()) throw Object.assign(new Error('the disk is full'), { errcode: 13 });
      return value;
    });
  return { transaction: () => ({ execute }) } as unknown as Db;
}

/** A gate that was read before the transaction began. */
export class StaleGateUnitOfWork extends UnitOfWork {
  readonly #services: Services;

  constructor(services: Services) {
    super(services.store.write, { onEffectError: () => undefined });
    this.#services = services;
  }

  override async run<T>(work: Work<T>): Promise<T> {
    const { n } = await this.#services.store.read
      .selectFrom('blocks')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('active', '=', 1)
      .executeTakeFirstOrThrow();
    return super.run(async (tx, after) => {
      const connection = await tx.getExecutor().provideConnection((own) => Promise.resolve(own));
      const { executeQuery } = connection;
      // Jobs run one after the other: nobody else asks this connection meanwhile.
      connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
        const result = await executeQuery.call<typeof connection, [CompiledQuery], Promise<QueryResult<R>>>(connection, query);
        return { ...result, rows: result.rows.map((row) => answered(row, Number(n))) };
      };
      try {
        return await work(tx, after);
      } finally {
        connection.executeQuery = executeQuery;
      }
    });
  }
}

/** Puts an earlier count of blocks in place of the one that the gate's query finds. */
const answered = <R>(row: R, blocks: number): R =>
  typeof row === 'object' && row !== null && 'gate_version' in row && 'blocks' in row ? { ...row, blocks } : row;

/** Results of commands are forgotten at once: a message that is sent again is stored again. */
export function forgetResults(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, 'chat.db'));
  database.exec('create trigger forget after insert on command_results begin delete from command_results; end');
  database.close();
}

/** Resumes by time: an event that is not younger than the client's youngest one does not come. */
export function resumeByTime(): (frame: { type: string; [name: string]: unknown }) => object {
  let youngest = 0;
  const younger = <T extends { at: number }>(events: readonly T[]) => {
    const kept = events.filter(({ at }) => at > youngest);
    youngest = Math.max(youngest, ...events.map(({ at }) => at));
    return kept;
  };
  return (frame) => {
    if (frame.type === 'welcome')
      return {
        ...frame,
        sessions: (frame['sessions'] as { events: { at: number }[] }[]).map((page) => ({ ...page, events: younger(page.events) })),
      };
    if (frame.type === 'events')
      return { ...frame, page: { ...(frame['page'] as object), events: younger((frame['page'] as { events: { at: number }[] }).events) } };
    if (frame.type === 'event') youngest = Math.max(youngest, (frame['event'] as { at: number }).at);
    return frame;
  };
}
