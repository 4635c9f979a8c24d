import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/link/clock.ts';
import { sweepIdle } from '../../src/server/jobs/idle-sweep.ts';
import { startServer } from '../support/server.ts';
import { logIn } from '../support/wire.ts';
import { figure, NO_RATES } from './support/figures.ts';
import { Fleet, FleetOperator, FleetVisitor } from './support/fleet.ts';

const HOUR = 3_600_000;

test(
  'E2 the clock jumps three days ahead and an hour back: nobody is idle-ended, the order is unchanged',
  { timeout: 120_000 },
  async () => {
    let offset = 0;
    const now = () => Date.now() + offset;
    const clock = { ...systemClock, now };
    const server = await startServer({ limits: NO_RATES, clock: { now } });
    const fleet = new Fleet();
    let swept = 0;
    try {
      const { cookie } = await logIn(server);
      fleet.operators.push(new FleetOperator('operator', server.url, cookie, { clock }));
      for (const { client } of fleet.operators) client.open();
      for (let i = 0; i < 5; i++) fleet.visitors.push(new FleetVisitor(`visitor ${i}`, server.url, { clock }));
      for (const jump of [0, 72 * HOUR, -HOUR, -72 * HOUR, 72 * HOUR, -HOUR]) {
        offset += jump;
        swept += await sweepIdle(server.app.services);
        for (const visitor of fleet.visitors) await visitor.say(`after ${jump}`);
        const { violations, quiet } = await fleet.settle(server.dataDir, 10_000);
        assert.deepEqual(violations, [], `after a jump of ${jump / HOUR} hours`);
        assert.ok(quiet);
      }
      const { sessions } = fleet.history(server.dataDir);
      assert.equal(swept, 0);
      assert.deepEqual(
        sessions.map(({ status }) => status),
        fleet.visitors.map(() => 'active'),
      );
      figure({
        fault: 'clock +3 days, −1 hour',
        asked: 'nobody idle-ended, order unchanged',
        reached: `6 jumps, ${fleet.acked} acknowledged in the sent order, ${swept} sessions ended`,
      });
    } finally {
      fleet.close();
      await server.stop();
    }
  },
);
