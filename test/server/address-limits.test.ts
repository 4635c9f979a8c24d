import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { nanoid } from 'nanoid';
import { CLOSE, PROTOCOL_VERSION, type AddressCheck, type ErrorFrame, type VisitorDetails } from '../../src/protocol/index.ts';
import { readConfig } from '../../src/server/config.ts';
import { addressLimits } from '../../src/server/access/limits.ts';
import { logIn, result, VisitorWire, type OperatorWire } from '../support/wire.ts';
import { openStage, type Stage } from './stage.ts';

let now = 1_750_000_000_000;
const clock = { now: () => now };

async function stageOf(t: TestContext, visitors: number): Promise<Stage> {
  const stage = await openStage({ clock, env: { VISITORS_PER_ADDRESS: String(visitors) } });
  t.after(() => stage.stop());
  return stage;
}

/** Connects a new visitor, and says whether the first answer is a refusal. */
async function come(stage: Stage, address: string): Promise<{ wire: VisitorWire; error: ErrorFrame | undefined }> {
  const wire = new VisitorWire(stage.server, { address });
  await wire.hello({});
  const answer = await wire.until(() => wire.frames[0], 'an answer');
  return { wire, error: answer.type === 'error' ? answer : undefined };
}

const DAY_MS = 86_400_000;

describe('one address, many faces', () => {
  test('F1 new visitors of one address are limited, an IPv6 /64 is one address, and others notice nothing', async (t) => {
    const stage = await stageOf(t, 5);
    for (const [first, others, elsewhere] of [
      ['203.0.113.1', ['203.0.113.1'], '203.0.113.2'],
      ['2a00:1:2:3::1', ['2a00:1:2:3::2', '2a00:1:2:3:ffff::9'], '2a00:1:2:4::1'],
    ] as const) {
      for (let i = 0; i < 6; i++) assert.equal((await come(stage, first)).error, undefined, `${first} ${i}`);
      for (const address of others) {
        const { wire, error } = await come(stage, address);
        assert.deepEqual([error?.code, error?.retry, (error?.retryAfterMs ?? 0) > 0], ['rate_limited', true, true], address);
        assert.equal((await wire.closing()).code, CLOSE.tryAgain, 'the client comes back by itself');
      }
      assert.equal((await come(stage, elsewhere)).error, undefined);
    }
    now += 50_000;
    assert.equal((await come(stage, '203.0.113.1')).error, undefined, 'a place is free again');
    const check = await stage.admin.get<AddressCheck>('/v1/sites/demo/addresses?address=203.0.113.1');
    assert.equal(check.refused?.count, 1, 'the operator sees what was refused');
  });

  test('F1 fifty honest visitors of one office meet no limit, all at once and with their tabs', async (t) => {
    const stage = await openStage({ clock });
    t.after(() => stage.stop());
    const address = '203.0.113.9';
    const visitors = await Promise.all(Array.from({ length: 50 }, () => stage.visitor({ address })));
    for (const { wire } of visitors) result(await wire.command({ type: 'message.send', session: null, text: 'hello '.repeat(800) }));
    const tabs = await Promise.all(visitors.flatMap(({ token }) => [0, 1, 2].map(() => stage.visitor({ address, hello: { token } }))));
    assert.equal(tabs.length, 150);
    assert.equal(stage.server.app.services.addresses.refusedAt(['203.0.113.9/32']), null);
  });

  test('F1 connections at the same time', async (t) => {
    const stage = await stageOf(t, 1);
    const { token } = await stage.visitor({ address: '203.0.113.20' });
    const opened = [];
    for (let i = 0; i < 5; i++) {
      const wire = new VisitorWire(stage.server, { address: '203.0.113.20' });
      await wire.opened();
      opened.push(wire);
      now += 60_000;
    }
    const more = new VisitorWire(stage.server, { address: '203.0.113.20' });
    assert.equal((await more.frame('error')).code, 'rate_limited');
    opened[0]?.socket.close();
    await opened[0]?.closing();
    now += 60_000;
    await stage.visitor({ address: '203.0.113.20', hello: { token } });
  });

  test('F1 a quota of chats nobody has answered; joining one makes room, and so does a day', async (t) => {
    const stage = await stageOf(t, 2);
    const address = '203.0.113.30';
    const say = async (cid = nanoid()) => {
      const { wire } = await stage.visitor({ address });
      now += 200_000;
      return { wire, cid, answer: await wire.command({ type: 'message.send', session: null, text: 'hello', cid }) };
    };
    const first = await say();
    const { session } = result<{ session: string }>(first.answer);
    for (let i = 0; i < 2; i++) result((await say()).answer);
    const refused = await say();
    assert.equal(refused.answer.type === 'error' && refused.answer.code, 'rate_limited');
    result(await first.wire.command({ type: 'message.send', session, text: 'one more' }));
    const chat = await stage.operator.chat(session);
    result(await stage.operator.command({ type: 'chat.join', chat: chat.id }));
    result(await refused.wire.command({ type: 'message.send', session: null, text: 'hello', cid: refused.cid }));
    assert.equal((await say()).answer.type, 'error');
    now += DAY_MS;
    result((await say()).answer);
  });

  test('F1 bytes, over WebSocket and HTTP; what was refused is taken later, in its order', async (t) => {
    const stage = await stageOf(t, 1);
    const address = '203.0.113.40';
    const { wire, token } = await stage.visitor({ address });
    const limit = addressLimits(1).bytes.burst;
    const long = 'ж'.repeat(5000);
    let stored = 0;
    for (; stored < 30; stored++) {
      now += 1;
      const answer = await wire.command({ type: 'message.send', session: null, text: long, cid: `m${stored}` });
      if (answer.type === 'error') break;
      now += 1000;
      stage.server.app.services.rates.take(`a:203.0.113.40/32 bytes`, addressLimits(1).bytes, 0);
    }
    assert.ok(stored * 10_000 >= limit * 0.7 && stored < 30, `${stored} messages of 10 KB`);
    const response = await fetch(`${stage.server.url}/v1/visitor/commands?site=demo`, {
      method: 'POST',
      headers: { origin: stage.server.url, 'x-forwarded-for': address },
      body: JSON.stringify({ token, commands: [{ type: 'message.send', cid: 'http', session: null, text: long }] }),
    });
    assert.equal(response.status, 429);
    now += 60_000;
    result(await wire.command({ type: 'message.send', session: null, text: long, cid: `m${stored}` }));
  });

  test('F1 a poll is no way around', async (t) => {
    const stage = await stageOf(t, 1);
    const poll = async () =>
      fetch(`${stage.server.url}/v1/visitor/poll?site=demo`, {
        method: 'POST',
        headers: { origin: stage.server.url, 'x-forwarded-for': '203.0.113.50' },
        body: JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, site: 'demo', tab: nanoid() }),
      });
    assert.deepEqual([(await poll()).status, (await poll()).status], [200, 429]);
  });

  test('F1 loopback and private addresses hide many people: they get twenty times as much', async (t) => {
    const stage = await stageOf(t, 1);
    for (let i = 0; i < 20; i++) assert.equal((await come(stage, '192.168.1.1')).error, undefined);
  });

  test('M1 the figure is checked', () => {
    assert.equal(readConfig({ VISITORS_PER_ADDRESS: '500' }).visitorsPerAddress, 500);
    for (const wrong of ['0', '-1', 'many', '1.5'])
      assert.throws(() => readConfig({ VISITORS_PER_ADDRESS: wrong }), /VISITORS_PER_ADDRESS/);
  });
});

