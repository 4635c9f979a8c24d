import { expect } from '@open-wc/testing';
import { systemClock } from '../../src/link/clock.ts';
import type { ChatClient } from '../../src/client/index.ts';
import type { Replica } from '../../src/client/identity/decide.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { FAULTS, refuseCookies } from './support/broken-databases.ts';
import type { Fault } from './support/broken-databases.ts';
import { clearCookie, cookieOf, nameOf, setCookie, tokenOf } from './support/browser-stores.ts';
import { SITE, forgetEverything, isOpen, messages, openTab, say, serverUrl } from './support/real-server.ts';
import { type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

const running: ChatClient[] = [];
const undo: (() => void)[] = [];
/** A page of this browser. */
async function page(extra?: Partial<TestClientOptions>): Promise<ChatClient> {
  const client = await openTab(extra);
  running.push(client);
  return client;
}
const store = (): BrowserStore => new BrowserStore(nameOf(SITE), systemClock);
const replica = (): Promise<Replica | undefined> => store().get<Replica>('replica');
/** A visitor chatted here and left the page. */
async function someone(text: string): Promise<{ token: string; session: string | undefined }> {
  const client = await page();
  await say(client, text);
  const session = client.getState().session?.id;
  client.close();
  return { token: tokenOf(SITE) ?? '', session };
}
/** Opens a page and interacts. */
async function back(): Promise<ChatClient> {
  const client = await page();
  await client.connect();
  await isOpen(client);
  return client;
}

// The table of identities, each row with the browser's own cookies and database and with the server.
describe('identity rows', () => {
  before(async function () {
    this.timeout(60_000);
    await serverUrl();
  });
  beforeEach(forgetEverything);
  afterEach(() => {
    running.splice(0).forEach((client) => client.close());
    undo.splice(0).forEach((fn) => fn());
  });

  it('I1 cookie and replica of one visitor: they are back, with their session', async () => {
    const { token } = await someone('I was here');
    const client = await back();
    await until(() => messages(client.getState()).includes('I was here'));
    expect(tokenOf(SITE)).to.equal(token);
  });

  it('I1 a cookie without a replica: the visitor is back, and the replica is there again', async () => {
    const { token } = await someone('I was here');
    await store().clear();
    const client = await back();
    await until(() => messages(client.getState()).includes('I was here'));
    expect(await replica()).to.include({ token });
  });

  it("I2 a cookie beside another visitor's replica: the cookie wins, what the other had not sent is a draft and is never sent", async () => {
    await someone('I am the other');
    const other = await replica();
    await forgetEverything();
    const { session } = await someone('I am the one');
    await store().set('replica', other);
    await store().set('outbox', [{ cid: 'cid-of-the-other', owner: other?.owner, session: null, text: 'not sent', createdAt: 1 }]);
    const client = await back();
    await until(() => client.getState().session?.id === session);
    expect(client.getState()).to.deep.include({ draft: 'not sent', outbox: [] });
    await say(client, 'and go on');
    expect(messages(client.getState())).to.deep.equal(['I am the one', 'and go on']);
  });

  it('I3 the cookie was cleared: stores are wiped, and the next message is from another visitor', async () => {
    const { token, session } = await someone('forget me');
    await store().set('outbox', [{ cid: 'cid-left', owner: (await replica())?.owner, session, text: 'left behind', createdAt: 1 }]);
    clearCookie(SITE);
    const client = await page();
    await client.resume();
    expect(client.getState()).to.deep.include({ session: null, draft: '', outbox: [], identity: 'none' });
    expect([await replica(), await store().get('outbox')]).to.deep.equal([undefined, undefined]);
    await say(client, 'hello');
    expect(tokenOf(SITE)).to.not.equal(token);
    expect(messages(client.getState())).to.deep.equal(['hello']);
  });

  it('I4 the cookie ran out: the visitor comes back from the replica, cookie and session with them', async () => {
    const { token, session } = await someone('a week ago');
    const before = await replica();
    await store().set('replica', { ...before, writtenAt: Date.now() - 8 * 86_400_000, expiresAt: Date.now() - 86_400_000 });
    clearCookie(SITE);
    const client = await page();
    await client.resume();
    await until(() => client.getState().session?.id === session);
    expect(tokenOf(SITE)).to.equal(token);
  });

  it('I5 nothing is there: nothing is written until the visitor writes', async () => {
    const client = await page();
    await client.resume();
    expect([cookieOf(SITE), await replica()]).to.deep.equal([undefined, undefined]);
    await say(client, 'hello');
    expect(await replica()).to.include({ token: tokenOf(SITE) });
  });

  it('I6 cookies are refused: the replica carries the visitor over a reload', async () => {
    undo.push(refuseCookies());
    const before = await page();
    await say(before, 'without a cookie');
    expect(before.diagnose()).to.include({ anchor: 'store', identity: 'known' });
    before.close();
    const client = await page();
    await client.resume();
    await until(() => messages(client.getState()).includes('without a cookie'));
  });

  it('I7 cookies and database are refused: the chat works as long as the page, and the next page knows nobody', async () => {
    undo.push(refuseCookies(), await (FAULTS['throws'] as Fault)(nameOf(SITE)));
    const before = await page();
    await say(before, 'for this page');
    expect(before.getState().identity).to.equal('memory');
    before.close();
    const client = await page();
    await client.connect();
    await isOpen(client);
    expect(client.getState().session).to.equal(null);
  });

  it('I8 a malformed cookie is wiped with all the rest, and the text that was not sent is a draft', async () => {
    const { token, session } = await someone('hello');
    await store().set('outbox', [{ cid: 'cid-left', owner: (await replica())?.owner, session, text: 'not sent', createdAt: 1 }]);
    setCookie(SITE, '<script>');
    const client = await back();
    expect(client.getState()).to.deep.include({ draft: 'not sent', session: null });
    await until(() => tokenOf(SITE));
    expect(tokenOf(SITE)).to.not.equal(token);
  });

  it('I8 the server does not know the token: wiped, the text that was not sent is a draft, and writing makes a new visitor', async () => {
    const unknown = 'U'.repeat(43);
    setCookie(SITE, unknown);
    await store().set('replica', { token: unknown, owner: 'u', writtenAt: Date.now(), expiresAt: Date.now() + 86_400_000 });
    await store().set('outbox', [{ cid: 'cid-left', owner: 'u', session: null, text: 'not sent', createdAt: 1 }]);
    const client = await page();
    await client.connect();
    await until(() => client.getState().draft === 'not sent');
    expect([cookieOf(SITE), await replica()]).to.deep.equal([undefined, undefined]);
    await say(client, 'as somebody new');
    expect(tokenOf(SITE)).to.not.equal(unknown);
    expect(messages(client.getState())).to.deep.equal(['as somebody new']);
  });

  it('I9 the cookie vanishes while the page is open: noticed on focus, the thread goes at once, and writing makes a new visitor', async () => {
    const client = await page();
    await say(client, 'private');
    const token = tokenOf(SITE);
    clearCookie(SITE);
    window.dispatchEvent(new Event('focus'));
    await until(() => client.getState().session === null);
    expect(await replica()).to.equal(undefined);
    await say(client, 'somebody else');
    expect(tokenOf(SITE)).to.not.equal(token);
    expect(messages(client.getState())).to.deep.equal(['somebody else']);
  });

  it('I9 nobody touches the page: the missing cookie is noticed within 30 s', async () => {
    const client = await page({
      clock: { now: () => Date.now(), after: (ms, fn) => systemClock.after(ms === 30_000 ? 300 : ms, fn) },
    });
    await say(client, 'private');
    clearCookie(SITE);
    await until(() => client.getState().session === null);
  });
});
