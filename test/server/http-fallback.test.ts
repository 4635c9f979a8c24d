import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { nanoid } from 'nanoid';
import {
  SPOKEN_VERSIONS,
  type Ack,
  type ErrorFrame,
  type Problem,
  type VisitorCommandsAnswer,
  type VisitorHello,
  type VisitorPollAnswer,
  type VisitorServerFrame,
  type VisitorWelcome,
} from '../../src/protocol/index.ts';
import { DEFAULT_LIMITS } from '../../src/server/access/limits.ts';
import { VisitorPolls } from '../../src/server/hub/visitor-poll.ts';
import { findSite } from '../../src/server/store/sites.ts';
import { startServer } from '../support/server.ts';
import { result, VisitorWire } from '../support/wire.ts';
import { openStage, type Stage } from './stage.ts';

describe('without a WebSocket', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  const post = (path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${stage.server.url}${path}?site=demo`, {
      method: 'POST',
      headers: { origin: 'http://localhost:5000', 'content-type': 'text/plain;charset=UTF-8', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  async function commands(token: string, list: object[]): Promise<readonly (Ack | ErrorFrame)[]> {
    const response = await post('/v1/visitor/commands', { token, commands: list });
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as VisitorCommandsAnswer).results as (Ack | ErrorFrame)[];
  }
  async function poll(hello: Partial<VisitorHello>, signal?: AbortSignal): Promise<readonly VisitorServerFrame[]> {
    const response = await post('/v1/visitor/poll', { type: 'hello', protocol: 1, site: 'demo', tab: 'tab', ...hello }, {}, signal);
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as VisitorPollAnswer).frames;
  }
  const code = async (response: Response) => [response.status, ((await response.json()) as Problem).error.code];
  const message = (text: string, cid = nanoid(), session: string | null = null) => ({ type: 'message.send', cid, session, text });
  async function say(token: string, text: string): Promise<{ session: string; seq: number }> {
    const { session, seq } = result((await commands(token, [message(text)]))[0] as Ack);
    return { session, seq };
  }
  /** A visitor who is connected by long polls. */
  async function arrive(tab = nanoid()) {
    const [welcome] = (await poll({ tab })) as [VisitorWelcome];
    assert.equal(welcome.type, 'welcome');
    return { token: welcome.newToken ?? '', tab, welcome };
  }

  test('C7 C8 commands by POST are the commands of the socket: same cids, same results, in their order', async () => {
    const { wire, token } = await stage.visitor();
    const first = await wire.command(message('by socket', 'cid-1') as never);
    const answers = await commands(token, [message('by socket', 'cid-1'), message('two'), message('three'), message('changed', 'cid-1')]);
    assert.deepEqual(answers[0], { ...first, dup: true });
    const { seq } = result(first);
    assert.deepEqual(
      [1, 2].map((i) => result(answers[i] as Ack).seq),
      [seq + 1, seq + 2],
    );
    assert.equal((answers[3] as ErrorFrame).code, 'cid_conflict');
    await wire.frame('event', (f) => f.event.type === 'message.sent' && f.event.text === 'three');
  });

  test('C8 what is read and typed reaches the operators by POST too; a signal that belongs to a connection is refused', async () => {
    const { token } = await stage.visitor();
    const { session, seq } = await say(token, 'hello');
    const from = stage.operator.frames.length;
    const frames = () => stage.operator.frames.slice(from);
    const page = { type: 'page', page: { url: 'https://shop.example/', title: '' } };
    const signals = [
      { type: 'typing', on: true },
      { type: 'read', session, seq },
      { type: 'sync', session, after: 1 },
      page,
      { type: 'read' },
    ];
    const response = await post('/v1/visitor/commands', { token, commands: [message('two')], signals });
    const { results } = (await response.json()) as VisitorCommandsAnswer;
    assert.deepEqual(
      results.map((frame) => (frame.type === 'error' ? frame.code : frame.type)),
      ['ack', 'events', 'unknown_command', 'invalid'],
    );
    assert.deepEqual(results[1]?.type === 'events' && results[1].page.events[0]?.seq, 2);
    await stage.operator.until(() => frames().some((f) => f.type === 'typing' && f.session === session && f.on), 'typing');
    await stage.operator.until(() => frames().some((f) => f.type === 'read' && f.session === session && f.seq === seq), 'read');
    assert.deepEqual(await code(await post('/v1/visitor/commands', { token, commands: [], signals: 'read' })), [400, 'invalid']);
  });

  test('C7 text/plain needs no preflight; JSON has one that is answered; the page may read the answer', async () => {
    const { token } = await stage.visitor();
    const plain = await post('/v1/visitor/commands', { token, commands: [] });
    assert.deepEqual([plain.status, plain.headers.get('access-control-allow-origin')], [200, 'http://localhost:5000']);
    assert.equal((await post('/v1/visitor/commands', { token, commands: [] }, { 'content-type': 'application/json' })).status, 200);
    const preflight = await fetch(`${stage.server.url}/v1/visitor/commands?site=demo`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-headers')], [204, 'authorization, content-type']);
  });

  test('C8 a poll is held when nothing has happened, also of a visitor who has no session yet', async () => {
    const { services } = stage.server.app;
    const polls = new VisitorPolls(services, { holdMs: 50 });
    const site = await findSite(services.store.read, 'demo');
    const hello = { type: 'hello', protocol: 1, site: 'demo', tab: nanoid() } as const;
    const ask = (more: Partial<VisitorHello>) =>
      polls.poll(site?.id ?? '', { ...hello, ...more }, { address: null, userAgent: null }, new AbortController().signal);
    const [welcome] = (await ask({})) as [VisitorWelcome];
    assert.deepEqual(await ask({ token: welcome.newToken ?? '' }), []);
    const again = await polls.poll(
      site?.id ?? '',
      { ...hello, token: welcome.newToken ?? '' },
      { address: null, userAgent: null },
      new AbortController().signal,
      true,
    );
    assert.deepEqual(
      again.map(({ type }) => type),
      ['welcome'],
      'a client that begins anew hears that the way is open',
    );
  });

  test('C7 what is no list of commands, too many of them, too large, without token or from a foreign page is refused', async () => {
    const { token } = await stage.visitor();
    const one = message('x');
    for (const [body, expected] of [
      ['{', [401, 'unauthorized']],
      [{ commands: [one] }, [401, 'unauthorized']],
      [{ token: 'nobody', commands: [one] }, [401, 'unauthorized']],
      [{ token }, [400, 'invalid']],
      [{ token, commands: ['x', null] }, [400, 'invalid']],
      [{ token, commands: Array.from({ length: 21 }, () => message('x')) }, [413, 'too_large']],
      [{ token, commands: [message('x'.repeat(70_000))] }, [413, 'too_large']],
    ] as const)
      assert.deepEqual(await code(await post('/v1/visitor/commands', body)), expected, JSON.stringify(body).slice(0, 80));
    for (const origin of ['https://evil.example', 'null'])
      assert.deepEqual(await code(await post('/v1/visitor/commands', { token, commands: [one] }, { origin })), [403, 'origin_not_allowed']);
    const bare = await fetch(`${stage.server.url}/v1/visitor/commands?site=demo`, {
      method: 'POST',
      body: JSON.stringify({ token, commands: [one] }),
    });
    assert.equal(bare.status, 403, 'no Origin');
    assert.deepEqual(
      (await commands(token, [{ type: 'chat.close', cid: 'a', chat: 'b', seen: 1 }, message('')])).map((r) => (r as ErrorFrame).code),
      ['unknown_command', 'invalid'],
    );
  });

  test('R11 C8 the rate is the same by HTTP, and what is refused is not overtaken', async () => {
    const { token } = await stage.visitor();
    const first = await commands(
      token,
      Array.from({ length: 8 }, (_, i) => message(`m${i}`)),
    );
    assert.ok(first.every((a) => a.type === 'ack'));
    const rest = await commands(
      token,
      Array.from({ length: 8 }, (_, i) => message(`n${i}`)),
    );
    assert.deepEqual(
      rest.map((a) => a.type),
      ['ack', 'ack', 'error', 'error', 'error', 'error', 'error', 'error'],
    );
    assert.ok(((rest[2] as ErrorFrame).retryAfterMs ?? 0) > 0);
  });

  test('C5 C8 a message that is refused for the moment holds those of later requests, so that they keep their order', async (t) => {
    let now = Date.now();
    const messages = { perSecond: 1, burst: 2 };
    const server = await startServer({ clock: { now: () => now }, limits: { visitor: { ...DEFAULT_LIMITS.visitor, messages } } });
    t.after(() => server.stop());
    const wire = new VisitorWire(server);
    const { newToken: token } = await wire.welcome();
    void wire.close();
    const send = async (...texts: string[]): Promise<string[]> => {
      const response = await fetch(`${server.url}/v1/visitor/commands?site=demo`, {
        method: 'POST',
        headers: { origin: server.url, 'content-type': 'text/plain;charset=UTF-8' },
        body: JSON.stringify({ token, commands: texts.map((text) => message(text, `message-${text}`)) }),
      });
      const { results } = (await response.json()) as VisitorCommandsAnswer;
      return results.map((frame) => (frame.type === 'error' ? frame.code : frame.type));
    };
    assert.deepEqual(await send('1', '2', '3'), ['ack', 'ack', 'rate_limited']);
    now += 1000;
    assert.deepEqual(await send('4'), ['rate_limited']);
    now += 1000;
    assert.deepEqual(await send('3', '4'), ['ack', 'ack']);
  });

  test('C8 the first poll makes the visitor and is answered at once; an operator sees them as present', async () => {
    const { token, tab } = await arrive();
    const { session, seq } = await say(token, 'hello');
    const chat = await stage.operator.chat(session);
    assert.equal(chat.visitor.online, true);
    const [welcome] = (await poll({ tab, token, cursor: { session, seq: 0 } })) as [VisitorWelcome];
    assert.deepEqual(
      welcome.sessions[0]?.events.map((e) => e.seq),
      [1, seq],
    );
  });

  test('C8 a poll without news is held until something happens, and then carries all of it', async () => {
    const { token, tab } = await arrive();
    const cursor = await say(token, 'hello');
    await poll({ tab, token, cursor: { ...cursor, seq: 1 } });
    const held = poll({ tab, token, cursor });
    await isHeld(stage, tab);
    const chat = await stage.operator.chat(cursor.session);
    result(await stage.operator.command({ type: 'message.reply', chat: chat.id, text: 'answer' }));
    const frames = await held;
    assert.deepEqual(
      frames.map((f) => (f.type === 'event' ? f.event.type : f.type)),
      ['operator.joined', 'message.sent'],
    );
    const after = poll({ tab, token, cursor: { ...cursor, seq: cursor.seq + 2 } });
    await isHeld(stage, tab);
    stage.operator.send({ type: 'read', chat: chat.id, seq: cursor.seq });
    assert.deepEqual(
      (await after).map((f) => f.type),
      ['read'],
    );
  });

  test('C8 what happens between two polls is in the second one', async () => {
    const { token, tab } = await arrive();
    const cursor = await say(token, 'hello');
    const chat = await stage.operator.chat(cursor.session);
    result(await stage.operator.command({ type: 'chat.join', chat: chat.id }));
    await poll({ tab, token, cursor: { ...cursor, seq: 1 } });
    stage.operator.send({ type: 'read', chat: chat.id, seq: cursor.seq });
    await stage.operator.frame('read', (f) => f.session === cursor.session);
    assert.ok((await poll({ tab, token, cursor: { ...cursor, seq: cursor.seq + 1 } })).some((f) => f.type === 'read'));
  });

  test('C8 B5 a block reaches a held poll at once; the next one gets the closed gate alone', async () => {
    const { token, tab } = await arrive();
    const cursor = await say(token, 'spam');
    await poll({ tab, token, cursor: { ...cursor, seq: 1 } });
    const held = poll({ tab, token, cursor });
    await isHeld(stage, tab);
    const chat = await stage.operator.chat(cursor.session);
    result(await stage.operator.command({ type: 'visitor.block', visitor: chat.visitor.id, chat: null, reason: 'r', blockAddress: false }));
    const frames = await held;
    assert.deepEqual(
      frames.map((f) => f.type === 'gate' && f.show),
      [false],
    );
    for (const [path, body] of [
      ['commands', { token, commands: [message('x')] }],
      ['poll', { token, type: 'hello', protocol: 1, site: 'demo', tab }],
    ] as const)
      assert.deepEqual(Object.keys((await (await post(`/v1/visitor/${path}`, body)).json()) as object), ['gate'], path);
  });

  test('C8 a poll that is given up leaves nothing behind', async () => {
    const { token, tab } = await arrive();
    const cursor = await say(token, 'hello');
    await poll({ tab, token, cursor: { ...cursor, seq: 1 } });
    const given = new AbortController();
    const held = poll({ tab, token, cursor }, given.signal);
    await isHeld(stage, tab);
    given.abort();
    await assert.rejects(held);
    const { hub } = stage.server.app.services;
    await until(() => !hub.everyone().some((c) => 'tab' in c && c.tab === tab));
  });

  test('R7 a second poll of the same tab ends the first', async () => {
    const { token, tab } = await arrive();
    const cursor = await say(token, 'hello');
    await poll({ tab, token, cursor: { ...cursor, seq: 1 } });
    const first = poll({ tab, token, cursor });
    await isHeld(stage, tab);
    const given = new AbortController();
    const second = poll({ tab, token, cursor }, given.signal);
    assert.deepEqual(await first, []);
    given.abort();
    await assert.rejects(second);
  });

  test('C8 a poll with an unknown token is 401, of another protocol 400', async () => {
    const hello = { type: 'hello', protocol: 1, site: 'demo', tab: 't' };
    assert.deepEqual(await code(await post('/v1/visitor/poll', { ...hello, token: 'x'.repeat(43) })), [401, 'unauthorized']);
    assert.deepEqual(await code(await post('/v1/visitor/poll', { ...hello, protocol: Math.max(...SPOKEN_VERSIONS) + 1 })), [
      400,
      'unsupported_protocol',
    ]);
    assert.deepEqual(await code(await post('/v1/visitor/poll', { ...hello, site: 'other' })), [400, 'invalid']);
  });
});

async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => setImmediate(resolve));
}

/** The poll of this tab waits in the server. */
const isHeld = (stage: Stage, tab: string) =>
  until(() => stage.server.app.services.hub.everyone().some((c) => 'wake' in c && 'tab' in c && c.tab === tab && c.wake !== undefined));
