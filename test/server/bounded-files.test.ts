import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { connect, type Connections } from '../../src/server/store/connect.ts';
import { UnitOfWork } from '../../src/server/store/unit-of-work.ts';

const MB = 2 ** 20;

async function open(t: TestContext): Promise<{ store: Connections; work: UnitOfWork; file: string; wal: () => number }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chat-files-'));
  const store = await connect({ dataDir, databaseUrl: null });
  t.after(async () => {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const work = new UnitOfWork(store.write, { onEffectError: () => undefined, room: () => store.room?.() });
  const file = join(dataDir, 'chat.db');
  return { store, work, file, wal: () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0 };
}

const rows = (from: number, count: number, size: number) =>
  Array.from({ length: count }, (_, i) => ({ principal: 'p', cid: `c${from + i}`, hash: '', result: 'x'.repeat(size), at: 0 }));

/** Commits without a pause, some megabytes each; gives the largest length the log had. */
async function write({ work, wal }: { work: UnitOfWork; wal: () => number }, commits: number): Promise<number> {
  let largest = 0;
  for (let i = 0; i < commits; i++) {
    await work.run((tx) =>
      tx
        .insertInto('command_results')
        .values(rows(i * 100, 100, 40_000))
        .execute(),
    );
    largest = Math.max(largest, wal());
  }
  return largest;
}

test('D12 the write-ahead log stays below 64 MB however fast commits follow one another, and is cut when it is quiet', async (t) => {
  const store = await open(t);
  const largest = await write(store, 40);
  assert.ok(largest > 16 * MB, 'more was written than the log holds');
  assert.ok(largest < 64 * MB, `${largest} bytes`);
  while (store.wal() > 0) await new Promise((resolve) => setTimeout(resolve, 100));
});

test('D12 a reader that takes its time lets the log grow, and stops nobody; when it is done the log is short again', async (t) => {
  const store = await open(t);
  const reader = new DatabaseSync(store.file);
  reader.exec('begin; select count(*) from command_results');
  assert.ok((await write(store, 25)) > 64 * MB);
  reader.exec('commit');
  reader.close();
  while (store.wal() > 0) await new Promise((resolve) => setTimeout(resolve, 100));
});

test('D12 the space of removed rows is given back, a little with each commit', async (t) => {
  const { store, work, file } = await open(t);
  await work.run((tx) =>
    tx
      .insertInto('command_results')
      .values(rows(0, 500, 30_000))
      .execute(),
  );
  const size = async () => {
    const worker = new DatabaseSync(file);
    worker.exec('pragma wal_checkpoint(truncate)');
    worker.close();
    return statSync(file).size;
  };
  await new Promise((resolve) => setTimeout(resolve, 0));
  const full = await size();
  await work.run((tx) => tx.deleteFrom('command_results').execute());
  let slices = 0;
  const { giveBack } = store;
  assert.ok(giveBack);
  while (await work.run((tx) => giveBack(tx))) slices++;
  assert.ok(slices > 10, `${slices} commits`);
  assert.ok((await size()) < full / 4, `${await size()} of ${full} bytes`);
});
