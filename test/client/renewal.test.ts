import { expect } from '@open-wc/testing';
import { type ChatClient } from '../../src/client/index.ts';
import { systemClock } from '../../src/link/clock.ts';
import type { Replica } from '../../src/client/identity/decide.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { FAULTS } from './support/broken-databases.ts';
import type { Fault } from './support/broken-databases.ts';
import { cookieOf, nameOf, newSite, setCookie } from './support/browser-stores.ts';
import { FakeClock } from './support/fake-clock.ts';
import { fakeSockets, welcome } from './support/fake-sockets.ts';
import type { FakeSocket, Frame } from './support/fake-sockets.ts';
import { forgetEverything, openTab, say, serverUrl } from './support/real-server.ts';
import { testClient, type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

const A = 'A'.repeat(43);
const B = 'B'.repeat(43);
const at = 1_700_000_000_000;

interface Page {
  client: ChatClient;
  site: string;
  sockets: FakeSocket[];
  last: () => FakeSocket;
  codes: string[];
}
const running: ChatClient[] = [];
async function known(extra: Partial<TestClientOptions> = {}): Promise<Page> {
  const site = extra.site ?? newSite();
  setCookie(site, A);
  const { WebSocket, sockets, last } = fakeSockets();
  const client = testClient({ server: 'http://chat.test', WebSocket, random: () => 0, ...extra, site });
  running.push(client);
  const codes: string[] = [];
  client.addEventListener('error', ({ code }) => codes.push(code));
  await client.connect();
  last().accept().say(welcome());
  await until(() => client.getState().identity === 'known' && client.getState().connection.status === 'open');
  return { client, site, sockets, last, codes };
}
const started = { type: 'event', session: 's1', event: { type: 'session.started', seq: 1, at } };

describe('new tokens and proofs of identity', () => {
  before(async function () {
    this.timeout(60_000);
    await serverUrl();
  });
  afterEach(() => running.splice(0).forEach((client) => client.close()));

  it('I1 a new token of a known visitor is in cookie and replica before it is used, and they stay the owner of their outbox', async () => {
    const page = await known();
    page.last().drop();
    const { cid } = await page.client.send('mine');
    await until(() => page.sockets.length === 2);
    page
      .last()
      .accept()
      .say(welcome({ newToken: B }));
    await until(() => page.last().ofType('message.send').length);
    expect(page.last().ofType('message.send')[0]?.['cid']).to.equal(cid);
    expect(cookieOf(page.site)).to.equal(B);
    const replica = await new BrowserStore(nameOf(page.site), systemClock).get<Replica>('replica');
    expect(replica).to.include({ token: B, previous: A });
    page.last().drop();
    await until(() => page.sockets.length === 3);
    page.last().accept();
    expect(page.last().sent[0]).to.include({ token: B });
  });

  it('I2 a page that ended between replica and cookie leaves one visitor, not two', async () => {
    const site = newSite();
    const store = new BrowserStore(nameOf(site), systemClock);
    await store.set('replica', { token: B, previous: A, owner: 'me', writtenAt: at, expiresAt: at });
    await store.set('outbox', [{ cid: 'c1', owner: 'me', session: null, text: 'mine', createdAt: at }]);
    const page = await known({ site });
    expect(page.last().sent[0]).to.include({ token: B });
    await until(() => page.last().ofType('message.send').length);
    expect(page.client.getState().draft).to.equal('');
    expect(cookieOf(site)).to.equal(B);
  });

  it('another tab takes a new token over without losing thread or outbox', async () => {
    const one = await known();
    const two = await known({ site: one.site });
    two.last().say(started);
    one.last().drop();
    await until(() => one.sockets.length === 2);
    one
      .last()
      .accept()
      .say(welcome({ newToken: B }));
    await until(() => cookieOf(one.site) === B);
    window.dispatchEvent(new Event('focus'));
    // It reads cookie and replica in its own time; sooner or later it says hello with the new token.
    const hello = (): Frame | undefined => two.last().sent[0];
    for (let sockets = 2; hello()?.['token'] !== B; sockets++) {
      two.last().drop();
      await until(() => two.sockets.length === sockets);
      two.last().accept();
      await until(hello);
    }
    expect(two.client.getState().session?.id).to.equal('s1');
  });

  it('identify with a proof: the token of the answer is stored, then the connection begins anew with it', async () => {
    const page = await known();
    page.last().say(started);
    const done = page.client.identify({ jwt: 'e30.e30.e30' });
    await until(() => page.last().ofType('visitor.identify').length);
    const [frame] = page.last().ofType('visitor.identify');
    expect(frame).to.deep.include({ jwt: 'e30.e30.e30' });
    page.last().say({ type: 'ack', cid: frame?.['cid'], dup: false, result: { outcome: 'switched', newToken: B } });
    await done;
    expect(cookieOf(page.site)).to.equal(B);
    expect(page.sockets).to.have.length(2);
    page
      .last()
      .accept()
      .say(welcome({ visitor: { name: 'Maya', email: null, verified: true } }));
    expect(page.last().sent[0]).to.include({ token: B });
    expect(page.client.getState().visitor.verified).to.equal(true);
    expect(page.client.getState().session).to.equal(null);
  });

  it('identify in another tab: this one waits for its token instead of taking itself for a stranger', async () => {
    const page = await known();
    page.last().say({ type: 'identity' });
    page.last().drop(4401);
    setCookie(page.site, B);
    await new BrowserStore(nameOf(page.site), systemClock).update<Replica>('replica', (old) => ({
      ...(old as Replica),
      token: B,
      previous: A,
    }));
    await until(() => page.sockets.length === 2);
    page.last().accept();
    expect(page.last().sent[0]).to.include({ token: B });
  });

  it('I2 identify on another subdomain, which shares the cookie alone: this page goes on as the new visitor', async () => {
    const page = await known();
    page.last().drop();
    await page.client.send('not sent');
    await until(() => page.sockets.length === 2);
    page.last().accept().say({ type: 'identity' });
    page.last().drop(4401);
    setCookie(page.site, B);
    await until(() => page.sockets.length === 3);
    page.last().accept().say(welcome());
    expect(page.last().sent[0]).to.include({ token: B });
    expect(page.client.getState()).to.deep.include({ draft: 'not sent', outbox: [] });
    await page.client.send('as the new one');
    await until(() => page.last().ofType('message.send').length);
  });

  it('I8 is for the token that was refused: one taken over while this tab waits for it is kept', async () => {
    const clock = new FakeClock();
    const page = await known({ clock });
    page.last().say({ type: 'identity' });
    page.last().drop(4401);
    setCookie(page.site, B);
    window.dispatchEvent(new Event('focus'));
    await until(() => page.sockets.length === 2);
    page.last().accept().say(welcome());
    expect(page.last().sent[0]).to.include({ token: B });
    await until(() => page.client.getState().connection.status === 'open');
    // Its date shows whether the page looked a second time.
    const store = new BrowserStore(nameOf(page.site), systemClock);
    await store.update<Replica>('replica', (old) => ({ ...(old as Replica), writtenAt: 1 }));
    clock.pass(1000);
    await until(async () => (await store.get<Replica>('replica'))?.writtenAt !== 1);
    expect(cookieOf(page.site)).to.equal(B);
    expect(page.client.getState()).to.include({ identity: 'known', draft: '' });
  });

  it('I2 another visitor on a page whose database was given up: what was not sent is a draft', async () => {
    const undo = await (FAULTS['throws'] as Fault)('');
    try {
      const page = await known();
      page.last().drop();
      await page.client.send('mine');
      setCookie(page.site, B);
      window.dispatchEvent(new Event('focus'));
      await until(() => page.client.getState().draft === 'mine');
      expect(page.client.getState().outbox).to.deep.equal([]);
    } finally {
      undo();
    }
  });

  describe('a client that was closed stays closed, whatever was under way', () => {
    it('I8 the wait for the token of another tab', async () => {
      const clock = new FakeClock();
      const page = await known({ clock });
      page.last().say({ type: 'identity' });
      page.last().drop(4401);
      page.client.close();
      setCookie(page.site, B);
      const store = new BrowserStore(nameOf(page.site), systemClock);
      await store.update<Replica>('replica', (old) => ({ ...(old as Replica), token: B, previous: A, writtenAt: 1 }));
      clock.pass(1000);
      await until(async () => (await store.get<Replica>('replica'))?.writtenAt !== 1);
      await store.get('replica');
      expect(page.sockets).to.have.length(1);
    });

    it('I9 the second look at a cookie that is another one', async () => {
      const page = await known();
      setCookie(page.site, B);
      window.dispatchEvent(new Event('focus'));
      page.client.close();
      const store = new BrowserStore(nameOf(page.site), systemClock);
      await until(async () => (await store.get<Replica>('replica'))?.token === B);
      await store.get('replica');
      await store.get('replica');
      await store.get('replica');
      expect(page.sockets).to.have.length(1);
    });

    it('I5 the first token, when another tab was first', async () => {
      const { WebSocket, sockets, last } = fakeSockets();
      const site = newSite();
      const client = testClient({ server: 'http://chat.test', site, WebSocket });
      running.push(client);
      await client.connect();
      await until(() => sockets.length);
      last().accept();
      setCookie(site, B);
      last().say(welcome({ newToken: A }));
      client.close();
      await new Promise((done) => setTimeout(done));
      expect(sockets).to.have.length(1);
    });

    it('a proof of identity', async () => {
      const page = await known();
      const done = page.client.identify({ jwt: 'e30.e30.e30' });
      await until(() => page.last().ofType('visitor.identify').length);
      const [frame] = page.last().ofType('visitor.identify');
      page.last().say({ type: 'ack', cid: frame?.['cid'], dup: false, result: { outcome: 'switched', newToken: B } });
      page.client.close();
      await done;
      expect(page.sockets).to.have.length(1);
      expect(cookieOf(page.site)).to.equal(B);
    });
  });

  it('a proof that does not hold rejects with its code and is an error event', async () => {
    await forgetEverything();
    const client = await openTab();
    running.push(client);
    const codes: string[] = [];
    client.addEventListener('error', ({ code }) => codes.push(code));
    await say(client, 'hello');
    const error = await client.identify({ jwt: 'e30.e30.e30' }).then(
      () => null,
      (reason: Error & { code: string }) => reason,
    );
    expect(error?.code).to.equal('identity_invalid');
    expect(codes).to.deep.equal(['identity_invalid']);
    expect(client.getState().session?.status).to.equal('active');
  });

  it('R10 goaway closes with 1000 and comes back after the time the server says', async () => {
    const clock = new FakeClock();
    const page = await known({ clock });
    page.last().say({ type: 'goaway', reconnectInMs: 4000 });
    expect(page.sockets[0]?.closedWith).to.equal(1000);
    clock.pass(3999);
    expect(page.sockets).to.have.length(1);
    clock.pass(1);
    expect(page.sockets).to.have.length(2);
  });

  it('R11 a message waits as long as the server says, and the state says why', async () => {
    const clock = new FakeClock();
    const page = await known({ clock });
    const { cid } = await page.client.send('a');
    page.last().say({ type: 'error', cid, code: 'storage_full', retry: true, message: '', retryAfterMs: 7000 });
    expect(page.client.getState().putOff).to.equal('storage_full');
    expect(page.codes).to.deep.equal(['storage_full']);
    clock.pass(6999);
    expect(page.last().ofType('message.send')).to.have.length(1);
    clock.pass(1);
    expect(page.last().ofType('message.send')).to.have.length(2);
    page.last().say({ type: 'ack', cid, dup: false, result: { session: 's1', seq: 2, at } });
    expect(page.client.getState().putOff).to.equal(null);
  });
});
