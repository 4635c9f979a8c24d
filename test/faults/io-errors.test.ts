import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import type { BlockList, Inbox } from '../../src/protocol/index.ts';
import { logIn, VisitorWire } from '../support/wire.ts';
import { amount, figure, limit } from './support/figures.ts';
import { failingDisk, type Fault } from './support/failing-disk.ts';
import { Fleet, FleetVisitor, until } from './support/fleet.ts';
import { integrity, readStore } from './support/read-store.ts';
import { freePort, freshFolder, prepareData, ServerProcess } from './support/server-process.ts';

const ROUNDS = amount(20, 2);

const FAULTS: readonly { fault: Fault; name: string; code: string }[] = [
  { fault: 'write 28', name: 'write fails with ENOSPC', code: 'storage_full' },
  { fault: 'write 5', name: 'write fails with EIO', code: 'unavailable' },
  { fault: 'sync 5', name: 'fsync fails with EIO', code: 'unavailable' },
];

for (const { fault, name, code } of FAULTS)
  test(
    `C2 C3 B1 ${name}, ${ROUNDS} times: never a false ack, reads and blocking go on, sends work within 5 s`,
    { timeout: 120_000 },
    async () => {
      const dataDir = freshFolder();
      await prepareData(dataDir, 0);
      const disk = failingDisk(dataDir);
      const server = new ServerProcess(await freePort(), dataDir, disk.env);
      const fleet = new Fleet();
      try {
        await server.start();
        const admin = await logIn(server as never, { email: 'anna@nordvik.example', password: 'tight-corner-7' });
        const { wire: operator } = await admin.connect();
        const hidden = new VisitorWire(server as never, { address: '198.51.100.99' });
        await hidden.welcome();
        const { visitor } = await operator.chat((await hidden.say('soon blocked')).session);
        const blocking = { type: 'visitor.block', chat: null, reason: 'before', blockAddress: false } as const;
        assert.equal((await operator.command({ ...blocking, visitor: visitor.id })).type, 'ack');

        const refusals = new Map<string, number>();
        const onFrame = (frame: { type: string; code?: unknown }) => {
          if (frame.type === 'error') refusals.set(String(frame.code), (refusals.get(String(frame.code)) ?? 0) + 1);
          return frame;
        };
        for (let i = 0; i < 3; i++)
          fleet.visitors.push(
            new FleetVisitor(`visitor ${i}`, server.url, { watcher: { onFrame, headers: { 'x-forwarded-for': `198.51.100.${i + 1}` } } }),
          );
        for (const one of fleet.visitors) await one.say('while the disk is whole');
        await until(() => fleet.quiet, 10_000, 'sent');

        // One visitor for each round, to be blocked while nothing can be stored.
        const victims: { wire: VisitorWire; id: string; token: string; session: string }[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const wire = new VisitorWire(server as never, { address: `198.51.102.${round + 1}` });
          const { newToken = '' } = await wire.welcome();
          const { session } = await wire.say('not blocked yet');
          victims.push({ wire, token: newToken, session, id: (await operator.chat(session)).visitor.id });
        }
        const sessions: string[] = [];
        let during = 0;
        let slowest = 0;
        for (let round = 0; round < ROUNDS; round++) {
          const refused = refusals.get(code) ?? 0;
          disk.fail(fault);
          for (const one of fleet.visitors) await one.say(`round ${round}: on a failing disk`);
          await until(() => (refusals.get(code) ?? 0) > refused, 10_000, `a refusal, there are ${JSON.stringify([...refusals])}`);
          // Reads go on, and blocked visitors stay out.
          assert.ok((await admin.get<Inbox>('/v1/sites/demo/inbox')).chats.length >= 3);
          // Messages that were stored a moment before the fault have been acknowledged by now.
          const before = fleet.acked;
          const answer = await hidden.command({ type: 'message.send', session: null, text: 'let me in' });
          assert.equal(answer.type === 'error' && answer.code, 'blocked');
          // A new block holds at once, although nobody is told that it is stored.
          const victim = victims[round];
          assert.ok(victim);
          const command = { ...blocking, reason: `round ${round}`, visitor: victim.id, cid: `block-${round}` };
          const told = await operator.request(command);
          assert.equal(told.type === 'error' && told.code, 'block_held');
          assert.equal((await victim.wire.frame('gate')).show, false);
          const late = await victim.wire.command({ type: 'message.send', session: null, text: `late ${round}` });
          assert.equal(late.type === 'error' && late.code, 'blocked');
          const settings = await fetch(`${server.url}/v1/visitor/config?site=demo`, {
            headers: { authorization: `Bearer ${victim.token}` },
          });
          assert.equal(((await settings.json()) as { gate: { show: boolean } }).gate.show, false);
          during += fleet.acked - before;

          disk.heal();
          const healed = performance.now();
          // Somebody new: how long the others wait before they try again is their own affair.
          const fresh = new VisitorWire(server as never, { address: `198.51.101.${round + 1}` });
          await fresh.welcome();
          const { session } = await fresh.say('the disk is whole again');
          slowest = Math.max(slowest, performance.now() - healed);
          const later = await victim.wire.command({ type: 'message.send', session: null, text: `later ${round}` });
          assert.equal(later.type === 'error' && later.code, 'blocked');
          // The dashboard sends it again when it is told to; the server does not wait for that.
          if (round % 2 === 0) assert.equal((await operator.request(command)).type, 'ack');
          const stored = async () =>
            (await admin.get<BlockList>('/v1/sites/demo/blocks')).blocks.filter(({ reason }) => reason === command.reason).length;
          await until(async () => (await stored()) === 1, 10_000, 'the block is stored');
          sessions.push(session);
          await fresh.close();
        }
        // Acknowledged messages outlive the process, whatever it kept in its memory.
        await server.kill();
        assert.equal(integrity(dataDir), 'ok');
        const store = readStore(dataDir);
        const there = new Set(store.sessions.map(({ id }) => id));
        assert.deepEqual(
          sessions.filter((id) => !there.has(id)),
          [],
        );
        for (const { session } of victims) {
          const types = store.stored.filter((event) => event.session === session).map(({ type }) => type);
          assert.deepEqual(types, ['session.started', 'message.sent', 'session.ended'], 'nothing after the block');
        }
        await server.start();
        for (const { client } of fleet.visitors) client.reconnect();
        await until(() => fleet.quiet, 30_000, 'what waited is sent');
        // Visitors outside the fleet have written too, so the checker is never content: it is asked once.
        const { violations, quiet } = await fleet.settle(dataDir, 500);
        const others = violations.filter(({ detail }) => !detail.includes('nobody sent it'));
        assert.deepEqual(others.slice(0, 5), []);
        assert.ok(quiet);
        assert.equal(during, 0, 'nothing can be stored, so nothing is acknowledged');
        // A client that tries again and again is also told that it tries too often.
        assert.deepEqual(
          [...refusals.keys()].filter((one) => one !== 'rate_limited'),
          [code],
        );
        figure({
          fault: name,
          asked: 'never a false ack, reads and blocking go on, sends work ≤ 5 s after it is over',
          reached: `${refusals.get(code) ?? 0} refused with ${code}, 0 acknowledged meanwhile, reads go on, a new block holds at once and is stored later; sends work after ${slowest.toFixed(0)} ms`,
        });
        assert.ok(slowest <= limit(5000).ms);
      } finally {
        fleet.close();
        await server.kill();
        disk.remove();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  );
