import { expect } from '@open-wc/testing';
import { type ChatClient } from '../../src/client/index.ts';
import type { ChatEventName } from '../../src/client/index.ts';
import type { StoredEntry } from '../../src/client/outbox/entry.ts';
import { systemClock } from '../../src/link/clock.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/index.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { clearCookie, cookieOf, databaseExists, nameOf, newSite, setCookie } from './support/browser-stores.ts';
import { FakeClock } from './support/fake-clock.ts';
import { fakeSockets, welcome } from './support/fake-sockets.ts';
import type { FakeSocket, Frame } from './support/fake-sockets.ts';
import { testClient, type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

const A = 'A'.repeat(43);
const B = 'B'.repeat(43);
const at = 1_700_000_000_000;
const started = { type: 'session.started', seq: 1, at };
const own = (seq: number, frame: Frame | undefined): object => ({
  type: 'message.sent',
  seq,
  at,
  author: 'visitor',
  text: frame?.['text'],
  cid: frame?.['cid'],
  operator: null,
});
const event = (e: object, session = 's1'): object => ({ type: 'event', session, event: e });

interface Setup {
  client: ChatClient;
  site: string;
  sockets: FakeSocket[];
  last: () => FakeSocket;
  events: string[];
}
const running: ChatClient[] = [];
function setUp(extra: Partial<TestClientOptions> = {}): Setup {
  const site = extra.site ?? newSite();
  const { WebSocket, sockets, last } = fakeSockets();
  const client = testClient({ server: 'http://chat.test', WebSocket, random: () => 0, ...extra, site });
  running.push(client);
  const events: string[] = [];
  const names: ChatEventName[] = ['session-start', 'session-end', 'message', 'unread-change', 'block', 'unblock', 'error', 'typing'];
  for (const name of names) client.addEventListener(name, () => events.push(name));
  return { client, site, sockets, last, events };
}
/** A visitor with a token whose connection is open. */
async function known(extra: Partial<TestClientOptions> = {}): Promise<Setup> {
  const site = newSite();
  setCookie(site, A);
  const setup = setUp({ site, ...extra });
  await setup.client.connect();
  setup.last().accept().say(welcome());
  await until(() => setup.client.getState().identity === 'known');
  return setup;
}
const sentTexts = (socket: FakeSocket): unknown[] => socket.ofType('message.send').map((frame) => frame['text']);
const stored = async (site: string): Promise<StoredEntry[]> =>
  (await new BrowserStore(nameOf(site), systemClock).get<StoredEntry[]>('outbox')) ?? [];

describe('chat client', () => {
  afterEach(() => running.splice(0).forEach((client) => client.close()));

  it('resume leaves a stranger alone: no socket, no cookie, no database', async () => {
    const { client, site, sockets } = setUp();
    await client.resume();
    expect(sockets).to.have.length(0);
    expect(cookieOf(site)).to.equal(undefined);
    expect(await databaseExists(nameOf(site))).to.equal(false);
    expect(client.getState().connection.status).to.equal('idle');
  });

  it('R1 the hello carries site, tab and token, and the token is not in the address', async () => {
    const { last, site } = await known();
    expect(last().sent[0]).to.deep.include({ type: 'hello', protocol: PROTOCOL_VERSION, site, token: A });
    expect(last().sent[0]?.['tab']).to.match(/^[\w-]{21}$/);
  });

  it('I5 a stranger says hello without a token, and their token is stored before their message is sent', async () => {
    const { client, site, last, sockets } = setUp();
    const sending = client.send('first');
    await until(() => sockets.length);
    await sending;
    last().accept();
    expect(last().sent[0]).to.not.have.property('token');
    expect((await stored(site))[0]).to.include({ text: 'first', owner: null });
    last().say(welcome({ newToken: A }));
    expect(last().ofType('message.send')).to.have.length(0);
    await until(() => last().ofType('message.send').length);
    expect(cookieOf(site)).to.equal(A);
    expect(client.getState().identity).to.equal('known');
  });

  it('I5 when another tab minted first, its identity is used and nothing was sent under the other', async () => {
    const { client, site, sockets } = setUp();
    await client.send('first');
    await until(() => sockets.length);
    sockets[0]?.accept();
    setCookie(site, B);
    sockets[0]?.say(welcome({ newToken: A }));
    await until(() => sockets.length === 2);
    sockets[1]?.accept().say(welcome());
    await until(() => sockets[1]?.ofType('message.send').length);
    expect(sockets[1]?.sent[0]).to.include({ token: B });
    expect(sockets[0]?.ofType('message.send')).to.have.length(0);
  });

  it('a message is in the state at once, and its event takes its place', async () => {
    const { client, last, events } = await known();
    const { cid } = await client.send('hello');
    expect(client.getState().outbox.map((entry) => [entry.cid, entry.status])).to.deep.equal([[cid, 'sending']]);
    const [frame] = last().ofType('message.send');
    last().say(event(started));
    last().say(event(own(2, frame)));
    expect(client.getState().outbox).to.have.length(0);
    expect(client.getState().session?.lastSeq).to.equal(2);
    last().say({ type: 'ack', cid, dup: false, result: { session: 's1', seq: 2, at } });
    expect(client.getState().outbox).to.have.length(0);
    expect(events).to.deep.equal(['session-start', 'message']);
  });

  it('no snapshot shows a message twice or not at all', async () => {
    const { client, last } = await known();
    await client.send('hello');
    const [frame] = last().ofType('message.send');
    const seen: number[] = [];
    client.subscribe((state) =>
      seen.push(state.outbox.length + (state.session?.events.filter((e) => e.type === 'message.sent').length ?? 0)),
    );
    last().say(event(started));
    last().say({ type: 'ack', cid: frame?.['cid'], dup: false, result: { session: 's1', seq: 2, at } });
    last().say(event(own(2, frame)));
    expect(new Set(seen)).to.deep.equal(new Set([1]));
  });

  it('C4 messages written offline are sent when the connection is there, in order', async () => {
    const { client, sockets, last } = await known();
    sockets[0]?.drop();
    await Promise.all(['a', 'b', 'c'].map((text) => client.send(text)));
    await until(() => sockets.length === 2);
    last().accept().say(welcome());
    await until(() => last().ofType('message.send').length === 3);
    expect(sentTexts(last())).to.deep.equal(['a', 'b', 'c']);
  });

  it('C4 after a reload the outbox is sent by the same visitor', async () => {
    const first = await known();
    first.sockets[0]?.drop();
    const { cid } = await first.client.send('kept');
    first.client.close();
    const second = setUp({ site: first.site });
    await second.client.resume();
    second.last().accept().say(welcome());
    await until(() => second.last().ofType('message.send').length);
    expect(second.last().ofType('message.send')[0]).to.include({ cid, text: 'kept' });
  });

  it('C5 a reconnect resends what has no ack with the same cids', async () => {
    const { client, sockets, last } = await known();
    await client.send('a');
    await client.send('b');
    const before = last().ofType('message.send');
    last().say({ type: 'ack', cid: before[0]?.['cid'], dup: false, result: { session: 's1', seq: 2, at } });
    last().drop();
    await until(() => sockets.length === 2);
    last().accept().say(welcome());
    await until(() => last().ofType('message.send').length);
    expect(last().ofType('message.send')).to.deep.equal(before.slice(1));
  });

  it('C6 session_ended gives the text back to the draft', async () => {
    const { client, last } = await known();
    last().say(event(started));
    await client.send('too late');
    await client.send('and more');
    client.setDraft('typing');
    const [frame] = last().ofType('message.send');
    last().say({ type: 'error', cid: frame?.['cid'], code: 'session_ended', retry: false, message: '' });
    expect(client.getState().draft).to.equal('too late\nand more\ntyping');
    expect(client.getState().outbox).to.have.length(0);
  });

  it('C3 a retryable refusal is tried again later with the same cid', async () => {
    const clock = new FakeClock();
    const { client, last } = await known({ clock });
    await client.send('a');
    const [frame] = last().ofType('message.send');
    last().say({ type: 'error', cid: frame?.['cid'], code: 'rate_limited', retry: true, message: '' });
    expect(client.getState().outbox[0]?.status).to.equal('queued');
    clock.pass(500);
    expect(last().ofType('message.send')).to.deep.equal([frame, frame]);
  });

  it('C3 a final refusal fails the one message; Retry sends it anew', async () => {
    const { client, last } = await known();
    const { cid } = await client.send('a');
    last().say({ type: 'error', cid, code: 'invalid', retry: false, message: '' });
    expect(client.getState().outbox[0]).to.include({ status: 'failed', error: 'invalid' });
    client.retry(cid);
    await until(() => last().ofType('message.send').length === 2);
    expect(last().ofType('message.send')[1]?.['cid']).to.not.equal(cid);
  });

  it('E3 a gap asks for a sync once, and the answer fills it', async () => {
    const { client, last } = await known();
    last().say(event(started));
    last().say(event({ ...own(3, undefined), text: 'three', cid: null }));
    last().say(event({ ...own(4, undefined), text: 'four', cid: null }));
    expect(last().ofType('sync')).to.deep.equal([{ type: 'sync', session: 's1', after: 1 }]);
    const session = {
      id: 's1',
      status: 'active',
      startedAt: at,
      endedBy: null,
      lastSeq: 4,
      deliveredSeq: 0,
      readByOperator: 0,
      readByVisitor: 0,
    };
    const events = [2, 3, 4].map((seq) => ({ ...own(seq, undefined), text: `${seq}`, cid: null }));
    last().say({ type: 'events', page: { session, events, more: false } });
    expect(client.getState().session?.lastSeq).to.equal(4);
  });

  it('E3 a gap that another tab shows while this one has no connection is asked for with the next', async () => {
    const one = await known();
    const two = setUp({ site: one.site });
    await two.client.resume();
    two.last().accept().say(welcome());
    await until(() => two.client.getState().connection.status === 'open');
    two.last().say(event(started));
    two.last().drop();
    for (const seq of [3, 2]) one.last().say(event(own(seq, undefined)));
    await until(() => two.client.getState().session?.lastSeq === 2);
    await until(() => two.sockets.length === 2);
    two.last().accept().say(welcome());
    two.last().say(event(own(4, undefined)));
    expect(two.last().ofType('sync')).to.deep.equal([{ type: 'sync', session: 's1', after: 2 }]);
  });

  it('R1 a reconnect tells epoch and cursor', async () => {
    const { sockets, last } = await known();
    last().say(event(started));
    last().drop();
    await until(() => sockets.length === 2);
    last().accept();
    expect(last().sent[0]).to.deep.include({ epoch: 'e1', cursor: { session: 's1', seq: 1 } });
  });

  it('S5 endSession waits for the server, over a reconnect with the same cid', async () => {
    const { client, sockets, last } = await known();
    last().say(event(started));
    const ending = client.endSession();
    const [frame] = last().ofType('session.end');
    last().drop();
    await until(() => sockets.length === 2);
    last().accept().say(welcome());
    await until(() => last().ofType('session.end').length);
    expect(last().ofType('session.end')).to.deep.equal([frame]);
    last().say({ type: 'ack', cid: frame?.['cid'], dup: true, result: null });
    await ending;
  });

  it('B5 a gate that closes wipes thread, outbox and draft, and keeps the cookie', async () => {
    const { client, site, last, events } = await known();
    last().say(event(started));
    await client.send('a');
    client.setDraft('typing');
    last().say({ type: 'gate', show: false, version: 3 });
    expect(client.getState()).to.deep.include({ session: null, earlier: [], outbox: [], draft: '', gate: { show: false, version: 3 } });
    await until(async () => (await stored(site)).length === 0);
    expect(cookieOf(site)).to.equal(A);
    expect(events.at(-1)).to.equal('block');
  });

  it('S9 nothing is sent while hidden', async () => {
    const { client, sockets, last } = await known();
    last().say({ type: 'gate', show: false, version: 3 });
    await client.send('let me in');
    expect(sentTexts(last())).to.deep.equal([]);
    expect(sockets).to.have.length(1);
    expect(client.getState().outbox).to.have.length(0);
  });

  it('B6 a reconnect while hidden only watches, and an open gate connects again', async () => {
    const { client, sockets, last, events } = await known();
    last().say({ type: 'gate', show: false, version: 3 });
    last().drop();
    await until(() => sockets.length === 2);
    last().accept();
    expect(last().sent[0]).to.include({ watch: true, token: A });
    last().say({ type: 'gate', show: false, version: 3 });
    last().say({ type: 'gate', show: true, version: 4 });
    expect(events.slice(-2)).to.deep.equal(['block', 'unblock']);
    expect(sockets).to.have.length(3);
    last().accept();
    expect(last().sent[0]).to.not.have.property('watch');
    last().say(welcome({ gate: { show: true, version: 4 } }));
    expect(client.getState()).to.deep.include({ gate: { show: true, version: 4 }, connection: { status: 'open' } });
  });

  it('B6 an older gate does not open what a newer one closed', async () => {
    const { client, last } = await known();
    last().say({ type: 'gate', show: false, version: 3 });
    last().say({ type: 'gate', show: true, version: 2 });
    expect(client.getState().gate?.show).to.equal(false);
  });

  it('B6 after ten minutes the connection goes and the configuration is asked each minute', async () => {
    const clock = new FakeClock();
    const asked: string[] = [];
    const real = globalThis.fetch;
    globalThis.fetch = async (input) => {
      asked.push(input instanceof Request ? input.url : input.toString());
      return Response.json({ gate: { show: asked.length > 1, version: asked.length > 1 ? 4 : 3 } });
    };
    try {
      const { client, last, sockets } = await known({ clock, random: () => 0.5 });
      last().say({ type: 'gate', show: false, version: 3 });
      await until(() => clock.due.includes(10 * 60_000));
      clock.pass(10 * 60_000);
      expect(sockets[0]?.closedWith).to.be.oneOf([1000, 4000]);
      await until(() => asked.length === 1);
      clock.pass(60_000);
      await until(() => client.getState().gate?.show);
      expect(asked[0]).to.contain('/v1/visitor/config?site=');
      expect(asked[0]).to.not.contain(A);
    } finally {
      globalThis.fetch = real;
    }
  });

  it('I8 a token the server does not know: texts become the draft, and the next message is of a new visitor', async () => {
    const { client, site, sockets, last } = await known();
    last().drop();
    await client.send('unsent');
    await until(() => sockets.length === 2);
    last().accept().drop(4401);
    await until(() => client.getState().draft === 'unsent');
    expect(client.getState()).to.deep.include({ identity: 'none', outbox: [], session: null });
    expect(cookieOf(site)).to.equal(undefined);
    await client.send('again');
    await until(() => sockets.length === 3);
    last().accept();
    expect(last().sent[0]).to.not.have.property('token');
  });

  it('I8 a page that leaves and comes back after it (R8) opens nothing by itself, and the next message makes a new visitor', async () => {
    const { client, site, sockets, last } = await known();
    last().drop(4401);
    await until(() => client.getState().identity === 'none');
    for (const type of ['pagehide', 'pageshow']) window.dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
    expect(sockets).to.have.length(1);
    await client.send('again');
    await until(() => sockets.length === 2);
    last().accept();
    expect(last().sent[0]).to.not.have.any.keys('token', 'watch');
    last().say(welcome({ newToken: B }));
    await until(() => sentTexts(last()).includes('again'));
    expect(cookieOf(site)).to.equal(B);
  });

  it('I9 a cookie cleared while the page is open clears the thread on focus', async () => {
    const { client, site, last } = await known();
    last().say(event(started));
    clearCookie(site);
    window.dispatchEvent(new Event('focus'));
    await until(() => client.getState().session === null);
    expect(client.getState().identity).to.equal('none');
    expect(last().closedWith).to.equal(1000);
  });

  it('R9 tabs tell each other events, and a wipe', async () => {
    const one = await known();
    const two = setUp({ site: one.site });
    await two.client.resume();
    two.last().accept().say(welcome());
    one.last().say(event(started));
    await until(() => two.client.getState().session?.id === 's1');
    const leaving = one.client.logout();
    const [frame] = one.last().ofType('visitor.logout');
    one.last().say({ type: 'ack', cid: frame?.['cid'], dup: false, result: null });
    await leaving;
    await until(() => two.client.getState().session === null);
    expect(cookieOf(one.site)).to.equal(undefined);
    expect(two.client.getState().identity).to.equal('none');
  });

  it('S6 startSession leaves the ended thread and sends nothing', async () => {
    const { client, last } = await known();
    last().say(event(started));
    last().say(event({ type: 'session.ended', seq: 2, at, by: 'visitor' }));
    const before = last().sent.length;
    client.startSession();
    expect(client.getState().session).to.equal(null);
    expect(last().sent).to.have.length(before);
    await client.send('again');
    expect(last().ofType('message.send')[0]).to.include({ session: null });
  });

  it('E5 typing ends by itself after 6 s', async () => {
    const clock = new FakeClock();
    const { client, last, events } = await known({ clock });
    last().say(event(started));
    last().say({ type: 'typing', session: 's1', operator: { id: 'o1', name: 'Anna' }, on: true });
    expect(client.getState().typing).to.have.length(1);
    clock.pass(6000);
    expect(client.getState().typing).to.have.length(0);
    expect(events.filter((name) => name === 'typing')).to.have.length(2);
  });

  it('unread goes up with an operator message and away with markRead', async () => {
    const { client, last, events } = await known();
    last().say(event(started));
    last().say(event({ ...own(2, undefined), author: 'operator', text: 'hi', cid: null, operator: { id: 'o1', name: 'Anna' } }));
    expect(client.getState().unreadCount).to.equal(1);
    client.markRead();
    expect(client.getState().unreadCount).to.equal(0);
    expect(last().ofType('read')).to.deep.equal([{ type: 'read', session: 's1', seq: 2 }]);
    expect(events.filter((name) => name === 'unread-change')).to.have.length(2);
  });

  it('empty and too long messages are refused at the call', async () => {
    const { client } = setUp();
    for (const text of ['', ' \n', 'x'.repeat(5001)]) {
      const error: unknown = await client.send(text).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(RangeError);
    }
  });

  it('the snapshot is frozen, and diagnose tells neither token nor text', async () => {
    const { client } = await known();
    await client.send('secret words');
    expect(Object.isFrozen(client.getState())).to.equal(true);
    const report = JSON.stringify(client.diagnose());
    expect(report).to.not.contain(A);
    expect(report).to.not.contain('secret words');
  });

  it('storage "memory" chats without touching a store', async () => {
    const { client, site, last, sockets } = setUp({ storage: 'memory' });
    await client.send('hello');
    await until(() => sockets.length);
    last()
      .accept()
      .say(welcome({ newToken: A }));
    await until(() => last().ofType('message.send').length);
    expect(client.getState().identity).to.equal('memory');
    expect(cookieOf(site)).to.equal(undefined);
    expect(await databaseExists(nameOf(site))).to.equal(false);
  });
});
