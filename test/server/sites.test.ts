import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PROTOCOL_VERSION, type BlockList, type Gate } from '../../src/protocol/index.ts';
import { operatorCommands } from '../../src/server/input/validation.ts';
import { OPERATOR } from '../support/server.ts';
import { logIn, OperatorWire, result, VisitorWire } from '../support/wire.ts';
import { routesOf } from './routes.ts';
import { openStage, type Stage } from './stage.ts';

const OTHER_ORIGIN = 'http://other.example';
const ADDRESS = '198.18.9.1';

describe('sites are apart', () => {
  let stage: Stage;
  let other: OperatorWire;
  before(async () => {
    stage = await openStage();
    other = (await stage.admin.connect({ site: 'other' })).wire;
  });
  after(() => stage.stop());

  async function demoChat() {
    const { wire } = await stage.visitor({ address: ADDRESS });
    const { session } = await wire.say('hello demo');
    return { wire, session, chat: await stage.operator.chat(session) };
  }

  test('S15 an address blocked on one site is welcome on the other, and the lists are apart', async () => {
    const address = '198.18.9.2';
    result(await stage.operator.command({ type: 'address.block', address, reason: 'demo only', confirmAddress: address }));
    const hidden = new VisitorWire(stage.server, { address });
    await hidden.hello();
    assert.equal((await hidden.frame('gate')).show, false);
    const welcome = await stage.visitor({ address, origin: OTHER_ORIGIN, hello: { site: 'other' } });
    assert.equal(welcome.welcome.gate.show, true);
    const gateOf = async (site: string) =>
      (
        (await (await fetch(`${stage.server.url}/v1/visitor/config?site=${site}`, { headers: { 'x-forwarded-for': address } })).json()) as {
          gate: Gate;
        }
      ).gate.show;
    assert.deepEqual([await gateOf('demo'), await gateOf('other')], [false, true]);
    assert.equal((await stage.admin.get<BlockList>('/v1/sites/demo/blocks')).blocks.length, 1);
    assert.equal((await stage.admin.get<BlockList>('/v1/sites/other/blocks')).blocks.length, 0);
  });

  test('a token of one site is nobody on the other', async () => {
    const { token } = await stage.visitor();
    const wire = new VisitorWire(stage.server, { origin: OTHER_ORIGIN });
    await wire.hello({ site: 'other', token });
    assert.equal((await wire.closing()).code, 4401);
  });

  test('an id of another site answers 404 on every operator route', async () => {
    const { chat } = await demoChat();
    const { block } = result<{ block: string }>(
      await stage.operator.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: chat.id, reason: 'r', blockAddress: false }),
    );
    const ids: Record<string, string> = { chat: chat.id, visitor: chat.visitor.id, block };
    let walked = 0;
    for (const { method, url } of routesOf(stage.server.app)) {
      const named = [...url.matchAll(/:(\w+)/g)].map((m) => m[1] ?? '').filter((name) => name !== 'site');
      if (!url.startsWith('/v1/sites/:site/') || named.length === 0) continue;
      const path = (site: string) =>
        url.replace(':site', site).replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? assert.fail(`no id for ${url}`));
      const status = async (site: string) =>
        (await fetch(stage.server.url + path(site), { method, headers: { cookie: stage.admin.cookie } })).status;
      assert.deepEqual([await status('demo'), await status('other')], [200, 404], url);
      walked++;
    }
    assert.ok(walked >= 3);
  });

  test('a site of others answers 404 on every operator route, and its socket is refused; without a log-in all answer 401', async () => {
    const marcus = await logIn(stage.server, OPERATOR);
    for (const { method, url } of routesOf(stage.server.app)) {
      if (!url.startsWith('/v1/sites/')) continue;
      const path = url.replace(':site', 'other').replaceAll(/:\w+/g, 'x');
      const status = async (cookie: string) => (await fetch(stage.server.url + path, { method, headers: { cookie } })).status;
      assert.deepEqual([await status(marcus.cookie), await status(''), await status('chat_login=forged')], [404, 401, 401], url);
    }
    const wire = new OperatorWire(`ws://127.0.0.1:${stage.server.port}/v1/operator/socket`, {
      origin: stage.server.url,
      cookie: marcus.cookie,
    });
    await wire.opened();
    wire.send({ type: 'hello', protocol: PROTOCOL_VERSION, site: 'other', tab: 't' });
    assert.equal((await wire.frame('error')).code, 'not_found');
  });

  test('every operator command with an id of another site is not_found, and changes nothing', async () => {
    const { wire, session, chat } = await demoChat();
    const blocked = await demoChat();
    const { block } = result<{ block: string }>(
      await stage.operator.command({
        type: 'visitor.block',
        visitor: blocked.chat.visitor.id,
        chat: null,
        reason: 'r',
        blockAddress: false,
      }),
    );
    const bodies: Record<string, object> = {
      'chat.join': { chat: chat.id },
      'chat.close': { chat: chat.id, seen: 99 },
      'chat.reopen': { chat: chat.id },
      'chats.reopen': { chats: [chat.id] },
      'message.reply': { chat: chat.id, text: 'from elsewhere' },
      'visitor.block': { visitor: chat.visitor.id, chat: null, reason: 'r', blockAddress: false },
      'block.remove': { block },
    };
    const heard = wire.frames.length;
    for (const type of operatorCommands.keys()) {
      if (type === 'address.block' || type === 'chats.close_ended') continue; // name no id
      assert.ok(bodies[type], `a body for the new command ${type}`);
      const answer = await other.request({ type, cid: `x-${type.replace('.', '-')}`, ...bodies[type] } as never);
      // A command with several ids is answered with the number of refused ones.
      if (type === 'chats.reopen') assert.deepEqual(result(answer), { reopened: [], refused: 1 });
      else assert.equal(answer.type === 'error' && answer.code, 'not_found', type);
    }
    assert.equal((await wire.say('untouched', session)).session, session);
    assert.deepEqual(
      wire.frames.slice(heard).flatMap((f) => (f.type === 'event' ? [f.event.type] : [])),
      ['message.sent'],
    );
  });

  test("roles: an operator may do all but lift a block; what nobody's role allows is refused to both", async () => {
    const marcus = (await (await logIn(stage.server, OPERATOR)).connect()).wire;
    for (const [wire, role] of [
      [marcus, 'operator'],
      [stage.operator, 'admin'],
    ] as const) {
      const { chat } = await demoChat();
      const ok = async (command: Parameters<OperatorWire['command']>[0]) =>
        assert.equal((await wire.command(command)).type, 'ack', `${role} ${command.type}`);
      await ok({ type: 'chat.join', chat: chat.id });
      await ok({ type: 'message.reply', chat: chat.id, text: 'hi' });
      await ok({ type: 'chat.close', chat: chat.id, seen: 99 });
      await ok({ type: 'chat.reopen', chat: chat.id });
      await ok({ type: 'address.block', address: '203.0.113.200', reason: 'r' });
      const { block } = result<{ block: string }>(
        await wire.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: null, reason: 'r', blockAddress: false }),
      );
      const lifted = await wire.command({ type: 'block.remove', block });
      assert.equal(lifted.type === 'error' ? lifted.code : 'done', role === 'admin' ? 'done' : 'forbidden');
      for (const type of ['session.end', 'message.send', 'session.rate', 'visitor.update', 'visitor.logout']) {
        const refused = await wire.request({
          type,
          cid: `${role}-${type.replace('.', '-')}`,
          session: chat.session.id,
          text: 'x',
        } as never);
        assert.equal(refused.type === 'error' && refused.code, 'forbidden', `S2 ${role} ${type}`);
      }
    }
  });
});
