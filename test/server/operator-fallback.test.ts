import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { nanoid } from 'nanoid';
import {
  PROTOCOL_VERSION,
  SPOKEN_VERSIONS,
  type Ack,
  type OperatorCommandsAnswer,
  type OperatorHello,
  type OperatorPollAnswer,
  type OperatorServerFrame,
  type OperatorWelcome,
  type Problem,
  type VisitorConfig,
} from '../../src/protocol/index.ts';
import { readOperatorHello } from '../../src/server/hub/operator-hello.ts';
import { OperatorPolls } from '../../src/server/hub/operator-poll.ts';
import { DEFAULT_LIMITS } from '../../src/server/access/limits.ts';
import { startServer } from '../support/server.ts';
import { logIn, result, VisitorWire, type OperatorSession } from '../support/wire.ts';
import { openStage, type Stage } from './stage.ts';

describe('an operator without a WebSocket', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  const post = (path: string, body: unknown, session: OperatorSession, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${stage.server.url}${path}`, {
      method: 'POST',
      headers: { origin: stage.server.url, 'content-type': 'text/plain;charset=UTF-8', cookie: session.cookie, ...headers },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
  const helloOf = (more: Partial<OperatorHello> = {}) => ({ type: 'hello', protocol: PROTOCOL_VERSION, site: 'demo', tab: 'tab', ...more });
  async function poll(session: OperatorSession, hello: Partial<OperatorHello>, begin = false): Promise<readonly OperatorServerFrame[]> {
    const response = await post(`/v1/operator/poll?site=demo${begin ? '&begin' : ''}`, helloOf(hello), session);
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as OperatorPollAnswer).frames;
  }
  async function commands(session: OperatorSession, body: object): Promise<OperatorCommandsAnswer['results']> {
    const response = await post('/v1/operator/commands?site=demo', body, session);
    assert.equal(response.status, 200, await response.clone().text());
    return ((await response.json()) as OperatorCommandsAnswer).results;
  }
  /** An operator who is connected by long polls: their commands and their state. */
  async function arrive() {
    const session = await logIn(stage.server);
    const tab = nanoid();
    const [welcome] = (await poll(session, { tab }, true)) as [OperatorWelcome];
    assert.equal(welcome.type, 'welcome');
    return { session, tab, welcome, epoch: welcome.epoch, cursor: welcome.gseq };
  }
  const code = async (response: Response) => [response.status, ((await response.json()) as Problem).error.code];
  const typesOf = (frames: readonly { type: string }[]) => frames.map(({ type }) => type);

  test('N8 C8 the first poll is answered at once; what a visitor says ends a held one; replies go by POST', async () => {
    const { session, tab, epoch, cursor, welcome } = await arrive();
    assert.deepEqual([welcome.reset, welcome.operator.presence], [true, 'online']);
    const { wire } = await stage.visitor();
    // The visitor's coming is told first.
    await poll(session, { tab, epoch, cursor });
    const held = poll(session, { tab, epoch, cursor });
    await isHeld(stage, 1);
    await wire.say('no socket over there?');
    const frames = await held;
    const changed = frames.find((f) => f.type === 'event' && f.event.type === 'chat.changed');
    assert.ok(changed?.type === 'event' && changed.event.type === 'chat.changed' && changed.event.fresh);
    const chat = changed.event.chat.id;

    const reply = { type: 'message.reply', cid: 'reply-1', chat, text: 'none', seen: 2 };
    const [ack] = (await commands(session, { commands: [reply] })) as [Ack];
    assert.deepEqual([ack.type, ack.dup], ['ack', false]);
    const answer = await wire.frame('event', (f) => f.event.type === 'message.sent' && f.event.author === 'operator');
    assert.equal(answer.event.type === 'message.sent' && answer.event.text, 'none');
    const [again] = (await commands(session, { commands: [reply] })) as [Ack];
    assert.deepEqual(again, { ...ack, dup: true });
  });

  test('N8 C8 what happens between two polls is in the second one; a lost answer is asked for by cursor', async () => {
    const { session, tab, epoch, cursor } = await arrive();
    const { wire } = await stage.visitor();
    await wire.say('between');
    const first = await poll(session, { tab, epoch, cursor });
    const events = (frames: readonly OperatorServerFrame[]) =>
      frames.flatMap((f) => (f.type === 'welcome' ? f.events : f.type === 'event' ? [f] : []));
    assert.ok(events(first).length > 0);
    // The answer never arrived: the same cursor brings the same events.
    const second = await poll(session, { tab, epoch, cursor });
    assert.deepEqual(new Set(events(second).map((e) => e.gseq)), new Set(events(first).map((e) => e.gseq)));
  });

  test('N8 a poll without news is held, and polls one after the other are one presence that nobody is told of twice', async () => {
    const { services } = stage.server.app;
    const polls = new OperatorPolls(services, { holdMs: 50 });
    const session = await logIn(stage.server);
    const token = session.cookie.split('=')[1] ?? '';
    const tab = nanoid();
    const ask = async (more: Partial<OperatorHello>) =>
      polls.poll(await readOperatorHello(services, token, helloOf({ tab, ...more })), new AbortController().signal);
    const [welcome] = (await ask({})) as [OperatorWelcome];
    const from = stage.operator.frames.length;
    for (let i = 0; i < 3; i++) assert.deepEqual(await ask({ epoch: welcome.epoch, cursor: welcome.gseq }), []);
    assert.deepEqual(typesOf(stage.operator.frames.slice(from)), []);
  });

  test('C5 N8 a reply that is refused for the moment holds those of later requests, so that they keep their order', async (t) => {
    let now = Date.now();
    const messages = { perSecond: 1, burst: 2 };
    const server = await startServer({ clock: { now: () => now }, limits: { operator: { ...DEFAULT_LIMITS.operator, messages } } });
    t.after(() => server.stop());
    const visitor = new VisitorWire(server);
    await visitor.welcome();
    await visitor.say('hello');
    const session = await logIn(server);
    const inbox = await fetch(`${server.url}/v1/sites/demo/inbox`, { headers: { cookie: session.cookie } });
    const { chats } = (await inbox.json()) as { chats: readonly { id: string }[] };
    const send = async (...cids: string[]): Promise<string[]> => {
      const replies = cids.map((cid) => ({ type: 'message.reply', cid: `reply-${cid}`, chat: chats[0]?.id, text: cid, seen: 2 }));
      const response = await fetch(`${server.url}/v1/operator/commands?site=demo`, {
        method: 'POST',
        headers: { origin: server.url, 'content-type': 'text/plain;charset=UTF-8', cookie: session.cookie },
        body: JSON.stringify({ commands: replies }),
      });
      const { results } = (await response.json()) as OperatorCommandsAnswer;
      return results.map((frame) => (frame.type === 'error' ? frame.code : frame.type));
    };
    assert.deepEqual(await send('1', '2', '3'), ['ack', 'ack', 'rate_limited']);
    now += 1000;
    assert.deepEqual(await send('4'), ['rate_limited']);
    now += 1000;
    assert.deepEqual(await send('3', '4'), ['ack', 'ack']);
    void visitor.close();
  });

  test('N8 presence, typing, read and sync go by POST; a ping belongs to a connection', async () => {
    const { session, tab, epoch } = await arrive();
    const { wire } = await stage.visitor();
    const { session: id, seq } = await wire.say('hello');
    const chat = (await stage.operator.chat(id)).id;
    result(await stage.operator.command({ type: 'chat.join', chat }));
    const results = await commands(session, {
      commands: [],
      signals: [
        { type: 'presence', value: 'away' },
        { type: 'typing', chat, on: true },
        { type: 'read', chat, seq },
        { type: 'sync', after: 0 },
        { type: 'ping' },
      ],
    });
    assert.deepEqual(
      results.map((frame) => (frame.type === 'error' ? frame.code : frame.type)),
      ['events', 'unknown_command'],
    );
    await wire.frame('typing', (f) => f.on);
    await wire.frame('read', (f) => f.seq === seq);
    await stage.operator.frame('operators', (f) => f.operators.some((one) => one.presence === 'away'));
    const [welcome] = (await poll(session, { tab, epoch }, true)) as [OperatorWelcome];
    assert.equal(welcome.operator.presence, 'away', 'the choice holds for the next poll');
    await commands(session, { commands: [], signals: [{ type: 'presence', value: 'online' }] });
  });

  test('N8 an operator who polls is available to visitors, and gone some seconds after the last poll', async () => {
    const alone = await openStage();
    try {
      await alone.operator.close();
      const config = async () =>
        (await (
          await fetch(`${alone.server.url}/v1/visitor/config?site=demo`, { headers: { origin: alone.server.url } })
        ).json()) as VisitorConfig;
      assert.equal((await config()).availability, 'away');
      const given = new AbortController();
      const ask = (hello: object, begin: string, signal?: AbortSignal) =>
        fetch(`${alone.server.url}/v1/operator/poll?site=demo${begin}`, {
          method: 'POST',
          headers: { origin: alone.server.url, cookie: alone.admin.cookie },
          body: JSON.stringify(hello),
          signal: signal ?? null,
        });
      const [welcome] = ((await (await ask(helloOf(), '&begin')).json()) as OperatorPollAnswer).frames as [OperatorWelcome];
      const held = ask(helloOf({ epoch: welcome.epoch, cursor: welcome.gseq }), '', given.signal);
      await isHeld(alone, 1);
      assert.equal((await config()).availability, 'online');
      given.abort();
      await assert.rejects(held);
      const { hub } = alone.server.app.services;
      await until(() => hub.everyone().length === 0);
      assert.equal((await config()).availability, 'away');
    } finally {
      await alone.stop();
    }
  });

  test('N8 the end of the log-in ends a held poll with 401', async () => {
    const { session, tab, epoch, cursor } = await arrive();
    const held = post('/v1/operator/poll?site=demo', helloOf({ tab, epoch, cursor }), session);
    await isHeld(stage, 1);
    await fetch(`${stage.server.url}/v1/login`, { method: 'DELETE', headers: { origin: stage.server.url, cookie: session.cookie } });
    assert.deepEqual(await code(await held), [401, 'unauthorized']);
    assert.deepEqual(await code(await post('/v1/operator/commands?site=demo', { commands: [] }, session)), [401, 'unauthorized']);
  });

  test('N8 another page, another site, another protocol and what is no hello are refused', async () => {
    const session = await logIn(stage.server);
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    for (const path of ['poll', 'commands'])
      assert.deepEqual(await code(await post(`/v1/operator/${path}?site=demo`, { ...helloOf(), commands: [] }, session, foreign)), [
        403,
        'forbidden',
      ]);
    assert.deepEqual(await code(await post('/v1/operator/commands?site=nobody', { commands: [] }, session)), [404, 'not_found']);
    const ask = async (body: unknown) => code(await post('/v1/operator/poll?site=demo', body, session));
    assert.deepEqual(await ask(helloOf({ site: 'nobody' })), [404, 'not_found']);
    assert.deepEqual(await ask(helloOf({ protocol: Math.max(...SPOKEN_VERSIONS) + 1 })), [400, 'unsupported_protocol']);
    assert.deepEqual(await ask('hello'), [400, 'invalid']);
    assert.deepEqual(await ask({ type: 'ping' }), [400, 'invalid']);
  });
});

async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await new Promise((resolve) => setImmediate(resolve));
}

/** So many operators' polls wait in the server. */
const isHeld = (stage: Stage, count: number) =>
  until(
    () => stage.server.app.services.hub.everyone().filter((c) => 'wake' in c && 'operator' in c && c.wake !== undefined).length === count,
  );
