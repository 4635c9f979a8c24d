import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { WebSocket } from 'ws';
import { systemClock } from '../../src/link/clock.ts';
import type { Services } from '../../src/server/services.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn, type OperatorWire, VisitorWire } from '../support/wire.ts';
import { check, checkSpread, type Violation } from './history.ts';
import { figure, generator, NO_RATES, SEED } from './support/figures.ts';
import { Fleet, FleetOperator, FleetVisitor, pause, until } from './support/fleet.ts';
import { FailingUnitOfWork, forgetResults, resumeByTime, StaleGateUnitOfWork } from './support/planted.ts';
import { readStore } from './support/read-store.ts';

const replace = (server: TestServer, unitOfWork: Services['unitOfWork']) => {
  (server.app.services as { unitOfWork: Services['unitOfWork'] }).unitOfWork = unitOfWork;
};
const caught: string[] = [];
const rulesOf = (violations: readonly Violation[]) => [...new Set(violations.map(({ rule }) => rule))];

/** Eight visitors write while acks get lost and connections break. Resolves with the checker's findings. */
async function run(
  server: TestServer,
  seed: number,
  limitMs: number,
  filter?: () => (frame: { type: string }) => object,
): Promise<Violation[]> {
  const random = generator(seed);
  const fleet = new Fleet();
  // Every connection counts as stable, so that waiting for the next one stays short.
  let now = Date.now();
  const clock = { ...systemClock, now: () => (now += 31_000) };
  try {
    const { cookie } = await logIn(server);
    const desk = cutter(random, ['ack']);
    const operator = new FleetOperator('operator', server.url, cookie, { clock, random: () => random() / 10, watcher: desk });
    fleet.operators.push(operator);
    operator.client.open();
    for (let i = 0; i < 8; i++) {
      const view = filter?.();
      const line = cutter(random, ['ack', 'event']);
      const onFrame = (frame: { type: string }) => {
        const seen = line.onFrame(frame);
        return seen && view ? view(frame) : seen;
      };
      const watcher = { ...line, onFrame, headers: { 'x-forwarded-for': `198.51.100.${i + 1}` } };
      fleet.visitors.push(new FleetVisitor(`visitor ${i}`, server.url, { clock, random: () => random() / 10, watcher }));
    }
    await Promise.all(fleet.visitors.map(({ client }) => client.connect()));
    for (let i = 0; i < 8; i++) {
      for (const visitor of fleet.visitors) await visitor.say(`message ${i}`);
      for (const chat of Object.keys(operator.client.getState().chats).slice(0, 2)) operator.reply(chat, `answer ${i}`);
      await pause(40);
    }
    // The real order, too, when messages are refused for a while and come again.
    return (await fleet.settle(server.dataDir, limitMs)).violations;
  } finally {
    fleet.close();
  }
}

/** Breaks a connection at some of the frames: the server has done the thing, and the client does not hear of it. */
function cutter(random: () => number, types: readonly string[]) {
  let socket: WebSocket | undefined;
  let cut = false;
  return {
    onTry: (made: WebSocket) => {
      socket = made;
      cut = false;
    },
    onFrame: (frame: { type: string }) => {
      if (types.includes(frame.type) && random() < 0.1) {
        cut = true;
        socket?.terminate();
      }
      return cut ? null : frame;
    },
  };
}

const everyNth = (n: number) => {
  let count = 0;
  return () => ++count % n === 0;
};

test('C2 an acknowledgement before the commit is caught, and the same faults without it are not', async () => {
  for (const early of [false, true]) {
    const server = await startServer({ limits: NO_RATES });
    try {
      replace(server, new FailingUnitOfWork(server.app.services, everyNth(5), early));
      const rules = rulesOf(await run(server, SEED, early ? 3000 : 20_000));
      if (early) assert.ok(rules.includes('acknowledged'), rules.join());
      else assert.deepEqual(rules, []);
    } finally {
      await server.stop();
    }
  }
  caught.push('acknowledge before commit');
});

