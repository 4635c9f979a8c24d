import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ack, ErrorFrame } from '../../src/protocol/index.ts';
import { startServer } from '../support/server.ts';
import { logIn, VisitorWire } from '../support/wire.ts';
import { check } from './history.ts';
import { amount, figure, generator, NO_RATES, SEED } from './support/figures.ts';
import { pause } from './support/fleet.ts';
import { readStore } from './support/read-store.ts';

const RACES = amount(10_000, 500);
/** Visitors who race at the same time, so that races share their commits with others. */
const AT_ONCE = 10;

test(
  `B1 B8 block against send on two connections, ${RACES} races: nothing is stored after the block's commit`,
  { timeout: RACES * 200 + 60_000 },
  async () => {
    const random = generator(SEED);
    const server = await startServer({ limits: NO_RATES });
    try {
      const admin = await logIn(server);
      const { wire: operator } = await admin.connect();
      const refused = { blocked: 0, stored: 0, session_ended: 0, other: [] as string[] };
      let races = 0;
      const acked: string[] = [];
      const hidden: number[] = [];

      const race = async (number: number): Promise<void> => {
        const address = `198.18.${(number >> 8) & 255}.${number & 255}`;
        const first = new VisitorWire(server, { address });
        const { newToken } = await first.welcome();
        const token = newToken ?? '';
        const lines = [first, new VisitorWire(server, { address })] as const;
        await lines[1].welcome({ token });
        races++;
        const { session } = await first.say('hello');
        const { visitor } = await operator.chat(session);
        const send = async (line: VisitorWire, text: string, to: string | null): Promise<void> => {
          await pause(random() < 0.5 ? 0 : random() * 3);
          const answer: Ack | ErrorFrame = await line.command({ type: 'message.send', session: to, text });
          if (answer.type === 'ack') acked.push(answer.cid);
          if (answer.type === 'ack') refused.stored++;
          else if (answer.code === 'blocked' || answer.code === 'session_ended') refused[answer.code]++;
          else refused.other.push(answer.code);
        };
        // The one names the session, the other would start a new one.
        const sending = [
          send(lines[0], 'to the session', session),
          send(lines[1], 'to any session', null),
          send(lines[1], 'once more', null),
        ];
        // So much later that either is first about as often.
        await pause(random() < 0.2 ? 0 : random() * 12);
        const began = performance.now();
        const answer = await operator.command({
          type: 'visitor.block',
          visitor: visitor.id,
          chat: null,
          reason: 'race',
          blockAddress: false,
        });
        assert.equal(answer.type, 'ack');
        await Promise.all(lines.map((line) => line.frame('gate', (gate) => !gate.show)));
        hidden.push(performance.now() - began);
        await Promise.all(sending);
        for (const line of lines) await line.close();
      };
      for (let start = 0; races < RACES; start += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => race(start + i)));
        operator.frames.length = 0;
      }

      const { stored, sessions, log } = readStore(server.dataDir);
      const sent = stored.flatMap(({ cid }) => (cid === null ? [] : [{ sender: 'somebody', cid }]));
      const violations = check({ stored, sessions, log, sent: [], acked, screens: [] }).filter(({ rule }) => rule !== 'once');
      assert.deepEqual(violations.slice(0, 5), [], `seed ${SEED}`);
      assert.deepEqual(refused.other, []);
      assert.ok(sent.length >= races);
      const late = [...hidden].sort((a, b) => a - b)[Math.floor(hidden.length * 0.95)] ?? 0;
      figure({
        fault: 'block ∥ send on two connections',
        asked: `${RACES} races, nothing stored after the commit`,
        reached: `${races} races (${refused.stored} sends before the block, ${refused.blocked + refused.session_ended} refused after it), 0 stored after the commit, hidden p95 ${late.toFixed(0)} ms`,
      });
      assert.ok(late <= 1000, `hidden p95 ${late} ms`);
    } finally {
      await server.stop();
    }
  },
);
