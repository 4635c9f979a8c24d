import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/client/connection/index.ts';
import { Fleet, FleetOperator, FleetVisitor } from './support/fleet.ts';
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
      let crashes = 0;
      try {
        await server.start();
        fleet.operators.push(new FleetOperator('operator', server.url, cookie, { clock, random: () => random() / 4 }));
        for (let i = 0; i < 10; i++)
          fleet.visitors.push(
            new FleetVisitor(`visitor ${i}`, server.url, {
              clock,
              random: () => random() / 4,
              watcher: { headers: { 'x-forwarded-for': `198.51.100.${i + 1}` } },
            }),
          );
        for (const { client } of fleet.operators) client.open();
        await Promise.all(fleet.visitors.map(({ client }) => client.connect()));
        assert.deepEqual((await fleet.settle(dataDir, 10_000)).violations, []);
        await server.kill();
        for (let i = 0; i < TIMES; i++) {
          ahead += 31_000;
          // Hellos commit too, so that the point is passed some times before messages are under way.
          const after = point === 'checkpoint' ? 1 : 4 + Math.floor(random() * 12);
          await server
            .start({
              preload: PRELOAD,
              env: { CRASH_AT: point, CRASH_AFTER: String(after), CRASH_DELAY_US: String(Math.floor(random() * 300_000)) },
            })
            .catch((error: unknown) => {
              // The very start commits as well.
              if (server.running) throw error;
            });
          const ended = server.ended();
          let over = false;
          void ended.then(() => (over = true));
          for (let message = 0; message < 6; message++) {
            for (const visitor of fleet.visitors) await visitor.say(`round ${i}, message ${message}`);
            if (over) break;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          const limit = setTimeout(() => void server.kill('SIGTERM'), 8000);
          const { signal } = await ended;
          clearTimeout(limit);
          if (signal === 'SIGKILL') crashes++;
          assert.equal(integrity(dataDir), 'ok');
          await server.start();
          const { violations, quiet } = await fleet.settle(dataDir, 20_000);
          assert.deepEqual(violations.slice(0, 5), [], `crash ${i}, seed ${SEED}`);
          assert.ok(quiet, `crash ${i}: somebody still waits`);
          await server.kill();
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
