import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { connect as dial } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { nanoid } from 'nanoid';
import type { AddressCheck, BlockHistory, BlockList, ErrorCode, VisitorDetails } from '../../src/protocol/index.ts';
import { buildApp, type App } from '../../src/server/app.ts';
import { readConfig } from '../../src/server/config.ts';
import { visitorCommands, visitorSignals } from '../../src/server/input/validation.ts';
import { result, VisitorWire } from '../support/wire.ts';
import { routesOf } from './routes.ts';
import { openStage, type GreetedVisitor, type Stage } from './stage.ts';

const visitorRoutesOf = (app: App) => routesOf(app).filter((route) => route.url.startsWith('/v1/visitor/'));

/** Commands that a visitor who is not blocked would send. */
const BODIES: Readonly<Record<string, object>> = {
  '/v1/visitor/commands': { commands: [{ type: 'message.send', cid: 'walk', session: null, text: 'x' }] },
  '/v1/visitor/poll': { type: 'hello', protocol: 1, site: 'demo', tab: 'walk' },
};

/** Visitor routes that answer this visitor with anything but the closed gate. */
async function openRoutes(app: App, headers: Record<string, string>, query: string): Promise<string[]> {
  const open: string[] = [];
  for (const { method, url } of visitorRoutesOf(app)) {
    const token = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];
    const post =
      method === 'POST'
        ? {
            headers: { ...headers, origin: 'http://localhost:5000', 'content-type': 'text/plain' },
            payload: JSON.stringify({ ...(token ? { token } : {}), ...BODIES[url] }),
          }
        : {};
    const response = await app.http.inject({ method, url: `${url}?site=demo&${query}`, headers, ...post });
    const body: unknown = JSON.parse(response.body);
    const isHidden = response.statusCode === 200 && /^\{"gate":\{"show":false,"version":\d+\}\}$/.test(JSON.stringify(body));
    if (!isHidden) open.push(`${method} ${url}`);
  }
  return open;
}

