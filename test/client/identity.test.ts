import { expect } from '@open-wc/testing';
import { cookiesWritable, widestDomain } from '../../src/client/identity/cookie-jar.ts';
import type { Replica } from '../../src/client/identity/decide.ts';
import { fingerprint } from '../../src/client/identity/fingerprint.ts';
import { Identity } from '../../src/client/identity/identity.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { clearCookie, cookieOf, databaseExists, nameOf, newSite, setCookie, tokenOf } from './support/browser-stores.ts';
import { systemClock } from '../../src/link/clock.ts';

const DAY = 86_400_000;
const A = 'A'.repeat(43);
const B = 'B'.repeat(43);

interface Setup {
  site: string;
  store: BrowserStore;
  identity: Identity;
  now: { value: number };
}
function setUp(memory = false): Setup {
  const site = newSite();
  const now = { value: Date.now() };
  const clock = { ...systemClock, now: () => now.value };
  const store = new BrowserStore(nameOf(site), clock, !memory);
  return { site, store, identity: new Identity(nameOf(site), site, store, clock, memory), now };
}
const replicaOf = (store: BrowserStore): Promise<Replica | undefined> => store.get<Replica>('replica');
const outboxEntry = (text: string): object => ({ cid: 'c1', owner: fingerprint(A), session: null, text, createdAt: 1 });

