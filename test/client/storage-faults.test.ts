import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/link/clock.ts';
import { type ChatClient } from '../../src/client/index.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { FAULTS, READABLE, refuseCookies } from './support/broken-databases.ts';
import type { Fault } from './support/broken-databases.ts';
import { clearCookie, cookieOf, databaseExists, nameOf, newSite, setCookie } from './support/browser-stores.ts';
import { fakeSockets, welcome } from './support/fake-sockets.ts';
import type { FakeSocket } from './support/fake-sockets.ts';
import { testClient, type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

const A = 'A'.repeat(43);
const B = 'B'.repeat(43);
const LIMIT_MS = 2000;
const running: ChatClient[] = [];
function page(extra: Partial<TestClientOptions> = {}): {
  client: ChatClient;
  site: string;
  last: () => FakeSocket;
  codes: string[];
  sockets: FakeSocket[];
} {
  const site = extra.site ?? newSite();
  const { WebSocket, last, sockets } = fakeSockets();
  const client = testClient({ server: 'http://chat.test', WebSocket, random: () => 0, ...extra, site });
  running.push(client);
  const codes: string[] = [];
  client.addEventListener('error', ({ code }) => codes.push(code));
  return { client, site, last, codes, sockets };
}
/** Puts a first message on the wire. Returns how long that took. */
async function firstMessage({ client, last, sockets }: ReturnType<typeof page>, answer: object = { newToken: A }): Promise<number> {
  const start = performance.now();
  void client.send('hello');
  await until(() => sockets.length);
  last().accept().say(welcome(answer));
  await until(() => last().ofType('message.send').length);
  return performance.now() - start;
}

describe('faults of the browser’s storage', () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    running.splice(0).forEach((client) => client.close());
    undo.splice(0).forEach((fn) => fn());
  });

  for (const [name, breakIt] of Object.entries(FAULTS)) {
    it(`I5 a database that ${name}: a stranger chats within 2 s, and the cookie is their anchor`, async () => {
      const one = page();
      undo.push(await breakIt(nameOf(one.site)));
      expect(await firstMessage(one)).to.be.lessThan(LIMIT_MS);
      expect(cookieOf(one.site)).to.equal(A);
      expect(one.client.getState().identity).to.equal('known');
      expect(one.codes).to.deep.equal(['storage_unavailable']);
      expect(one.client.diagnose()).to.include({ anchor: 'cookie', storeUsable: false });
    });

    it(`I1 a database that ${name}: a known visitor is known by their cookie within 2 s`, async () => {
      const site = newSite();
      setCookie(site, B);
      const one = page({ site });
      undo.push(await breakIt(nameOf(site)));
      expect(await firstMessage(one, {})).to.be.lessThan(LIMIT_MS);
      expect(one.last().sent[0]).to.include({ token: B });
      expect(one.codes).to.deep.equal(['storage_unavailable']);
    });

    it(`I7 a database that ${name}, and no cookies: the chat lasts as long as the page, within 2 s, and the page is told`, async () => {
      undo.push(refuseCookies());
      const one = page();
      undo.push(await breakIt(nameOf(one.site)));
      expect(await firstMessage(one)).to.be.lessThan(LIMIT_MS);
      expect(one.client.getState().identity).to.equal('memory');
      expect(one.codes).to.deep.equal(['storage_unavailable']);
      // They stay one visitor as long as the page is open.
      one.last().drop();
      await until(() => one.sockets.length === 2);
      one.last().accept();
      expect(one.last().sent[0]).to.include({ token: A });
    });
  }

  for (const name of READABLE) {
    it(`I6 a database that ${name}, and no cookies: the replica that was there is the anchor`, async () => {
      const site = newSite();
      await new BrowserStore(nameOf(site), systemClock).set('replica', { token: B, owner: 'b', writtenAt: 1, expiresAt: 0 });
      undo.push(refuseCookies());
      undo.push(await (FAULTS[name] as Fault)(nameOf(site)));
      const one = page({ site });
      expect(await firstMessage(one, {})).to.be.lessThan(LIMIT_MS);
      expect(one.last().sent[0]).to.include({ token: B });
      expect(one.client.getState().identity).to.equal('known');
    });
  }

  it('C4 a connection the browser closes is opened again, once', async () => {
    const name = `chat_${newSite()}`;
    const databases: IDBDatabase[] = [];
    const store = new BrowserStore(name, systemClock);
    const transaction = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
      databases.push(this);
      return transaction.apply(this, args);
    };
    try {
      await store.set('a', 1);
      databases[0]?.close();
      expect(await store.get('a')).to.equal(1);
      expect(store.usable).to.equal(true);
      expect(databases.at(-1)).to.not.equal(databases[0]);
    } finally {
      IDBDatabase.prototype.transaction = transaction;
    }
  });

  it('I1 a database without its store is made anew', async () => {
    const site = newSite();
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(nameOf(site));
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    const one = page({ site });
    expect(await firstMessage(one)).to.be.lessThan(LIMIT_MS);
    const store = new BrowserStore(nameOf(site), systemClock);
    expect(await store.get('replica')).to.include({ token: A });
  });

  it('I1 a database that holds nonsense is taken for an empty one', async () => {
    const site = newSite();
    const store = new BrowserStore(nameOf(site), systemClock);
    await store.set('replica', { token: 7 });
    await store.set('outbox', 'nonsense');
    setCookie(site, A);
    const one = page({ site });
    await one.client.connect();
    one.last().accept().say(welcome());
    await one.client.send('hello');
    await until(() => one.last().ofType('message.send').length);
    expect(one.codes).to.deep.equal([]);
    expect(await store.get('outbox')).to.have.length(1);
  });
});