describe('the gate', () => {
  let stage: Stage;
  let lastAddress = 0;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  const freshAddress = () => `198.18.7.${++lastAddress}`;
  const visitorId = async (session: string) => (await stage.operator.chat(session)).visitor.id;
  async function block(greeted: GreetedVisitor, options: { address?: boolean; reason?: string } = {}) {
    const { session } = await greeted.wire.say('spam');
    const visitor = await visitorId(session);
    const details = await stage.admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${visitor}`);
    const blocked = result<{ block: string }>(
      await stage.operator.command({
        type: 'visitor.block',
        visitor,
        chat: null,
        reason: options.reason ?? 'spam',
        blockAddress: options.address ?? false,
        confirmAddress: details.address ?? '',
      }),
    );
    await greeted.wire.frame('gate');
    return { session, visitor, ...blocked };
  }
  const refusal = (answer: { type: string; code?: string }) => (answer.type === 'error' ? (answer.code as ErrorCode) : null);

  test('B1 every visitor route answers a blocked visitor with the closed gate alone', async () => {
    const greeted = await stage.visitor();
    const { session } = await block(greeted);
    const routes = visitorRoutesOf(stage.server.app).map((r) => r.url);
    for (const url of ['/v1/visitor/config', '/v1/visitor/events', ...Object.keys(BODIES)])
      assert.ok(routes.includes(url), `the walk finds the routes: ${routes.join(' ')}`);
    assert.deepEqual(await openRoutes(stage.server.app, { authorization: `Bearer ${greeted.token}` }, `session=${session}&after=0`), []);
  });

  test('B1 the walk finds a route that was added without the gate', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chat-leak-'));
    const app = await buildApp({ config: readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' }) });
    app.http.get('/v1/visitor/leak', () => ({ secret: 1 }));
    await app.http.ready();
    assert.ok((await openRoutes(app, {}, '')).includes('GET /v1/visitor/leak'));
    await app.close();
    rmSync(dataDir, { recursive: true });
  });

  test('B1 S9 every command and signal of a blocked visitor is refused, and nothing is stored', async () => {
    const greeted = await stage.visitor();
    const { session, visitor } = await block(greeted);
    const { wire } = greeted;
    const page = { url: 'http://shop.example/secret', title: '' };
    const bodies: Record<string, object> = {
      'message.send': { session, text: 'x' },
      'session.end': { session },
      'session.rate': { session, score: 1, comment: null },
      'visitor.update': { name: 'New name' },
      'visitor.logout': {},
      'visitor.identify': { jwt: 'x' },
      typing: { on: true },
      read: { session, seq: 1 },
      page: { page },
      sync: { session, after: 0 },
    };
    for (const type of visitorCommands.keys()) {
      assert.ok(bodies[type], `a body for the new command ${type}`);
      assert.equal(refusal(await wire.request({ type, cid: `c-${type.replace('.', '-')}`, ...bodies[type] } as never)), 'blocked', type);
    }
    for (const type of visitorSignals.keys()) {
      if (type === 'ping') continue;
      const from = wire.frames.length;
      wire.send({ type, ...bodies[type] });
      await wire.until(() => wire.frames.slice(from).some((f) => f.type === 'error' && f.code === 'blocked'), `refusal of ${type}`);
    }
    const details = await stage.admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${visitor}`);
    assert.deepEqual([details.visitor.name, details.visitor.page, details.pages], [null, null, []]);
  });

  test('B1 S9 what was under way when the block committed is not stored: commands and signals alike', async () => {
    const { wire } = await stage.visitor();
    const { session } = await wire.say('hm');
    const visitor = await visitorId(session);
    const release = await hold(stage);
    const blocked = stage.operator.command({ type: 'visitor.block', visitor, chat: null, reason: 'r', blockAddress: false });
    await roundTrip(stage.operator);
    const sent = wire.command({ type: 'message.send', session, text: 'in the same commit' });
    wire.send({ type: 'page', page: { url: 'http://shop.example/late', title: 'late' } });
    wire.send({ type: 'read', session, seq: 2 });
    await roundTrip(wire);
    release();
    result(await blocked);
    assert.equal(refusal(await sent), 'blocked');
    await stage.server.app.services.unitOfWork.idle();
    const { store } = stage.server.app.services;
    assert.deepEqual(await store.read.selectFrom('page_views').selectAll().where('visitor_id', '=', visitor).execute(), []);
    assert.equal(
      (await store.read.selectFrom('sessions').select('read_by_visitor').where('id', '=', session).executeTakeFirstOrThrow())
        .read_by_visitor,
      0,
    );
  });

  test('B1 B2 a client that resets its connection while it is served has no address any more, and is not let in for it', async () => {
    const address = freshAddress();
    const greeted = await stage.visitor({ address });
    await greeted.wire.say('before the block');
    result(await stage.operator.command({ type: 'address.block', address, reason: 'typed', confirmAddress: address }));
    const body = (text: string) =>
      JSON.stringify({ token: greeted.token, commands: [{ type: 'message.send', cid: nanoid(), session: null, text }] });
    const hit = (text: string) =>
      new Promise<void>((resolve) => {
        const socket = dial(stage.server.port, '127.0.0.1', () => {
          const payload = body(text);
          socket.write(
            `POST /v1/visitor/commands?site=demo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5000\r\nX-Forwarded-For: ${address}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(payload)}\r\n\r\n${payload}`,
            () => socket.resetAndDestroy(),
          );
        });
        socket.on('error', () => undefined);
        socket.once('close', () => {
          resolve();
        });
      });
    for (let i = 0; i < 20; i++) await Promise.all(Array.from({ length: 10 }, (_, k) => hit(`slipped ${i}.${k}`)));
    // A visitor's message that comes now waits behind all of them.
    const { wire } = await stage.visitor();
    await wire.say('asked last');
    await stage.server.app.services.unitOfWork.idle();
    const { store } = stage.server.app.services;
    const stored = await store.read.selectFrom('events').select('text').where('text', 'like', '%slipped%').execute();
    assert.deepEqual(stored, []);
  });

  test('B4 block by name, by address and by both: byte for byte the same answers', async () => {
    const config = async (token: string | null, address: string) =>
      (
        await fetch(`${stage.server.url}/v1/visitor/config?site=demo`, {
          headers: { 'x-forwarded-for': address, ...(token ? { authorization: `Bearer ${token}` } : {}) },
        })
      ).text();
    const shapes = new Set<string>();
    for (const kind of ['visitor', 'both', 'address'] as const) {
      const address = freshAddress();
      const greeted = await stage.visitor({ address });
      if (kind === 'address') {
        await greeted.wire.say('x');
        result(await stage.operator.command({ type: 'address.block', address, reason: 'typed', confirmAddress: address }));
      } else await block(greeted, { address: kind === 'both', reason: `secret ${kind}` });
      const gate = await greeted.wire.frame('gate');
      const again = new VisitorWire(stage.server, { address });
      await again.hello({ token: greeted.token });
      const hello = await again.frame('gate');
      const refused = await again.command({ type: 'message.send', session: null, text: 'x', cid: 'same' });
      const mask = (value: unknown) => JSON.stringify(value).replaceAll(/"version":\d+/g, '"version":0');
      shapes.add([mask(gate), mask(hello), mask(refused), mask(JSON.parse(await config(greeted.token, address)))].join('\n'));
    }
    assert.equal(shapes.size, 1, [...shapes].join('\n\n'));
  });

  test('B3 a special address is blocked only when it was typed; the dialog is told which visitors share it', async () => {
    const address = '192.168.7.7';
    const [one, two] = await Promise.all([stage.visitor({ address }), stage.visitor({ address })]);
    const { session } = await one.wire.say('a');
    const visitor = await visitorId(session);
    const details = await stage.admin.get<VisitorDetails>(`/v1/sites/demo/visitors/${visitor}`);
    assert.deepEqual([details.address, details.addressIsSpecial, details.sharedWith], [address, true, 1]);
    assert.deepEqual(await stage.admin.get<AddressCheck>(`/v1/sites/demo/addresses?address=%20::ffff:${address}`), {
      address,
      special: true,
      visitors: 2,
    });
    for (const confirmAddress of [undefined, '', '192.168.7.8', 'yes']) {
      const refused = await stage.operator.command({
        type: 'visitor.block',
        visitor,
        chat: null,
        reason: 'r',
        blockAddress: true,
        ...(confirmAddress === undefined ? {} : { confirmAddress }),
      });
      assert.deepEqual(
        [refusal(refused), refused.type === 'error' && refused.field],
        ['confirm_address', 'confirmAddress'],
        String(confirmAddress),
      );
    }
    assert.equal((await one.wire.say('not blocked', session)).session, session, 'a refused block blocks nobody');
    result(
      await stage.operator.command({
        type: 'visitor.block',
        visitor,
        chat: null,
        reason: 'r',
        blockAddress: true,
        confirmAddress: address,
      }),
    );
    await Promise.all([one.wire.frame('gate'), two.wire.frame('gate')]);
  });

  test('S7 an address is blocked by typing it; twice is one block with two reasons, and one removal opens it', async () => {
    const address = '2001:db8:7:7::1';
    const { wire } = await stage.visitor({ address: '2001:db8:7:7:aaaa::9' });
    const nothing = await stage.operator.command({ type: 'address.block', address: 'shop.example', reason: 'r' });
    assert.deepEqual([refusal(nothing), nothing.type === 'error' && nothing.field], ['invalid', 'address']);
    const confirmAddress = address;
    const first = result<{ block: string }>(
      await stage.operator.command({ type: 'address.block', address, reason: 'first', confirmAddress }),
    );
    assert.equal((await wire.frame('gate')).show, false, 'the whole /64');
    const second = result<{ block: string }>(
      await stage.operator.command({ type: 'address.block', address: '2001:db8:7:7::2', reason: 'second', confirmAddress }),
    );
    assert.equal(second.block, first.block);
    const list = await stage.admin.get<BlockList>('/v1/sites/demo/blocks?search=2001:db8:7:7');
    assert.deepEqual(
      list.blocks.map((b) => [b.id, b.visitor]),
      [[first.block, null]],
    );
    const history = await stage.admin.get<{ entries: { reason: string }[] }>(`/v1/sites/demo/blocks/${first.block}/history`);
    assert.deepEqual(history.entries.map((e) => e.reason).sort(), ['first', 'second']);
    result(await stage.operator.command({ type: 'block.remove', block: first.block }));
    assert.equal((await wire.frame('gate', (f) => f.show)).show, true);
  });

  test('B7 a second block with another address frees nobody: both addresses stay blocked, one removal opens both', async () => {
    const [one, two] = [freshAddress(), freshAddress()];
    const greeted = await stage.visitor({ address: one });
    const first = await block(greeted, { address: true });
    // The dialog counts in somebody at the visitor's next address; then the visitor shows up there.
    const { store } = stage.server.app.services;
    await store.write
      .updateTable('visitors')
      .set({ address: two, address_key: `${two}/32` })
      .where('id', '=', first.visitor)
      .execute();
    const second = result<{ block: string }>(
      await stage.operator.command({
        type: 'visitor.block',
        visitor: first.visitor,
        chat: null,
        reason: 'again',
        blockAddress: true,
        confirmAddress: two,
      }),
    );
    assert.equal(second.block, first.block, 'one active block');
    const isHidden = async (address: string) => {
      const wire = new VisitorWire(stage.server, { address });
      await wire.hello();
      return (await wire.until(() => wire.frames[0], 'answer')).type === 'gate';
    };
    assert.deepEqual([await isHidden(one), await isHidden(two)], [true, true]);
    const { blocks } = await stage.admin.get<BlockList>(`/v1/sites/demo/blocks?search=${one}`);
    assert.deepEqual(
      blocks.map((b) => [b.id, b.address, b.addresses]),
      [[first.block, two, [one, two]]],
    );

    // An address block of its own keeps the visitor hidden, and the answer says so.
    const bare = result<{ block: string }>(
      await stage.operator.command({ type: 'address.block', address: two, reason: 'bare', confirmAddress: two }),
    );
    const removed = result<{ stillHiddenBy: { id: string }[] }>(await stage.operator.command({ type: 'block.remove', block: first.block }));
    assert.deepEqual(
      removed.stillHiddenBy.map((b) => b.id),
      [bare.block],
    );
    assert.deepEqual([await isHidden(one), await isHidden(two)], [false, true]);
    result(await stage.operator.command({ type: 'block.remove', block: bare.block }));
    assert.equal(await isHidden(two), false);
  });

  test('B7 attempts that the gate refused are counted with the block: hellos and commands, not polls of the gate', async () => {
    const greeted = await stage.visitor();
    const { session, block: id } = await block(greeted);
    const history = () => stage.admin.get<BlockHistory>(`/v1/sites/demo/blocks/${id}/history`);
    assert.equal((await history()).refused, undefined);
    for (let i = 0; i < 3; i++) assert.equal(refusal(await greeted.wire.command({ type: 'message.send', session, text: 'x' })), 'blocked');
    const again = new VisitorWire(stage.server);
    await again.hello({ token: greeted.token });
    await again.frame('gate');
    const watching = new VisitorWire(stage.server);
    await watching.hello({ token: greeted.token, watch: true });
    await watching.frame('gate');
    await fetch(`${stage.server.url}/v1/visitor/config?site=demo`, { headers: { authorization: `Bearer ${greeted.token}` } });
    await fetch(`${stage.server.url}/v1/visitor/commands?site=demo`, {
      method: 'POST',
      headers: { origin: stage.server.url },
      body: JSON.stringify({ token: greeted.token, commands: [] }),
    });
    const { refused } = await history();
    assert.equal(refused?.count, 5);
    assert.ok(Math.abs(Date.now() - (refused?.lastAt ?? 0)) < 60_000);
    assert.equal((await history()).refused?.count, 5);
  });

  test('B6 a removal reaches the visitor who says hello in the same moment', async () => {
    const greeted = await stage.visitor();
    const { block: id } = await block(greeted);
    const release = await hold(stage);
    const late = new VisitorWire(stage.server);
    await late.hello({ token: greeted.token });
    await roundTrip(late);
    const removed = stage.operator.command({ type: 'block.remove', block: id });
    await roundTrip(stage.operator);
    release();
    result(await removed);
    const shut = await late.frame('gate', (f) => !f.show);
    assert.ok((await late.frame('gate', (f) => f.show)).version > shut.version);
  });
});

/** Keeps the unit of work busy until the returned function is called: commands that come meanwhile share one commit. */
async function hold(stage: Stage): Promise<() => void> {
  let release = () => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  await new Promise<void>((entered) => {
    void stage.server.app.services.unitOfWork.run(() => {
      entered();
      return until;
    });
  });
  return release;
}

/** Everything sent before has been read by the server: frames are handled in the order of arrival. */
async function roundTrip(wire: {
  frames: readonly { type: string }[];
  send(frame: object): void;
  until<T>(fact: () => T | undefined | false | null, what: string): Promise<T>;
}): Promise<void> {
  const from = wire.frames.length;
  wire.send({ type: 'ping' });
  await wire.until(() => wire.frames.slice(from).some((f) => f.type === 'pong'), 'pong');
}
