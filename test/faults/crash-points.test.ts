import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/link/clock.ts';
import { Fleet, FleetOperator, FleetVisitor, pause } from './support/fleet.ts';
import { amount, figure, generator, SEED } from './support/figures.ts';
import { integrity } from './support/read-store.ts';
import { freePort, freshFolder, prepareData, ServerProcess } from './support/server-process.ts';

const TIMES = amount(200, 10);
const PRELOAD = fileURLToPath(new URL('./preload/crash.mjs', import.meta.url));

for (const point of ['before-commit', 'after-commit', 'checkpoint'] as const)
  test(
    `C1 C2 a crash ${point === 'after-commit' ? 'after the commit, before the ack' : point === 'checkpoint' ? 'in a checkpoint' : 'before the commit'}, ${TIMES} times: 0 lost, 0 twice`,
    { timeout: TIMES * 20_000 + 60_000 },
    async () => {
      const random = generator(SEED);
      const dataDir = freshFolder();
      const [cookie = ''] = await prepareData(dataDir, 1);
      const server = new ServerProcess(await freePort(), dataDir);
      const fleet = new Fleet();
      let ahead = 0;
      const clock = { ...systemClock, now: () => Date.now() + ahead };
      const arm = join(dataDir, 'crash.json');
      let crashes = 0;
      const start = async () => {
        ahead += 31_000;
        await server.start({ preload: PRELOAD, env: { CRASH_AT: point, CRASH_ARM: arm } });
        // Everybody presses "Try again": how long clients wait by themselves is the kill test's subject.
        for (const { client } of fleet.visitors) client.reconnect();
        for (const { client } of fleet.operators) client.retryNow();
      };
      try {
        await start();
        fleet.operators.push(new FleetOperator('operator', server.url, cookie, { clock }));
        for (let i = 0; i < 10; i++)
          fleet.visitors.push(
            new FleetVisitor(`visitor ${i}`, server.url, {
              clock,
              watcher: { headers: { 'x-forwarded-for': `198.51.100.${i + 1}` } },
            }),
          );
        for (const { client } of fleet.operators) client.open();
        await Promise.all(fleet.visitors.map(({ client }) => client.connect()));
        assert.deepEqual((await fleet.settle(dataDir, 10_000)).violations, []);
        for (let i = 0; i < TIMES; i++) {
          // Now and then among the hellos of a start, which commit as well; else among messages alone.
          const atStart = i % 3 === 2;
          if (atStart) await server.kill();
          writeFileSync(arm, JSON.stringify({ after: point === 'checkpoint' ? 1 : 1 + Math.floor(random() * 5), delayMs: random() * 200 }));
          if (atStart)
            await start().catch((error: unknown) => {
              // The very start commits as well.
              if (server.running) throw error;
            });
          const ended = server.ended();
          let over = false;
          void ended.then(() => (over = true));
          for (let message = 0; message < 8 && !over; message++) {
            for (const visitor of fleet.visitors) await visitor.say(`round ${i}, message ${message}`);
            await pause(10);
          }
          const limit = setTimeout(() => void server.kill('SIGTERM'), 8000);
          const { signal } = await ended;
          clearTimeout(limit);
          if (signal === 'SIGKILL') crashes++;
          rmSync(arm);
          assert.equal(integrity(dataDir), 'ok');
          await start();
          const { violations, quiet } = await fleet.settle(dataDir, 20_000);
          assert.deepEqual(violations.slice(0, 5), [], `crash ${i}, seed ${SEED}`);
          assert.ok(quiet, `crash ${i}: somebody still waits`);
        }
        figure({
          fault: `crash ${point}`,
          asked: `${TIMES} times, 0 lost, 0 twice`,
          reached: `${crashes} crashes at that point, ${fleet.acked} acknowledged, 0 lost, 0 twice, database whole each time`,
        });
        assert.equal(crashes, TIMES);
      } finally {
        fleet.close();
        await server.kill();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  );