describe('identity in the browser', () => {
  it('a stranger who does not interact leaves no trace', async () => {
    const { site, identity } = setUp();
    const cookies = document.cookie;
    expect(await identity.find(false)).to.deep.equal({ row: 'I5', drafts: [] });
    expect(document.cookie).to.equal(cookies);
    expect(await databaseExists(nameOf(site))).to.equal(false);
  });

  it('I1 the cookie is used and the replica rebuilt', async () => {
    const { site, identity, store } = setUp();
    setCookie(site, A);
    expect((await identity.find(false)).row).to.equal('I1');
    expect(identity.token).to.equal(A);
    expect((await replicaOf(store))?.token).to.equal(A);
  });

  it('I1 the cookie is written again after a day, not before', async () => {
    const { site, identity, store, now } = setUp();
    await identity.adopt(A);
    const written = (await replicaOf(store))?.writtenAt;
    now.value += DAY / 2;
    await identity.renewWhenOld();
    expect((await replicaOf(store))?.writtenAt).to.equal(written);
    now.value += DAY;
    await identity.renewWhenOld();
    expect((await replicaOf(store))?.writtenAt).to.equal(now.value);
    expect(cookieOf(site)).to.equal(A);
  });

  it("I2 the cookie wins: the replica's outbox comes back as drafts and the store is wiped", async () => {
    const { site, identity, store } = setUp();
    await identity.adopt(A);
    await store.set('outbox', [outboxEntry('mine')]);
    setCookie(site, B);
    expect(await identity.find(true)).to.deep.equal({ row: 'I2', drafts: ['mine'] });
    expect(identity.token).to.equal(B);
    expect(await store.get('outbox')).to.equal(undefined);
    expect((await replicaOf(store))?.token).to.equal(B);
  });

  it('I3 a cleared cookie wipes every store', async () => {
    const { site, identity, store } = setUp();
    await identity.adopt(A);
    await store.set('outbox', [outboxEntry('mine')]);
    clearCookie(site);
    expect(await identity.find(true)).to.deep.equal({ row: 'I3', drafts: [] });
    expect(identity.token).to.equal(null);
    expect(await replicaOf(store)).to.equal(undefined);
    expect(await store.get('outbox')).to.equal(undefined);
  });

  it('I4 a cookie that ran out comes back from the replica', async () => {
    const { site, identity, store, now } = setUp();
    await identity.adopt(A);
    clearCookie(site);
    await store.set('replica', { token: A, writtenAt: now.value - 8 * DAY, expiresAt: now.value - DAY });
    expect((await identity.find(false)).row).to.equal('I4');
    expect(cookieOf(site)).to.equal(A);
    expect(identity.token).to.equal(A);
  });

  it('I5 a new visitor gets cookie and replica', async () => {
    const { site, identity, store, now } = setUp();
    expect((await identity.find(true)).row).to.equal('I5');
    await identity.adopt(A);
    expect(cookieOf(site)).to.equal(A);
    const replica = await replicaOf(store);
    expect(replica?.token).to.equal(A);
    expect(replica?.expiresAt).to.be.greaterThan(now.value + 6.9 * DAY);
    expect(replica?.expiresAt).to.be.lessThan(now.value + 401 * DAY);
  });

  it('I5 of two tabs that mint at once the first cookie wins', async () => {
    const { site, identity } = setUp();
    await identity.find(true);
    setCookie(site, B);
    await identity.adopt(A);
    expect(identity.token).to.equal(B);
    expect(cookieOf(site)).to.equal(B);
  });

  it('I6 and I7 with cookies refused the replica is the anchor, and without it memory', async () => {
    const own = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') as PropertyDescriptor;
    Object.defineProperty(document, 'cookie', { configurable: true, get: () => '', set: () => undefined });
    try {
      expect(cookiesWritable()).to.equal(false);
      const kept = setUp();
      expect((await kept.identity.find(true)).row).to.equal('I6');
      await kept.identity.adopt(A);
      expect(kept.identity.anchor).to.equal('store');
      const again = new Identity(nameOf(kept.site), kept.site, kept.store, systemClock, false);
      expect((await again.find(true)).row).to.equal('I6');
      expect(again.token).to.equal(A);
      const { site } = setUp();
      const nothing = new Identity(nameOf(site), site, new BrowserStore('x', systemClock, false), systemClock, false);
      expect((await nothing.find(true)).row).to.equal('I7');
      await nothing.adopt(A);
      expect([nothing.token, nothing.anchor]).to.deep.equal([A, 'memory']);
    } finally {
      delete (document as { cookie?: string }).cookie;
    }
    expect(Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')).to.deep.equal(own);
  });

  it('I7 I8 a document that throws on its cookie is as good as one without, also when the visitor is forgotten', async () => {
    Object.defineProperty(document, 'cookie', {
      configurable: true,
      get: () => {
        throw new DOMException('sandboxed', 'SecurityError');
      },
      set: () => {
        throw new DOMException('sandboxed', 'SecurityError');
      },
    });
    try {
      expect(tokenOf('demo')).to.equal(null);
      expect(cookiesWritable()).to.equal(false);
      const { identity } = setUp();
      await identity.adopt(A);
      expect((await identity.find(true, true)).row).to.equal('I8');
      await identity.wipe();
      expect(identity.token).to.equal(null);
    } finally {
      delete (document as { cookie?: string }).cookie;
    }
  });

  it('I8 a malformed cookie is removed with everything else, and texts become drafts', async () => {
    const { site, identity, store } = setUp();
    await store.set('outbox', [outboxEntry('mine')]);
    setCookie(site, 'not!a!token');
    expect(await identity.find(true)).to.deep.equal({ row: 'I8', drafts: ['mine'] });
    expect(cookieOf(site)).to.equal(undefined);
    expect(identity.token).to.equal(null);
  });

  it('I9 a cookie that vanishes while the page is open shows as a change', async () => {
    const { site, identity } = setUp();
    await identity.adopt(A);
    expect(identity.changed).to.equal(false);
    clearCookie(site);
    expect(identity.changed).to.equal(true);
  });

  it('storage "memory" touches nothing', async () => {
    const { site, identity, store } = setUp(true);
    await identity.find(true);
    await identity.adopt(A);
    expect(identity.token).to.equal(A);
    expect(store.usable).to.equal(false);
    expect(cookieOf(site)).to.equal(undefined);
    expect(await databaseExists(nameOf(site))).to.equal(false);
  });

  it('addresses and single labels get a cookie for the host alone', () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) expect(widestDomain(host)).to.equal('');
  });
});
