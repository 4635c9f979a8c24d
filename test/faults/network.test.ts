import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { describe, test } from 'node:test';
import { systemClock, type Clock } from '../../src/link/clock.ts';
import { startServer } from '../support/server.ts';
import { logIn } from '../support/wire.ts';
import { amount, figure, generator, limit, NO_RATES, SEED } from './support/figures.ts';
import { Fleet, FleetOperator, FleetVisitor, pause, until } from './support/fleet.ts';
import { faultProxy, type Weather } from './support/proxy.ts';
import { wake } from './support/page.ts';
import { memoryFolder } from './support/server-process.ts';

const SEEDS = amount(2000, 200);
/** Seeds that run beside each other: they wait far more than they work. */
const AT_ONCE = 24;
/** Time runs ten times as fast for the clients, so that what they wait for in vain is over soon. */
const SPEED = 10;

const began = Date.now();
const quick: Clock = {
  now: () => began + (Date.now() - began) * SPEED,
  after: (ms, fn) => systemClock.after(ms / SPEED, fn),
};

/** A connection that falls silent without being closed; resolves with the time until the client has given it up. */
async function silence(then: () => void = () => undefined): Promise<number> {
  const server = await startServer({ limits: NO_RATES });
  // Both ways go silent after the first few hundred bytes, and nothing is closed.
  const proxy = await faultProxy(server.port, () => 0.3, ['half-open']);
  const visitor = new FleetVisitor('visitor', proxy.url);
  try {
    await visitor.client.connect();
    await until(() => visitor.client.getState().connection.status === 'open', 10_000, 'connected');
    for (let i = 0; i < 8; i++) await visitor.say('x'.repeat(500));
    const from = performance.now();
    then();
    await until(() => visitor.client.getState().connection.status !== 'open', 60_000, 'the silence is noticed');
    return performance.now() - from;
  } finally {
    visitor.client.close();
    await proxy.stop();
    await server.stop();
  }
}

async function foundWithin(asked: string, limitMs: number, measure: () => Promise<number>): Promise<void> {
  const ms = await measure();
  const allowed = limit(limitMs);
  figure({
    fault: `half-open connection, ${asked}`,
    asked: `found ≤ ${limitMs / 1000} s`,
    reached: `${(ms / 1000).toFixed(1)} s${allowed.note}`,
  });
  assert.ok(ms <= allowed.ms, `${ms} ms`);
}

test('R5 a half-open connection is found within 3 s after the page wakes', { timeout: 60_000 }, () =>
  foundWithin('after wake', 3000, () => silence(wake)),
);

// Beside each other: the second only waits, by the real clock.
describe('a bad network', { concurrency: 2 }, () => {
  test(
    `C1 C5 E1 E3 R1 R7 a network that delays, cuts, resets, drips, goes silent and overlaps, ${SEEDS} seeds: 0 lost, 0 twice`,
    { timeout: SEEDS * 5000 + 60_000 },
    async () => {
      const struck: Partial<Record<Weather, number>> = {};
      let acked = 0;
      let slowest = 0;
      // Passwords are slow on purpose: the operator logs in once, and every seed begins with a copy of that folder.
      const prepared = memoryFolder();
      const first = await startServer({ dataDir: prepared });
      const { cookie } = await logIn(first);
      await first.stop();
      const one = async (seed: number): Promise<void> => {
        const random = generator(seed);
        const dataDir = memoryFolder();
        cpSync(prepared, dataDir, { recursive: true });
        const server = await startServer({ limits: NO_RATES, dataDir });
        const proxy = await faultProxy(server.port, random);
        const fleet = new Fleet();
        try {
          const operator = new FleetOperator('operator', proxy.url, cookie, { random, clock: quick });
          fleet.operators.push(operator);
          operator.client.open();
          const [a, b] = ['visitor a', 'visitor b'].map((name) => new FleetVisitor(name, proxy.url, { random, clock: quick })) as [
            FleetVisitor,
            FleetVisitor,
          ];
          fleet.visitors.push(a, b);
          for (let i = 0; i < 10; i++) {
            await Promise.all([a.say(`message ${i}`), b.say(`message ${i}`)]);
            // The first round waits until all three are in the conversation, through whatever weather.
            if (i === 0)
              await until(() => Object.keys(operator.client.getState().chats).length === 2, limit(20_000).ms, 'the operator sees both');
            for (const chat of Object.keys(operator.client.getState().chats)) operator.reply(chat, `answer ${i}`);
            await pause(random() * 100);
          }
          proxy.clear();
          // A request that fell silent is given up after ten seconds of the real clock, and one after the other may have.
          const { violations, quiet, ms } = await fleet.settle(server.dataDir, limit(40_000).ms);
          assert.deepEqual(violations.slice(0, 5), [], `seed ${seed}`);
          assert.ok(
            quiet,
            `seed ${seed}: ${JSON.stringify(fleet.visitors.map(({ client }) => client.diagnose()))} ${JSON.stringify(operator.client.getState().outbox)}`,
          );
          slowest = Math.max(slowest, ms * SPEED);
          acked += fleet.acked;
          for (const [weather, count] of Object.entries(proxy.struck) as [Weather, number][])
            struck[weather] = (struck[weather] ?? 0) + count;
        } finally {
          fleet.close();
          await proxy.stop();
          await server.stop();
          rmSync(dataDir, { recursive: true, force: true });
        }
      };
      let next = 0;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (next < SEEDS) await one(SEED + next++);
        }),
      ).finally(() => {
        rmSync(prepared, { recursive: true, force: true });
      });
      figure({
        fault: 'network: delay, cut, reset, one byte at a time, half-open, overlap',
        asked: `${SEEDS} seeds, 0 lost, 0 twice`,
        reached: `seeds ${SEED}…${SEED + SEEDS - 1}, ${acked} acknowledged, 0 lost, 0 twice; connections: ${Object.entries(struck)
          .map(([weather, count]) => `${count} ${weather}`)
          .join(', ')}`,
      });
    },
  );

  test('R4 a half-open connection is found within 35 s on a visible page', { timeout: 120_000 }, () =>
    foundWithin('visible', 35_000, () => silence()),
  );
});
