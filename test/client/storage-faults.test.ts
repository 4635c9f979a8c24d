import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/client/connection/clock.ts';
import { ChatClient } from '../../src/client/index.ts';
import type { ChatClientOptions } from '../../src/client/index.ts';
import { SiteStore } from '../../src/client/storage/site-store.ts';
import { clearCookie, cookieOf, databaseExists, newSite, setCookie } from './support/browser-stores.ts';
import { fakeSockets, welcome } from './support/fake-sockets.ts';
import type { FakeSocket } from './support/fake-sockets.ts';
import { until } from './support/until.ts';

const A = 'A'.repeat(43);
const LIMIT_MS = 2000;
const open = Object.getOwnPropertyDescriptor(IDBFactory.prototype, 'open') as PropertyDescriptor;
const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put') as PropertyDescriptor;
const replaceOpen = (fn: () => unknown): void => void Object.defineProperty(IDBFactory.prototype, 'open', { ...open, value: fn });

const running: ChatClient[] = [];
function page(extra: Partial<ChatClientOptions> = {}): {
  client: ChatClient;
  site: string;
  last: () => FakeSocket;
  codes: string[];
  sockets: FakeSocket[];
} {
  const site = extra.site ?? newSite();
  const { WebSocket, last, sockets } = fakeSockets();
  const client = new ChatClient({ server: 'http://chat.test', WebSocket, random: () => 0, ...extra, site });
  running.push(client);
  const codes: string[] = [];
  client.addEventListener('error', ({ code }) => codes.push(code));
  return { client, site, last, codes, sockets };
}
/** A first message is on the wire; how long that took. */
async function firstMessage({ client, last, sockets }: ReturnType<typeof page>): Promise<number> {
  const start = performance.now();
  void client.send('hello');
  await until(() => sockets.length);
  last()
    .accept()
    .say(welcome({ newToken: A }));
  await until(() => last().ofType('message.send').length);
  return performance.now() - start;
}

describe('faults of the browser’s storage', () => {
  afterEach(() => {
    running.splice(0).forEach((client) => client.close());
    Object.defineProperty(IDBFactory.prototype, 'open', open);
    Object.defineProperty(IDBObjectStore.prototype, 'put', put);
    delete (document as { cookie?: string }).cookie;
  });

  const faults: readonly [string, () => void][] = [
    [
      'is absent',
      () =>
        replaceOpen(() => {
          throw new TypeError('indexedDB is undefined');
        }),
    ],
    [
      'throws',
      () =>
        replaceOpen(() => {
          throw new DOMException('denied', 'SecurityError');
        }),
    ],
    ['never answers', () => replaceOpen(() => ({}))],
    [
      'is over quota',
      () =>
        Object.defineProperty(IDBObjectStore.prototype, 'put', {
          ...put,
          value: () => {
            throw new DOMException('full', 'QuotaExceededError');
          },
        }),
    ],
  ];
  for (const [name, breakIt] of faults) {
    it(`I1 a database that ${name} leaves the chat usable within 2 s, and the cookie is the anchor`, async () => {
      breakIt();
      const one = page();
      expect(await firstMessage(one)).to.be.lessThan(LIMIT_MS);
      expect(cookieOf(one.site)).to.equal(A);
      expect(one.client.getState().identity).to.equal('known');
      expect(one.codes).to.deep.equal(['storage_unavailable']);
    });
  }

  it('I7 without cookies and without a database the chat lasts as long as the page, and the page is told', async () => {
    replaceOpen(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    Object.defineProperty(document, 'cookie', { configurable: true, get: () => '', set: () => undefined });
    const one = page();
    expect(await firstMessage(one)).to.be.lessThan(LIMIT_MS);
    expect(one.client.getState().identity).to.equal('memory');
    expect(one.codes).to.deep.equal(['storage_unavailable']);
  });

  it('I1 a database whose deletion is blocked by an old page costs no more than 2 s', async () => {
    const site = newSite();
    const name = `chat_${site}`;
    // A page that does not let go of its connection, and one that wants the database gone.
    const held = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => request.result.createObjectStore('kv');
      request.onsuccess = () => resolve(request.result);
    });
    const deleting = indexedDB.deleteDatabase(name);
    await new Promise((resolve) => (deleting.onblocked = resolve));
    try {
      expect(await firstMessage(page({ site }))).to.be.lessThan(LIMIT_MS);
    } finally {
      held.close();
    }
  });

  it('C4 a connection the browser closes is opened again, once', async () => {
    const name = `chat_${newSite()}`;
    const databases: IDBDatabase[] = [];
    const store = new SiteStore(name, systemClock);
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
      const request = indexedDB.open(`chat_${site}`);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    const one = page({ site });
    expect(await firstMessage(one)).to.be.lessThan(LIMIT_MS);
    const store = new SiteStore(`chat_${site}`, systemClock);
    expect(await store.get('replica')).to.include({ token: A });
  });

  it('I1 a database that holds nonsense is taken for an empty one', async () => {
    const site = newSite();
    const store = new SiteStore(`chat_${site}`, systemClock);
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
    expect(await databaseExists(`chat_${site}`)).to.equal(false);
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
    await until(async () => !(await databaseExists(`chat_${one.site}`)));
    expect(one.client.getState()).to.include({ identity: 'memory' });
    expect(one.client.getState().connection.status).to.equal('open');
  });

  it('consent: not given on a later page, it wipes what was stored under an earlier one', async () => {
    const site = newSite();
    setCookie(site, A);
    await new SiteStore(`chat_${site}`, systemClock).set('replica', { token: A, writtenAt: 1, expiresAt: 2 });
    const one = page({ site, storage: 'consent' });
    await one.client.setConsent(false);
    expect(cookieOf(site)).to.equal(undefined);
    await until(async () => !(await databaseExists(`chat_${site}`)));
    expect(one.sockets).to.have.length(0);
  });

  it('eager: a stranger gets his identity at load', async () => {
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
