import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock, type Clock } from '../../src/client/connection/index.ts';
import { startServer } from '../support/server.ts';
import { logIn } from '../support/wire.ts';
import { amount, figure, generator, limit, NO_RATES, SEED } from './support/figures.ts';
import { Fleet, FleetOperator, FleetVisitor, pause, until } from './support/fleet.ts';
import { faultProxy, type Weather } from './support/proxy.ts';
import { wake } from './support/page.ts';

const SEEDS = amount(2000, 200);
/** Seeds that run beside each other: they wait far more than they work. */
const AT_ONCE = 8;
/** Time runs ten times as fast for the clients, so that what they wait for in vain is over soon. */
const SPEED = 10;

const began = Date.now();
const quick: Clock = {
  now: () => began + (Date.now() - began) * SPEED,
  after: (ms, fn) => systemClock.after(ms / SPEED, fn),
};

test(
  `C1 C5 E1 E3 R1 R7 a network that delays, cuts, resets, drips, goes silent and overlaps, ${SEEDS} seeds: 0 lost, 0 twice`,
  { timeout: SEEDS * 5000 + 60_000 },
  async () => {
    const struck: Partial<Record<Weather, number>> = {};
    let acked = 0;
    let slowest = 0;
    const one = async (seed: number): Promise<void> => {
      const random = generator(seed);
      const server = await startServer({ limits: NO_RATES });
      const proxy = await faultProxy(server.port, random);
      const fleet = new Fleet();
      try {
        const { cookie } = await logIn(server);
        const operator = new FleetOperator('operator', proxy.url, cookie, { random, clock: quick });
        fleet.operators.push(operator);
        operator.client.open();
        const [a, b] = ['visitor a', 'visitor b'].map((name) => new FleetVisitor(name, proxy.url, { random, clock: quick })) as [
          FleetVisitor,
          FleetVisitor,
        ];
        fleet.visitors.push(a, b);
        for (let i = 0; i < 6; i++) {
          await Promise.all([a.say(`message ${i}`), b.say(`message ${i}`)]);
          for (const chat of Object.keys(operator.client.getState().chats)) operator.reply(chat, `answer ${i}`);
          await pause(random() * 60);
        }
        proxy.clear();
        const { violations, quiet, ms } = await fleet.settle(server.dataDir, 15_000);
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
      }
    };
    let next = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (next < SEEDS) await one(SEED + next++);
      }),
    );
    figure({
      fault: 'network: delay, cut, reset, one byte at a time, half-open, overlap',
      asked: `${SEEDS} seeds, 0 lost, 0 twice`,
      reached: `seeds ${SEED}…${SEED + SEEDS - 1}, ${acked} acknowledged, 0 lost, 0 twice; connections: ${Object.entries(struck)
        .map(([weather, count]) => `${count} ${weather}`)
        .join(', ')}`,
    });
  },
);

test('R4 R5 a half-open connection is found within 35 s, and within 3 s after the page wakes', { timeout: 60_000 }, async () => {
  const found: number[] = [];
  for (const woken of [false, true]) {
    const server = await startServer({ limits: NO_RATES });
    // Both ways go silent after the first few hundred bytes, and nothing is closed.
    const proxy = await faultProxy(server.port, () => 0.3, ['half-open']);
    const visitor = new FleetVisitor('visitor', proxy.url, { clock: woken ? systemClock : quick });
    try {
      await visitor.client.connect();
      await until(() => visitor.client.getState().connection.status === 'open', 5000, 'connected');
      // Enough to make the connection fall silent.
      for (let i = 0; i < 8; i++) await visitor.say('x'.repeat(500));
      const from = performance.now();
      if (woken) wake();
      await until(() => visitor.client.getState().connection.status !== 'open', 10_000, 'the silence is noticed');
      found.push((performance.now() - from) * (woken ? 1 : SPEED));
    } finally {
      visitor.client.close();
      await proxy.stop();
      await server.stop();
    }
  }
  const [visible = Infinity, afterWake = Infinity] = found;
  const allowed = limit(3200);
  figure({
    fault: 'half-open connection',
    asked: 'found ≤ 35 s visible, ≤ 3 s after wake',
    reached: `${(visible / 1000).toFixed(1)} s visible (clock × ${SPEED}), ${(afterWake / 1000).toFixed(1)} s after wake${allowed.note}`,
  });
  assert.ok(visible <= limit(35_500).ms, `${visible} ms`);
  // The probe's limit is 3 s; a timer fires a little later.
  assert.ok(afterWake <= allowed.ms, `${afterWake} ms`);
});
