import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { connect, type Connections } from '../../src/server/store/connect.ts';
import { writeMeta } from '../../src/server/store/meta.ts';
import { CommandError, refusalOf } from '../../src/server/command-error.ts';
import type { Reserve } from '../../src/server/store/reserve.ts';
import type { Db, Tx } from '../../src/server/store/schema.ts';
import { UnitOfWork } from '../../src/server/store/unit-of-work.ts';

describe('the unit of work', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-unit-'));
  let store: Connections;
  const effectErrors: unknown[] = [];
  let work: UnitOfWork;
  before(async () => {
    store = await connect({ dataDir, databaseUrl: null });
    work = new UnitOfWork(store.write, { onEffectError: (error) => effectErrors.push(error) });
  });
  after(async () => {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const value = async (key: string) =>
    (await store.read.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst())?.value ?? null;

  test('jobs that arrive together share one commit, and are not seen before it', async () => {
    let begins = 0;
    const { transaction } = store.write;
    store.write.transaction = function (...args) {
      begins++;
      return transaction.apply(this, args);
    };
    const seen: (string | null)[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        work.run(async (tx) => {
          await writeMeta(tx, key, 'set');
          seen.push(await value('a'));
        }),
      ),
    );
    store.write.transaction = transaction;
    assert.equal(begins, 1);
    assert.deepEqual(seen, [null, null, null], 'another connection sees nothing of an open transaction');
    assert.equal(await value('c'), 'set');
  });

  test('C2 C5 another process that holds the lock for a moment delays commits, in their order, and refuses none', async () => {
    const other = new DatabaseSync(join(dataDir, 'chat.db'));
    other.exec('begin immediate');
    const order: string[] = [];
    let attempts = 0;
    const jobs = ['l1', 'l2', 'l3'].map((key) =>
      work.run(async (tx, after) => {
        attempts++;
        await writeMeta(tx, key, 'set');
        after(() => order.push(key));
      }),
    );
    while (attempts < 3) await new Promise((resolve) => setImmediate(resolve));
    other.exec('rollback');
    await Promise.all(jobs);
    assert.deepEqual(order, ['l1', 'l2', 'l3'], 'each once, in order');
    other.exec('begin immediate');
    await assert.rejects(
      work.run((tx) => writeMeta(tx, 'l4', 'set')),
      (error) => refusalOf(error)?.code === 'busy',
      'a lock that stays is said',
    );
    other.close();
    assert.equal(await value('l4'), null);
  });

  test('a refused job undoes itself alone and runs none of its effects', async () => {
    const effects: string[] = [];
    const job = (key: string, refuse: boolean) =>
      work.run(async (tx, after) => {
        await writeMeta(tx, key, 'set');
        after(() => effects.push(key));
        if (refuse) throw new Error(`refused ${key}`);
        return key;
      });
    const results = await Promise.allSettled([job('x', false), job('y', true), job('z', false)]);
    assert.deepEqual(
      results.map((r) => r.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await Promise.all(['x', 'y', 'z'].map(value)), ['set', null, 'set']);
    assert.deepEqual(effects, ['x', 'z']);
  });

  test('effects run after the commit, in the order of the jobs', async () => {
    const seen: string[] = [];
    await Promise.all(
      [1, 2, 3].map((n) =>
        work.run(async (tx, after) => {
          await writeMeta(tx, `effect-${n}`, 'set');
          after(() => seen.push(`${n} first`));
          after(() => seen.push(`${n} second`));
        }),
      ),
    );
    assert.deepEqual(seen, ['1 first', '1 second', '2 first', '2 second', '3 first', '3 second']);
  });

  test('an effect that throws is reported; the commit and the other effects stand', async () => {
    const seen: string[] = [];
    const outcome = await work.run((_tx, after) => {
      after(() => {
        throw new Error('broken connection');
      });
      after(() => seen.push('next'));
      return Promise.resolve('done');
    });
    assert.equal(outcome, 'done');
    assert.deepEqual(seen, ['next']);
    assert.match(String(effectErrors.at(-1)), /broken connection/);
  });

  test('a failed commit rejects every job, runs no effect and leaves nothing', async () => {
    const effects: string[] = [];
    const job = (key: string, spoil: (tx: Tx) => Promise<unknown>) =>
      work.run(async (tx, after) => {
        await writeMeta(tx, key, 'set');
        after(() => effects.push(key));
        await spoil(tx);
      });
    // A deferred foreign key is checked by the commit, after every savepoint has been released.
    const spoil = async (tx: Tx) => {
      await sql`pragma defer_foreign_keys = on`.execute(tx);
      await tx.insertInto('operator_sites').values({ operator_id: 'nobody', site_id: 'nowhere' }).execute();
    };
    const results = await Promise.allSettled([job('p', () => Promise.resolve()), job('q', spoil), job('r', () => Promise.resolve())]);
    assert.deepEqual(
      results.map((r) => r.status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.deepEqual(effects, []);
    assert.deepEqual(await Promise.all(['p', 'q', 'r'].map(value)), [null, null, null]);
    await job('p', () => Promise.resolve());
    assert.equal(await value('p'), 'set', 'the next commit works');
  });

  test('a transaction that cannot begin rejects every job that waits, and the next one works', async () => {
    const { transaction } = store.write;
    store.write.transaction = () => {
      throw new Error('no connection');
    };
    const results = await Promise.allSettled(['f', 'g'].map((key) => work.run((tx) => writeMeta(tx, key, 'set'))));
    store.write.transaction = transaction;
    assert.deepEqual(
      results.map((r) => r.status === 'rejected' && String(r.reason)),
      ['Error: no connection', 'Error: no connection'],
    );
    await work.run((tx) => writeMeta(tx, 'f', 'set'));
    assert.equal(await value('f'), 'set');
  });

  /** The database with commits that fail, as they do on a disk that fails, when something was written. */
  function failing(): { db: Db; wrote: () => void } {
    let wrote = false;
    const execute = <T>(action: (tx: Tx) => Promise<T>) =>
      store.write.transaction().execute(async (tx) => {
        wrote = false;
        const result = await action(tx);
        if (wrote) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
        return result;
      });
    return { db: { transaction: () => ({ execute }) } as unknown as Db, wrote: () => (wrote = true) };
  }

  test('C2 reading goes on when it shared its commit with writing that failed', async () => {
    const { db, wrote } = failing();
    let uncertain = 0;
    const broken = new UnitOfWork(db, { onEffectError: () => undefined, onUncertain: () => uncertain++ });
    const told: string[] = [];
    const write = (key: string) =>
      broken.run(async (tx) => {
        await writeMeta(tx, key, 'set');
        wrote();
      });
    const read = (name: string) =>
      broken.run(
        (_tx, after) => {
          after(() => told.push(name));
          return Promise.resolve(name);
        },
        { reads: true },
      );
    const results = await Promise.allSettled([read('a'), write('lost'), read('b'), write('lost'), read('c')]);
    assert.deepEqual(
      results.map((r) => (r.status === 'fulfilled' ? r.value : 'rejected')),
      ['a', 'rejected', 'b', 'rejected', 'c'],
    );
    assert.deepEqual(told, ['a', 'b', 'c'], 'each once');
    assert.equal(await value('lost'), null);
    assert.equal(uncertain, 1, 'a commit that was not answered is told');
  });

  test('C3 a refusal that cannot be undone is not the answer to the jobs that shared its commit', async () => {
    const results = await Promise.allSettled([
      work.run((tx) => writeMeta(tx, 'u', 'set')),
      work.run(async (tx) => {
        // Takes the savepoint away, as a connection that breaks does.
        await sql`rollback`.execute(tx);
        throw new CommandError('blocked');
      }),
    ]);
    assert.deepEqual(
      results.map((r) => r.status === 'rejected' && refusalOf(r.reason)?.code),
      [undefined, undefined],
      'nobody is told that they are blocked',
    );
    await work.run((tx) => writeMeta(tx, 'u', 'again'));
    assert.equal(await value('u'), 'again');
  });

  test('C3 what waited behind the commit that gave the reserve up does not use it', async () => {
    let spent = false;
    const reserve = {
      spend: () => !spent && (spent = true),
      get wasSpent() {
        return spent;
      },
      get isSpent() {
        return spent;
      },
    };
    const full = new UnitOfWork(store.write, { onEffectError: () => undefined, reserve: reserve as unknown as Reserve });
    let message: Promise<unknown> = Promise.resolve();
    let tries = 0;
    await full.run(async (tx) => {
      if (++tries === 1) {
        message = full.run((inner) => writeMeta(inner, 'message', 'set'), { bulky: true });
        message.catch(() => undefined);
        throw Object.assign(new Error('full'), { errcode: 13 });
      }
      await writeMeta(tx, 'block', 'set');
    });
    assert.equal(await value('block'), 'set');
    await assert.rejects(message, (error) => refusalOf(error)?.code === 'storage_full');
    assert.equal(await value('message'), null);
  });

  test('idle resolves when the last job is done', async () => {
    let done = 0;
    for (let n = 0; n < 200; n++)
      void work.run(async (tx) => {
        await writeMeta(tx, 'many', String(n));
        done++;
      });
    await work.idle();
    assert.equal(done, 200, 'more jobs than one transaction takes');
    assert.equal(await value('many'), '199');
  });
});