describe('storage modes', () => {
  afterEach(() => running.splice(0).forEach((client) => client.close()));

  it('consent: before it is given nothing is stored or read, and the chat works', async () => {
    const site = newSite();
    const read: string[] = [];
    Object.defineProperty(document, 'cookie', { configurable: true, get: () => (read.push('read'), ''), set: () => read.push('write') });
    const one = page({ site, storage: 'consent' });
    try {
      await one.client.resume();
      await firstMessage(one);
      expect(read).to.deep.equal([]);
    } finally {
      delete (document as { cookie?: string }).cookie;
    }
    expect(await databaseExists(nameOf(site))).to.equal(false);
    await one.client.setConsent(true);
    expect(cookieOf(site)).to.equal(A);
    expect(one.client.getState().identity).to.equal('known');
  });

  it('consent: a known visitor comes back with it, and not before', async () => {
    const site = newSite();
    setCookie(site, A);
    const one = page({ site, storage: 'consent' });
    await one.client.resume();
    expect(one.sockets).to.have.length(0);
    await one.client.setConsent(true);
    one.last().accept();
    expect(one.last().sent[0]).to.include({ token: A });
  });

  it('consent: taking it back wipes what is stored, and the chat goes on', async () => {
    const one = page({ storage: 'interaction' });
    await firstMessage(one);
    await until(() => one.client.getState().identity === 'known');
    await one.client.setConsent(false);
    expect(cookieOf(one.site)).to.equal(undefined);
    await until(async () => !(await databaseExists(nameOf(one.site))));
    expect(one.client.getState()).to.include({ identity: 'memory' });
    expect(one.client.getState().connection.status).to.equal('open');
  });

  it('consent: not given on a later page, it wipes what was stored under an earlier one', async () => {
    const site = newSite();
    setCookie(site, A);
    await new BrowserStore(nameOf(site), systemClock).set('replica', { token: A, writtenAt: 1, expiresAt: 2 });
    const one = page({ site, storage: 'consent' });
    await one.client.setConsent(false);
    expect(cookieOf(site)).to.equal(undefined);
    await until(async () => !(await databaseExists(nameOf(site))));
    expect(one.sockets).to.have.length(0);
  });

  it('eager: a stranger gets their identity at load', async () => {
    const one = page({ storage: 'eager' });
    await one.client.resume();
    await until(() => one.sockets.length);
    one
      .last()
      .accept()
      .say(welcome({ newToken: A }));
    await until(() => cookieOf(one.site) === A);
    clearCookie(one.site);
  });
});
