import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { WebSocketServer } from 'ws';
import {
  CLOSE,
  ERRORS,
  FRAME_MAX_BYTES,
  HELLO_MAX_BYTES,
  SPOKEN_VERSIONS,
  type ErrorFrame,
  type Problem,
} from '../../src/protocol/index.ts';
import { CommandError } from '../../src/server/command-error.ts';
import { readFrames } from '../../src/server/realtime/frames.ts';
import { operatorCommands, operatorSignals, visitorCommands, visitorSignals } from '../../src/server/input/validation.ts';
import { result, VisitorWire, Wire } from '../support/wire.ts';
import { openStage, type Stage } from './stage.ts';

describe('bad input', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  async function errorAfter(
    wire: { frames: readonly { type: string }[]; until: Wire<{ type: string }>['until'] },
    act: () => void,
  ): Promise<ErrorFrame> {
    const from = wire.frames.length;
    act();
    return wire.until(() => wire.frames.slice(from).find((f) => f.type === 'error'), 'error') as Promise<ErrorFrame>;
  }

  test('5,000 characters are a message, 5,001 are too_large, none are invalid', async () => {
    const { wire } = await stage.visitor();
    assert.equal((await wire.say('x'.repeat(5000))).seq, 2);
    const long = await wire.command({ type: 'message.send', session: null, text: 'x'.repeat(5001) });
    assert.deepEqual(long.type === 'error' && [long.code, long.field], ['too_large', 'text']);
    const empty = await wire.command({ type: 'message.send', session: null, text: '' });
    assert.deepEqual(empty.type === 'error' && [empty.code, empty.field], ['invalid', 'text']);
  });

  test('T2 text is stored as it was typed, without what hides, turns, or cannot be stored', async () => {
    const { wire } = await stage.visitor();
    for (const [typed, stored] of [
      ['<img src=x onerror=alert(1)>', undefined],
      ['\u202efdp.exe \u0000\u0000end', 'fdp.exe end'],
      ['a\\u0000b', undefined],
      ['👩‍👩‍👧 \ud83d', '👩‍👩‍👧 \ufffd'],
      ["'; drop table events; --", undefined],
    ] as const) {
      const { seq } = await wire.say(typed);
      const event = await wire.frame('event', (f) => f.event.seq === seq);
      assert.equal(event.event.type === 'message.sent' && event.event.text, stored ?? typed);
    }
  });

  test('what is no frame is answered with an error, and the connection lives on', async () => {
    const { wire } = await stage.visitor();
    for (const text of ['', 'hello', '{', '[]', 'null', '42', '"text"', '{}', '{"type":1}', '[{"type":"ping"}]', '{"type":null}'])
      assert.equal((await errorAfter(wire, () => wire.raw(text))).code, 'invalid', text);
    assert.equal((await errorAfter(wire, () => wire.socket.send(Buffer.from('{"type":"ping"}'), { binary: true }))).code, 'invalid');
    assert.equal((await errorAfter(wire, () => wire.raw('{"type":"nothing.such","cid":"a"}'))).code, 'unknown_command');
    assert.equal((await errorAfter(wire, () => wire.raw('{"type":"constructor"}'))).code, 'unknown_command');
    assert.equal(
      (await errorAfter(wire, () => wire.raw('{"type":"message.send","cid":"p1","session":null,"text":"x","__proto__":{"polluted":1}}')))
        .code,
      'invalid',
    );
    assert.equal(
      (await errorAfter(wire, () => wire.raw('{"type":"message.send","cid":"p2","session":null,"text":"x","extra":1}'))).code,
      'invalid',
    );
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    assert.equal((await wire.say('still here')).seq, 2);
  });

  test('R11 a frame over 64 KB closes with 4413, one far beyond with 1009, both after nothing was done', async () => {
    const { wire } = await stage.visitor();
    const error = await errorAfter(wire, () =>
      wire.send({ type: 'message.send', cid: 'big', session: null, text: 'x'.repeat(FRAME_MAX_BYTES) }),
    );
    assert.equal(error.code, 'too_large');
    assert.equal((await wire.closing()).code, CLOSE.tooLarge);
    const { wire: huge } = await stage.visitor();
    huge.raw('x'.repeat(FRAME_MAX_BYTES * 5));
    assert.equal((await huge.closing()).code, 1009);
  });

  test('R1 a hello over 4 KB, of another protocol, of an unknown site or with wrong members is refused and closed', async () => {
    const hello = { type: 'hello', protocol: 1, site: 'demo', tab: 't' };
    for (const [frame, code, close] of [
      [{ ...hello, page: { url: 'http://x/', title: 'x'.repeat(HELLO_MAX_BYTES) } }, 'too_large', CLOSE.tooLarge],
      [{ ...hello, protocol: Math.max(...SPOKEN_VERSIONS) + 1 }, 'unsupported_protocol', CLOSE.invalid],
      [{ ...hello, protocol: 0 }, 'unsupported_protocol', CLOSE.invalid],
      [{ ...hello, site: 'nobody' }, 'unknown_site', CLOSE.invalid],
      [{ ...hello, site: '../etc' }, 'invalid', CLOSE.invalid],
      [{ ...hello, admin: true }, 'invalid', CLOSE.invalid],
      [{ ...hello, tab: undefined }, 'invalid', CLOSE.invalid],
      [{ type: 'typing', on: true }, 'invalid', CLOSE.invalid],
    ] as const) {
      const wire = new VisitorWire(stage.server);
      await wire.opened();
      wire.send(frame);
      assert.equal((await wire.frame('error')).code, code);
      assert.equal((await wire.closing()).code, close);
    }
  });

  test('N7 before its hello a connection may look whether frames get through, and makes no visitor by it', async () => {
    const { store } = stage.server.app.services;
    const visitors = () => store.read.selectFrom('visitors').select('id').execute();
    const before = (await visitors()).length;
    const wire = new VisitorWire(stage.server);
    await wire.opened();
    wire.send({ type: 'ping' });
    await wire.frame('pong');
    assert.equal((await visitors()).length, before);
    await wire.welcome();
  });

  test('R1 without a hello the connection is closed with 4408', async () => {
    const server = new WebSocketServer({ port: 0 });
    await once(server, 'listening');
    server.on('connection', (socket) => {
      const handlers = { hello: () => Promise.resolve(), frame: () => undefined, broken: () => new CommandError('invalid') };
      readFrames(socket, stage.server.app.services, handlers, { helloTimeoutMs: 1 });
    });
    const wire = new Wire(`ws://127.0.0.1:${(server.address() as { port: number }).port}`, {});
    assert.equal((await wire.closing()).code, CLOSE.helloTimeout);
    server.close();
  });

  test("only origins on the site's list are let in: no look-alike, no null, none missing", async () => {
    const { store } = stage.server.app.services;
    await store.write
      .updateTable('sites')
      .set({ origins: JSON.stringify(['https://shop.example']) })
      .where('key', '=', 'other')
      .execute();
    const refused = [
      'https://shop.example.evil.test',
      'https://evil.test/https://shop.example',
      'http://shop.example',
      'https://shop.example:8443',
      'https://www.shop.example',
      'https://SHOP.example',
      'https://shop.example/',
      'https://shop.example@evil.test',
      'null',
      'file://',
      '',
      null,
    ];
    for (const origin of refused) {
      const wire = new VisitorWire(stage.server, { origin });
      await wire.hello({ site: 'other' });
      assert.equal((await wire.frame('error')).code, 'origin_not_allowed', String(origin));
      if (origin)
        assert.equal((await fetch(`${stage.server.url}/v1/visitor/config?site=other`, { headers: { origin } })).status, 403, origin);
    }
    const wire = new VisitorWire(stage.server, { origin: 'https://shop.example' });
    assert.ok((await wire.welcome({ site: 'other' })).newToken);
    const allowed = await fetch(`${stage.server.url}/v1/visitor/config?site=other`, { headers: { origin: 'https://shop.example' } });
    assert.deepEqual(
      [allowed.status, allowed.headers.get('access-control-allow-origin'), allowed.headers.get('access-control-allow-credentials')],
      [200, 'https://shop.example', null],
    );
  });

  test('an upgrade to a strange address is refused, and the server lives on', async () => {
    for (const path of ['//', '/nothing', '/v1/visitor', '///v1/visitor/socket', 'http://[', '*']) {
      const socket = connectTcp(stage.server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      const [answer] = (await once(socket, 'data')) as [Buffer];
      assert.match(answer.toString(), /^HTTP\/1\.1 4\d\d/, path);
      socket.destroy();
    }
    assert.equal((await fetch(`${stage.server.url}/healthz`)).status, 200);
  });

  test('strange queries are refused or read as text, never a fault', async () => {
    for (const path of [
      '/v1/visitor/config?site=demo&site=other&lang[]=x',
      '/v1/visitor/config?site[a]=demo',
      '/v1/visitor/config?__proto__=x',
      '/v1/visitor/events?site=demo&session=x&after=-1',
      '/v1/sites/demo/blocks?search=a&search=b',
      '/v1/sites/demo/addresses?address=1&address=2',
      '/v1/sites/demo/chats/x?before=abc',
      '/v1/sites/demo/visitors/%00',
    ]) {
      const response = await fetch(stage.server.url + path, { headers: { cookie: stage.admin.cookie } });
      assert.ok(response.status < 500, `${path} ${response.status}`);
      if (!response.ok) assert.ok(((await response.json()) as Problem).error.code in ERRORS, path);
    }
    for (const path of [`/v1/sites/demo/visitors/${'x'.repeat(5000)}`, '/v1/sites/%E0%A4%A'])
      assert.match(String((await fetch(stage.server.url + path)).status), /^4/);
  });

  test('any frame of any shape is answered or refused, never a crash (fuzz)', async () => {
    const wrong = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', 'x'.repeat(70), '__proto__', -1, 1e308, null, [], {}, '\u0000'),
    );
    const member = fc.constantFrom(
      'cid',
      'session',
      'text',
      'score',
      'comment',
      'name',
      'email',
      'on',
      'seq',
      'page',
      'after',
      'chat',
      'seen',
      'visitor',
      'reason',
      'block',
      'value',
      'address',
      '__proto__',
      'toString',
    );
    const frameOf = (types: string[]) =>
      fc.tuple(fc.constantFrom(...types), fc.dictionary(member, wrong, { maxKeys: 6 })).map(([type, members]) => ({ ...members, type }));
    const { wire } = await stage.visitor();
    for (const [target, types] of [
      [wire, [...visitorCommands.keys(), ...visitorSignals.keys()]],
      [stage.operator, [...operatorCommands.keys(), ...operatorSignals.keys()]],
    ] as const) {
      await fc.assert(
        fc.asyncProperty(frameOf(types.filter((type) => type !== 'visitor.logout' && type !== 'presence')), async (frame) => {
          const from = target.frames.length;
          target.send(frame);
          target.send({ type: 'ping' });
          await target.until(() => target.frames.slice(from).some((f) => f.type === 'pong'), 'pong');
          await stage.server.app.services.unitOfWork.idle();
          assert.ok(!target.frames.slice(from).some((f) => f.type === 'error' && f.code === 'internal'), JSON.stringify(frame));
        }),
        { numRuns: 150 },
      );
    }
    assert.ok(result(await wire.command({ type: 'message.send', session: null, text: 'fine' })).session);
  });
});
