import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/link/clock.ts';
import { formerName, keptName, readCookies, readToken } from '../../src/client/identity/cookie.ts';
import type { Replica } from '../../src/client/identity/decide.ts';
import { fingerprint } from '../../src/client/identity/fingerprint.ts';
import { type ChatClient } from '../../src/client/index.ts';
import type { StoredEntry } from '../../src/client/outbox/entry.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { refuseCookies } from './support/broken-databases.ts';
import { databaseExists, nameOf, newSite, tokenOf } from './support/browser-stores.ts';
import { fakeSockets, welcome } from './support/fake-sockets.ts';
import type { FakeSocket } from './support/fake-sockets.ts';
import { SITE, forgetEverything, isOpen, messages, openTab, say, serverUrl } from './support/real-server.ts';
import { testClient, type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

const A = 'A'.repeat(43);
const B = 'B'.repeat(43);
const DAY = 86_400_000;
const running: ChatClient[] = [];
const undo: (() => void)[] = [];

interface Page {
  client: ChatClient;
  sockets: FakeSocket[];
  last: () => FakeSocket;
}
function page(site: string, extra: Partial<TestClientOptions> = {}): Page {
  const { WebSocket, sockets, last } = fakeSockets();
  const client = testClient({ server: 'http://chat.test', WebSocket, random: () => 0, ...extra, site });
  running.push(client);
  return { client, sockets, last };
}
const former = (site: string): BrowserStore => new BrowserStore(formerName(site), systemClock);
const setFormer = (site: string, token: string): void => void (document.cookie = `${formerName(site)}=${token}; Path=/; SameSite=Lax`);
const removeFormer = (site: string): void => void (document.cookie = `${formerName(site)}=; Path=/; Max-Age=0`);
const entry = (cid: string, text: string, owner = fingerprint(A)): StoredEntry => ({ cid, owner, session: null, text, createdAt: 1 });

/** The stores of a visitor as the former version left them. */
async function left(site: string, token: string, expiresAt = Date.now() + 300 * DAY, outbox: StoredEntry[] = []): Promise<void> {
  setFormer(site, token);
  const replica: Replica = { token, previous: null, owner: fingerprint(token), writtenAt: Date.now(), expiresAt };
  await former(site).set('replica', replica);
  await former(site).set('outbox', outbox);
}

describe('what is kept is named after server and site', () => {
  before(async function () {
    this.timeout(60_000);
    await serverUrl();
  });
  beforeEach(forgetEverything);
  afterEach(() => {
    running.splice(0).forEach((client) => client.close());
    undo.splice(0).forEach((fn) => fn());
  });

  it('D11 one name for all spellings of an address, another for another port, host, path or site', () => {
    const one = keptName('https://shop.example/chat', 'demo');
    for (const same of ['HTTPS://Shop.Example:443/chat/', 'http://shop.example/chat', 'https://shop.example/chat//'])
      expect(keptName(same, 'demo'), same).to.equal(one);
    for (const other of [
      'https://shop.example',
      'https://shop.example/Chat',
      'https://shop.example:8443/chat',
      'https://www.shop.example/chat',
    ])
      expect(keptName(other, 'demo'), other).to.not.equal(one);
    expect(keptName('https://shop.example/chat', 'demo-2')).to.not.equal(one);
    expect(keptName('/', 'demo')).to.equal(keptName(location.origin, 'demo'));
    expect(() => keptName('http://', 'demo')).to.not.throw();
  });

  it('D11 a server that does not know its own visitor leaves the one of another server alone', async () => {
    const site = newSite();
    const [here, there] = [page(site), page(site, { server: 'http://staging.test' })];
    for (const [at, token] of [
      [here, A],
      [there, B],
    ] as const) {
      void at.client.send(`hello from ${token[0]}`);
      await until(() => at.sockets.length);
      at.last()
        .accept()
        .say(welcome({ newToken: token }));
      await until(() => at.client.getState().identity === 'known');
    }
    there.last().drop();
    await until(() => there.sockets.length === 2);
    there.last().accept().drop(4401);
    await until(() => there.client.getState().identity === 'none');
    expect([tokenOf(site), readToken(keptName('http://staging.test', site))]).to.deep.equal([A, null]);
    expect(here.client.getState().identity).to.equal('known');
    const kept = await new BrowserStore(nameOf(site), systemClock).get<StoredEntry[]>('outbox');
    expect(kept?.map(({ text }) => text)).to.deep.equal(['hello from A']);
  });

  it('D11 a visitor of the version before goes on in their chat, and what they had not sent is sent', async () => {
    const url = await serverUrl();
    const before = await openTab();
    await say(before, 'before the upgrade');
    const session = before.getState().session?.id;
    before.close();
    const token = tokenOf(SITE) ?? '';
    await forgetEverything();
    await left(SITE, token, undefined, [entry('cid-from-before', 'not sent yet', fingerprint(token))]);
    const client = testClient({ server: url, site: SITE, random: () => 0 });
    running.push(client);
    await client.resume();
    await isOpen(client);
    await until(() => messages(client.getState()).includes('not sent yet'));
    expect(messages(client.getState())).to.deep.equal(['before the upgrade', 'not sent yet']);
    expect(client.getState().session?.id).to.equal(session);
    expect(tokenOf(SITE)).to.equal(token);
    await until(async () => !(await databaseExists(formerName(SITE))));
    expect(readToken(formerName(SITE)), 'a page with the former widget may still be open').to.equal(token);
    await client.logout();
    expect([tokenOf(SITE), readToken(formerName(SITE))]).to.deep.equal([null, null]);
  });

  it('D11 the token of another server is asked for once, and nothing of it is touched', async () => {
    const site = newSite();
    await left(site, B, undefined, [entry('c1', 'for the other server', fingerprint(B))]);
    const one = page(site);
    await one.client.resume();
    one.last().accept();
    expect(one.last().sent[0]).to.include({ token: B });
    one.last().drop(4401);
    await until(() => one.client.getState().identity === 'none');
    void one.client.send('for this server');
    await until(() => one.sockets.length === 2);
    one.last().accept();
    expect(one.last().sent[0]).to.not.have.property('token');
    one.last().say(welcome({ newToken: A }));
    await until(() => one.last().ofType('message.send').length);
    expect([tokenOf(site), readToken(formerName(site))]).to.deep.equal([A, B]);
    expect(await former(site).get('replica')).to.include({ token: B });
    expect(await former(site).get('outbox')).to.have.length(1);
    expect(one.client.getState().draft).to.equal('');
    await one.client.logout();
    expect(readToken(formerName(site))).to.equal(B);
    removeFormer(site);
  });

  it('D11 written before the server has answered: after what was there, or a draft when the token is another server’s', async () => {
    for (const own of [true, false]) {
      const site = newSite();
      await left(site, A, undefined, [entry('c1', 'first')]);
      const one = page(site);
      void one.client.send('second');
      await until(() => one.sockets.length);
      one.last().accept();
      if (own) {
        one.last().say(welcome());
        await until(() => one.last().ofType('message.send').length === 2);
        expect(
          one
            .last()
            .ofType('message.send')
            .map((frame) => frame['text']),
        ).to.deep.equal(['first', 'second']);
      } else {
        one.last().drop(4401);
        await until(() => one.client.getState().draft === 'second');
        expect(await former(site).get('outbox')).to.have.length(1);
      }
      removeFormer(site);
    }
  });

  it('D11 I3 cookies were cleared since: what is left of the version before goes too', async () => {
    const site = newSite();
    await left(site, A);
    removeFormer(site);
    const one = page(site);
    await one.client.resume();
    expect(one.sockets).to.have.length(0);
    await until(async () => !(await databaseExists(formerName(site))));
  });

  it('D11 I4 I6 a cookie that ran out, or was never allowed: the visitor of the version before comes back from the replica', async () => {
    for (const refused of [false, true]) {
      const site = newSite();
      await left(site, A, refused ? 0 : Date.now() - DAY);
      removeFormer(site);
      if (refused) undo.push(refuseCookies());
      const one = page(site);
      await one.client.resume();
      one.last().accept().say(welcome());
      await until(async () => (await new BrowserStore(nameOf(site), systemClock).get<Replica>('replica'))?.token === A);
      expect(one.last().sent[0]).to.include({ token: A });
      if (!refused) expect(tokenOf(site)).to.equal(A);
    }
  });

  it('D11 a new token takes the place of the former cookie as well', async () => {
    const site = newSite();
    await left(site, A);
    const one = page(site);
    await one.client.resume();
    one
      .last()
      .accept()
      .say(welcome({ newToken: B }));
    await until(() => tokenOf(site) === B);
    expect(readCookies(formerName(site))).to.deep.equal([]);
    one.last().drop();
    await until(() => one.sockets.length === 2);
    one.last().accept().drop(4401);
    await until(() => one.client.getState().identity === 'none');
    expect(tokenOf(site)).to.equal(null);
  });

  it('D11 consent taken back removes what the version before left, too', async () => {
    const site = newSite();
    await left(site, A);
    await page(site, { storage: 'consent' }).client.setConsent(false);
    expect(readCookies(formerName(site))).to.deep.equal([]);
    await until(async () => !(await databaseExists(formerName(site))));
  });
});