test('C1 a server without deduplication is caught, and lost acks alone are not', async () => {
  const rulesOn = async (planted: boolean, seed: number): Promise<string[]> => {
    const server = await startServer({ limits: NO_RATES });
    try {
      if (planted) forgetResults(server.dataDir);
      return rulesOf(await run(server, seed, planted ? 3000 : 20_000));
    } finally {
      await server.stop();
    }
  };
  assert.deepEqual(await rulesOn(false, SEED), []);
  // A resend is rarer than a lost ack: most entries are crossed out by the event that comes with the welcome, and a reply on a view
  // that has become stale is refused. So it may take several histories until one shows the bug.
  let rules: string[] = [];
  for (let i = 0; i < 15 && !rules.includes('once'); i++) rules = await rulesOn(true, SEED + i);
  assert.ok(rules.includes('once'), rules.join());
  caught.push('no deduplication');
});

test('E2 R3 resuming by time instead of the cursor is caught, also when the clock stands still only for the cursor', async () => {
  for (const planted of [false, true]) {
    // Everything happens in the same millisecond, as it does on a fast machine or when the clock is set back.
    const server = await startServer({ limits: NO_RATES, clock: { now: () => 1_790_000_000_000 } });
    try {
      const rules = rulesOf(await run(server, SEED, planted ? 3000 : 20_000, planted ? resumeByTime : undefined));
      if (planted) assert.ok(rules.includes('screens'), rules.join());
      else assert.deepEqual(rules, []);
    } finally {
      await server.stop();
    }
  }
  caught.push('resume by time');
});

test('B1 a gate outside the transaction is caught, and the real one is not', async () => {
  for (const planted of [false, true]) {
    const server = await startServer({ limits: NO_RATES });
    try {
      if (planted) replace(server, new StaleGateUnitOfWork(server.app.services));
      const { wire: operator } = await (await logIn(server)).connect();
      let rules: string[] = [];
      for (let race = 0; race < 30 && !rules.includes('blocked'); race++) {
        await blockWhileSending(server, operator, race);
        rules = rulesOf(check({ ...readStore(server.dataDir), sent: [], acked: [], screens: [] })).filter((rule) => rule !== 'once');
      }
      assert.deepEqual(rules, planted ? ['blocked'] : []);
    } finally {
      await server.stop();
    }
  }
  caught.push('gate outside the transaction');
});

async function blockWhileSending(server: TestServer, operator: OperatorWire, race: number): Promise<void> {
  const wire = new VisitorWire(server, { address: `203.0.113.${race + 1}` });
  await wire.welcome();
  const { session } = await wire.say('hello');
  const { visitor } = await operator.chat(session);
  const blocking = operator.command({ type: 'visitor.block', visitor: visitor.id, chat: null, reason: 'race', blockAddress: false });
  const sending = Array.from({ length: 5 }, (_, i) => wire.command({ type: 'message.send', session: null, text: `more ${i}` }));
  const answers = await Promise.all([blocking, ...sending]);
  const [answer] = answers;
  if (answer?.type === 'ack') await operator.command({ type: 'block.remove', block: (answer.result as { block: string }).block });
  await wire.close();
}

test('R6 reconnecting without jitter is caught, and full jitter is not', async () => {
  const server = await startServer({ limits: NO_RATES });
  try {
    for (const planted of [false, true]) {
      const fleet = new Fleet();
      const sockets = new Map<string, WebSocket>();
      const tries: number[] = [];
      let cut = Infinity;
      for (let i = 0; i < 40; i++) {
        const name = `visitor ${i}`;
        const onTry = (socket: WebSocket) => {
          sockets.set(name, socket);
          if (performance.now() >= cut) tries.push(performance.now() - cut);
        };
        fleet.visitors.push(
          new FleetVisitor(name, server.url, {
            ...(planted && { random: () => 0.5 }),
            watcher: { onTry, headers: { 'x-forwarded-for': `198.51.100.${i + 1}` } },
          }),
        );
      }
      try {
        await Promise.all(fleet.visitors.map(({ client }) => client.connect()));
        await until(() => fleet.quiet, 10_000, 'everybody is connected');
        cut = performance.now();
        for (const socket of sockets.values()) socket.terminate();
        await until(() => tries.length >= 40, 10_000, 'everybody tries again');
        assert.equal(checkSpread(tries, 1000).length, planted ? 1 : 0);
      } finally {
        fleet.close();
      }
    }
    caught.push('no jitter');
  } finally {
    await server.stop();
  }
});

after(() => {
  figure({ fault: 'five planted bugs', asked: '5 caught', reached: `${caught.length} caught: ${caught.join(', ')}` });
});