describe('the addresses of one person', () => {
  const block = (operator: OperatorWire, visitor: string) =>
    operator.command({ type: 'visitor.block', visitor, chat: null, reason: 'spam', blockAddress: true });
  const isOut = async (stage: Stage, address: string) => (await come(stage, address)).wire.frames[0]?.type === 'gate';

  test('F4 S11 a block covers where they were within a day; Remove opens all of it; the dialog and the history say which', async (t) => {
    const stage = await openStage({ clock });
    t.after(() => stage.stop());
    const [six, four, old] = ['2a00:9:9:9::1', '203.0.113.60', '203.0.113.61'];
    const { wire: first, token } = await stage.visitor({ address: old });
    const { session } = await first.say('hello');
    first.socket.close();
    now += DAY_MS + 1;
    for (const address of [six, four]) {
      const { wire } = await stage.visitor({ address, hello: { token } });
      wire.socket.close();
      await wire.closing();
      now += 3_600_000;
    }
    await stage.visitor({ address: six });
    const { visitor } = await stage.operator.chat(session);
    // The log-in of before is over.
    const admin = await logIn(stage.server);
    const { wire: operator } = await admin.connect();
    const details = await admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${visitor.id}`);
    assert.deepEqual([details.address, details.furtherAddresses, details.sharedWith], [four, ['2a00:9:9:9::/64'], 1]);
    const { block: id } = result<{ block: string }>(await block(operator, visitor.id));
    assert.deepEqual(
      [await isOut(stage, six), await isOut(stage, '2a00:9:9:9:1::2'), await isOut(stage, four), await isOut(stage, old)],
      [true, true, true, false],
    );
    const history = await admin.get<{ entries: { address: string }[] }>(`/v1/sites/demo/blocks/${id}/history`);
    assert.equal(history.entries[0]?.address, `${four}, 2a00:9:9:9::/64`);
    result(await operator.command({ type: 'block.remove', block: id }));
    assert.deepEqual([await isOut(stage, six), await isOut(stage, four)], [false, false]);
  });

  test('F4 a visitor who used the address before and has left it goes on; a visitor who is there now is ended', async (t) => {
    const stage = await openStage({ clock });
    t.after(() => stage.stop());
    const cafe = '203.0.113.70';
    const culprit = await stage.visitor({ address: cafe });
    const { session } = await culprit.wire.say('I am the one');
    const guest = await stage.visitor({ address: cafe });
    const gone = await guest.wire.say('From the café');
    guest.wire.socket.close();
    await guest.wire.closing();
    const neighbour = await stage.visitor({ address: cafe });
    await neighbour.wire.say('At the next table');
    const { visitor } = await stage.operator.chat(session);
    result(await block(stage.operator, visitor.id));
    await neighbour.wire.frame('gate');
    const home = await stage.visitor({ address: '203.0.113.71', hello: { token: guest.token } });
    assert.deepEqual([home.welcome.sessions[0]?.session.id, home.welcome.sessions[0]?.session.status], [gone.session, 'active']);
  });

  test('F4 an open tab of another address is covered, shared ranges are not', async (t) => {
    const stage = await openStage({ clock });
    t.after(() => stage.stop());
    const { wire, token } = await stage.visitor({ address: '203.0.113.80' });
    const { session } = await wire.say('hello');
    now += DAY_MS + 1;
    await stage.visitor({ address: '10.0.0.7', hello: { token } });
    await stage.visitor({ address: '203.0.113.81', hello: { token } });
    const { visitor } = await stage.operator.chat(session);
    const { wire: operator } = await (await logIn(stage.server)).connect();
    result(await block(operator, visitor.id));
    assert.deepEqual(
      [await isOut(stage, '203.0.113.80'), await isOut(stage, '203.0.113.81'), await isOut(stage, '10.0.0.7')],
      [true, true, false],
    );
  });
});
