import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { amount, figure, FULL, SEED } from './support/figures.ts';
import { prepare, type Batch, type BatchResult } from './support/race-batch.ts';
import { ROWS } from './support/race-model.ts';

const SEQUENCES = amount(50_000, 3000);
/** Each batch has a server of its own, so that the histories to check stay short. */
const BATCH = 250;
const ROWS_ASKED = 100;

test(
  `E1 E3 S1–S14 races: ${SEQUENCES} command sequences over reducer and real server are what the model says`,
  { timeout: SEQUENCES * 200 + 120_000 },
  async () => {
    const batches: Batch[] = [];
    for (let from = 0; from < SEQUENCES; from += BATCH) batches.push({ seed: SEED + from, count: Math.min(BATCH, SEQUENCES - from) });
    const rows = new Map<string, number>(ROWS.map((name) => [name, 0]));
    const workerData = await prepare();
    let commands = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      const worker = new Worker(new URL('./support/race-batch.ts', import.meta.url), { workerData });
      try {
        for (let batch = batches.shift(); batch; batch = batches.shift()) {
          worker.postMessage(batch);
          const [result] = (await once(worker, 'message')) as [BatchResult];
          assert.equal(result.failure, null, `SEED=${batch.seed} FIGURE=${batch.count} repeats it`);
          commands += result.commands;
          done += batch.count;
          for (const [name, n] of Object.entries(result.rows)) rows.set(name, (rows.get(name) ?? 0) + n);
        }
      } finally {
        await worker.terminate();
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(availableParallelism(), batches.length) }, work));
    } finally {
      batches.length = 0;
      rmSync(workerData.prepared, { recursive: true, force: true });
    }
    figure({
      fault: 'model checking over reducer and real server',
      asked: `${SEQUENCES} sequences${FULL ? `, every row of the race table ≥ ${ROWS_ASKED} times` : ''}`,
      reached: `${done} sequences, ${commands} commands; ${[...rows].map(([name, n]) => `${name} ${n}`).join(', ')}; a killed server under a lost ack: crash-points, kill`,
    });
    const least = SEQUENCES >= 50_000 ? ROWS_ASKED : SEQUENCES >= 3000 ? 1 : 0;
    for (const [name, n] of rows) assert.ok(n >= least, `${name}: ${n} times`);
  },
);
