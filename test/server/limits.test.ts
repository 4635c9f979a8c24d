import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { nanoid } from 'nanoid';
import { CLOSE, type ErrorFrame, type EventPage } from '../../src/protocol/index.ts';
import { CommandError } from '../../src/server/command-error.ts';
import { DEFAULT_LIMITS } from '../../src/server/access/limits.ts';
import { RateLimiter } from '../../src/server/access/rate-limiter.ts';
import { frameSender } from '../../src/server/realtime/frames.ts';
import { result, type VisitorWire, type Wire } from '../support/wire.ts';
import { openStage, type Stage } from './stage.ts';

const errors = (wire: Wire<{ type: string }>) => wire.frames.filter((f) => f.type === 'error') as unknown as ErrorFrame[];
const texts = (wire: VisitorWire) =>
  wire.frames.flatMap((f) => (f.type === 'event' && f.event.type === 'message.sent' ? [f.event.text] : []));

describe('limits', () => {
  let stage: Stage;
  let now = 1_750_000_000_000;
  before(async () => {
    stage = await openStage({ clock: { now: () => now } });
  });
  after(() => stage.stop());

  const send = (wire: VisitorWire, text: string, cid = nanoid()) => wire.command({ type: 'message.send', session: null, text, cid });

  test('R11 a token bucket gives its burst, then its rate; a clock that goes back costs nothing', () => {
    let t = 0;
    const limiter = new RateLimiter(() => t);
    const rate = { perSecond: 2, burst: 3 };
    const take = () => limiter.take('k', rate);
    assert.deepEqual([take(), take(), take(), take()], [0, 0, 0, 500]);
    t = 400;
    assert.equal(take(), 100);
    t = 500;
    assert.equal(take(), 0);
    t = -3_600_000;
    assert.equal(take(), 500);
    t += 500;
    assert.equal(take(), 0);
    t += 1e9;
    assert.deepEqual([take(), take(), take(), take()], [0, 0, 0, 500]);
  });

  test('R11 a visitor says ten things at once, then one a second; the refusal says when', async () => {
    const { wire } = await stage.visitor();
    for (let i = 0; i < 10; i++) result(await send(wire, `m${i}`));
    const refused = await send(wire, 'm10', 'eleventh');
    assert.ok(refused.type === 'error');
    assert.deepEqual([refused.code, refused.retry, refused.retryAfterMs], ['rate_limited', true, 1000]);
    now += refused.retryAfterMs ?? 0;
    result(await send(wire, 'm10', 'eleventh'));
    assert.equal((await send(wire, 'm11')).type, 'error');
    assert.deepEqual(
      texts(wire),
      Array.from({ length: 11 }, (_, i) => `m${i}`),
    );
    now += 60_000;
  });

  test("R11 the rate is the visitor's, not the connection's", async () => {
    const { wire, token } = await stage.visitor();
    for (let i = 0; i < 10; i++) result(await send(wire, `m${i}`));
    const tab = (await stage.visitor({ hello: { token } })).wire;
    assert.equal((await send(tab, 'in another tab')).type, 'error');
    result(await send((await stage.visitor()).wire, 'another visitor'));
    now += 60_000;
  });

  test('R11 an operator says twenty things at once, then five a second', async () => {
    const { wire } = await stage.visitor();
    const { session } = await wire.say('hello');
    const chat = await stage.operator.chat(session);
    const reply = () => stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'x' });
    for (let i = 0; i < 20; i++) result(await reply());
    const refused = await reply();
    assert.deepEqual(refused.type === 'error' && [refused.code, refused.retryAfterMs], ['rate_limited', 200]);
    now += 60_000;
  });

  test('F2 everything that is stored counts towards one limit; reading does not', async () => {
    const { wire } = await stage.visitor();
    let session = '';
    for (let i = 0; i < 10; i++) session = result(await send(wire, `m${i}`)).session;
    wire.send({ type: 'read', session, seq: 1 });
    // Nothing that was said keeps a visitor from leaving, and leaving again and again is limited too.
    for (let i = 0; i < 10; i++) result(await wire.command({ type: 'session.end', session }));
    assert.equal((await wire.command({ type: 'session.end', session })).type, 'error');
    const rating = await wire.command({ type: 'session.rate', session, score: 5, comment: null });
    assert.deepEqual(rating.type === 'error' && [rating.code, rating.retryAfterMs], ['rate_limited', 1000]);
    now += 10_000;
    for (let i = 0; i < 4; i++) {
      result(await wire.command({ type: 'session.rate', session, score: 5, comment: null }));
      result(await wire.command({ type: 'visitor.update', name: `Name ${i}` }));
    }
    const { store } = stage.server.app.services;
    const pages = () => store.read.selectFrom('page_views').select('url').where('url', 'like', 'https://shop.example/%').execute();
    for (let i = 0; i < 4; i++) wire.send({ type: 'page', page: { url: `https://shop.example/${i}`, title: 'Shop' } });
    await stage.operator.until(
      () => stage.operator.frames.some((f) => f.type === 'visitor' && f.page?.url.endsWith('/3')),
      'the last page',
    );
    // Answered when what came before it is done.
    wire.send({ type: 'sync', session, after: 0 });
    await wire.frame('events');
    assert.equal((await wire.command({ type: 'session.rate', session, score: 1, comment: null })).type, 'error');
    now += 1000;
    result(await wire.command({ type: 'session.rate', session, score: 1, comment: null }));
    assert.deepEqual(
      (await pages()).map(({ url }) => url),
      ['https://shop.example/0', 'https://shop.example/1'],
      'the others are shown, not kept',
    );
    assert.equal(errors(wire).filter(({ cid }) => cid === undefined).length, 0, 'a page that is not kept is no error');
    now += 60_000;
  });

  test('R11 a client that goes on regardless is closed with 4429', async () => {
    const { wire, token } = await stage.visitor();
    for (let i = 0; i < 200; i++) wire.send({ type: 'message.send', cid: nanoid(), session: null, text: `flood ${i}` });
    for (let i = 0; i < 100; i++) wire.send({ type: 'typing', on: true });
    assert.equal((await wire.closing()).code, CLOSE.rateLimited);
    // The connection may have ended before the news of the last commit, so the stored messages count.
    const { welcome } = await stage.visitor({ hello: { token } });
    const stored = welcome.sessions[0]?.events.filter(({ type }) => type === 'message.sent');
    assert.equal(stored?.length, DEFAULT_LIMITS.visitor.messages.burst);
    now += 60_000;
  });

  test('R11 a client that sends broken frames again and again is closed with 4429', async () => {
    const { wire } = await stage.visitor();
    for (let i = 0; i < 60; i++) wire.socket.send('{"type":');
    assert.equal((await wire.closing()).code, CLOSE.rateLimited);
    now += 60_000;
  });

  test('C5 R11 behind a refused message nothing of the same sender is stored until it comes again', async () => {
    const { wire } = await stage.visitor();
    for (let i = 0; i < 10; i++) result(await send(wire, `m${i}`));
    assert.equal((await send(wire, 'first', 'first')).type, 'error');
    now += 5000;
    const overtaking = await send(wire, 'second', 'second');
    assert.equal(overtaking.type === 'error' && overtaking.code, 'rate_limited');
    result(await send(wire, 'first', 'first'));
    result(await send(wire, 'second', 'second'));
    assert.deepEqual(texts(wire).slice(10), ['first', 'second']);
    assert.equal((await send(wire, 'third', 'a')).type, 'ack');
    now += 60_000;
  });

  test('C5 R11 a message that was one frame too many holds back what came behind it', async () => {
    const one = await openStage({
      clock: { now: () => now },
      limits: { visitor: { messages: { perSecond: 1, burst: 10 }, frames: { perSecond: 20, burst: 2 } } },
    });
    try {
      const { wire } = await one.visitor();
      for (const text of ['a', 'b']) result(await send(wire, text));
      const refused = await send(wire, 'c', 'cid-c');
      assert.equal(refused.type === 'error' && refused.code, 'rate_limited');
      now += 50;
      const behind = await send(wire, 'd', 'cid-d');
      assert.equal(behind.type === 'error' && behind.code, 'rate_limited');
      now += 50;
      result(await send(wire, 'c', 'cid-c'));
      now += 50;
      result(await send(wire, 'd', 'cid-d'));
      assert.deepEqual(texts(wire), ['a', 'b', 'c', 'd']);
    } finally {
      await one.stop();
    }
  });

  test('C5 a failed commit holds back what came behind it in the next commit', async () => {
    const { wire } = await stage.visitor();
    const { unitOfWork } = stage.server.app.services;
    const { run } = unitOfWork;
    unitOfWork.run = () => Promise.reject(new CommandError('storage_full'));
    const failed = await send(wire, 'one', 'one');
    unitOfWork.run = run;
    assert.equal(failed.type === 'error' && failed.code, 'storage_full');
    const behind = await send(wire, 'two', 'two');
    assert.equal(behind.type === 'error' && behind.code, 'storage_full');
    result(await send(wire, 'one', 'one'));
    result(await send(wire, 'two', 'two'));
    assert.deepEqual(texts(wire), ['one', 'two']);
    assert.equal((await send(wire, 'three', 'given-up')).type, 'ack');
  });

  test('C5 a message that is never sent again holds the others back for ten seconds at most', async () => {
    const { wire } = await stage.visitor();
    for (let i = 0; i < 10; i++) result(await send(wire, `m${i}`));
    assert.equal((await send(wire, 'discarded')).type, 'error');
    now += 10_000;
    result(await send(wire, 'next'));
    now += 60_000;
  });

  test('R3 R11 a page of long messages ends early, so that a slow reader gets past it', async () => {
    const { wire, token } = await stage.visitor();
    for (let i = 0; i < 50; i++) {
      now += 1000;
      await wire.say('y'.repeat(5000));
    }
    const { welcome } = await stage.visitor({ hello: { token } });
    const [page] = welcome.sessions;
    assert.deepEqual([page?.events.length, page?.more], [41, true]);
    const rest = await fetch(`${stage.server.url}/v1/visitor/events?site=demo&session=${page?.session.id ?? ''}&after=41`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const next = (await rest.json()) as EventPage;
    assert.deepEqual([next.events.map((e) => e.seq), next.more], [[42, 43, 44, 45, 46, 47, 48, 49, 50, 51], false]);
  });

  test('R11 the sixth connection of a visitor closes the one that was silent longest with 4429', async () => {
    const { wire: first, token } = await stage.visitor();
    const wires = [first];
    for (let i = 1; i < 5; i++) {
      now += 1;
      wires.push((await stage.visitor({ hello: { token } })).wire);
    }
    now += 1;
    first.send({ type: 'ping' });
    await first.frame('pong');
    await stage.visitor({ hello: { token } });
    assert.equal((await (wires[1] as VisitorWire).closing()).code, CLOSE.rateLimited);
    assert.deepEqual(
      wires.map((w) => w.closed !== undefined),
      [false, true, false, false, false],
    );
    assert.equal(errors(first).length, 0);
  });

  test('R11 a slow reader first misses ephemeral frames, then is closed with 4008 and gets nothing more', () => {
    const sent: string[] = [];
    const socket = {
      OPEN: 1 as const,
      readyState: 1 as 0 | 1 | 2 | 3,
      bufferedAmount: 0,
      closed: 0,
      send: (text: string) => void sent.push((JSON.parse(text) as { type: string }).type),
      close(code?: number) {
        this.closed = code ?? 0;
        this.readyState = 2;
      },
    };
    const send = frameSender(socket as never, DEFAULT_LIMITS);
    const both = () => {
      send({ type: 'typing' });
      send({ type: 'event' });
    };
    both();
    socket.bufferedAmount = 256 * 1024 + 1;
    both();
    socket.bufferedAmount = 1024 * 1024 + 1;
    both();
    socket.bufferedAmount = 0;
    both();
    assert.deepEqual([sent, socket.closed], [['typing', 'event', 'event'], CLOSE.slowConsumer]);
  });

  test('R11 a real connection that reads nothing is closed; the others lose nothing', async () => {
    const { wire, token } = await stage.visitor();
    const slow = (await stage.visitor({ hello: { token } })).wire;
    const { session } = await wire.say('hello');
    const { hub } = stage.server.app.services;
    const { visitor } = await stage.operator.chat(session);
    const { siteId } = hub.everyone()[0] ?? assert.fail();
    slow.socket.pause();
    const event = { type: 'message.sent', seq: 3, at: 1, author: 'operator', text: 'x'.repeat(50_000), cid: null, operator: null } as const;
    // The kernel takes some megabytes before anything waits in the server.
    const count = 1000;
    for (let i = 0; i < count; i++) {
      hub.toVisitor(siteId, visitor.id, { type: 'event', session, event });
      await new Promise((resolve) => setImmediate(resolve));
    }
    slow.socket.resume();
    assert.equal((await slow.closing()).code, CLOSE.slowConsumer);
    await wire.until(() => texts(wire).length === count + 1, 'everything at the other tab');
  });
});
