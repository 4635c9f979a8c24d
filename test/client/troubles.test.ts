import { expect } from '@open-wc/testing';
import { type ChatClient } from '../../src/client/index.ts';
import { newSite, setCookie } from './support/browser-stores.ts';
import { FAULTS, refuseCookies } from './support/broken-databases.ts';
import type { Fault } from './support/broken-databases.ts';
import { FakeClock } from './support/fake-clock.ts';
import { fakeSockets, welcome } from './support/fake-sockets.ts';
import type { FakeSocket } from './support/fake-sockets.ts';
import { testClient } from '../support/test-client.ts';
import { until } from './support/until.ts';

const A = 'A'.repeat(43);
interface Page {
  client: ChatClient;
  clock: FakeClock;
  sockets: FakeSocket[];
  last: () => FakeSocket;
  codes: string[];
}
const running: ChatClient[] = [];
const undo: (() => void)[] = [];

/** A known visitor whose client is connecting for the first time. */
async function connecting(): Promise<Page> {
  const site = newSite();
  setCookie(site, A);
  const { WebSocket, sockets, last } = fakeSockets();
  const clock = new FakeClock();
  const loadLazy = (): Promise<never> => new Promise(() => undefined);
  const client = testClient({ server: 'http://chat.test', site, WebSocket, clock, random: () => 0.5, loadLazy });
  running.push(client);
  const codes: string[] = [];
  client.addEventListener('error', ({ code }) => codes.push(code));
  await client.connect();
  return { client, clock, sockets, last, codes };
}
async function connected(): Promise<Page> {
  const page = await connecting();
  page.last().accept().say(welcome());
  await until(() => page.client.getState().connection.status === 'open');
  return page;
}
/** Passes the wait until the next try begins. */
function passWait(client: ChatClient, clock: FakeClock): void {
  const { connection } = client.getState();
  if (connection.status === 'waiting') clock.pass(connection.until - clock.now());
}
function setOnline(on: boolean): void {
  Object.defineProperty(navigator, 'onLine', { configurable: true, value: on });
  window.dispatchEvent(new Event(on ? 'online' : 'offline'));
}

describe('what goes wrong is a state for the screen and an event for the page', () => {
  afterEach(() => {
    running.splice(0).forEach((client) => client.close());
    undo.splice(0).forEach((fn) => fn());
    delete (navigator as { onLine?: boolean }).onLine;
  });

  for (const [name, code] of [
    ['cannot be reached', 1006],
    ['takes the connection and closes it', 1013],
  ] as const) {
    it(`reconnecting: a server that ${name} is told of at the third failure, once until it is back`, async () => {
      const { client, clock, last, codes } = await connected();
      for (let tries = 0; tries < 5; tries++) {
        last().drop(code);
        expect(client.getState().connection).to.include({ status: 'waiting', attempt: tries + 1 });
        expect(codes).to.deep.equal(tries < 2 ? [] : ['connection_lost']);
        passWait(client, clock);
      }
      last().accept().say(welcome());
      expect(client.getState().connection.status).to.equal('open');
      for (let tries = 0; tries < 3; tries++) {
        last().drop(code);
        passWait(client, clock);
      }
      expect(codes).to.deep.equal(['connection_lost', 'connection_lost']);
    });
  }

  it('reconnecting: "Retry now" tries at once', async () => {
    const { client, sockets, last } = await connected();
    last().drop();
    client.reconnect();
    expect(sockets).to.have.length(2);
    expect(client.getState().connection.status).to.equal('connecting');
  });

  it('offline: messages are queued, and are sent when the network is there again', async () => {
    const { client, last, codes } = await connected();
    setOnline(false);
    last().drop();
    expect(client.getState().online).to.equal(false);
    const { cid } = await client.send('later');
    expect(client.getState().outbox[0]).to.include({ cid, status: 'queued' });
    expect(codes).to.deep.equal(['offline']);
    setOnline(true);
    last().accept().say(welcome());
    await until(() => last().ofType('message.send').length);
    expect(client.getState().online).to.equal(true);
    expect(last().ofType('message.send')[0]).to.include({ cid });
  });

  it('not sent: the entry says why, Retry sends it with another cid, and a second refusal is told again', async () => {
    const { client, last, codes } = await connected();
    const statuses: string[] = [];
    client.addEventListener('message-status', ({ status, error }) => statuses.push(error ? `${status} ${error}` : status));
    const { cid } = await client.send('hello');
    last().say({ type: 'error', cid, code: 'forbidden', retry: false, message: 'Not allowed.' });
    expect(client.getState().outbox[0]).to.include({ status: 'failed', error: 'forbidden' });
    client.retry(cid);
    await until(() => last().ofType('message.send').length === 2);
    const again = last().ofType('message.send')[1]?.['cid'];
    expect(again).to.not.equal(cid);
    last().say({ type: 'error', cid: again, code: 'forbidden', retry: false, message: 'Not allowed.' });
    expect(codes).to.deep.equal(['forbidden', 'forbidden']);
    expect(statuses).to.deep.equal(['queued', 'sending', 'failed forbidden', 'queued', 'sending', 'failed forbidden']);
    client.discard(client.getState().outbox[0]?.cid ?? '');
    expect(client.getState().outbox).to.deep.equal([]);
  });

  it('the server is full: the message waits, the state says why, and the page is told once', async () => {
    const { client, clock, last, codes } = await connected();
    const { cid } = await client.send('hello');
    for (const tries of [1, 2, 3]) {
      await until(() => last().ofType('message.send').length === tries);
      last().say({ type: 'error', cid, code: 'storage_full', retry: true, message: '', retryAfterMs: 1000 });
      expect(client.getState()).to.include({ putOff: 'storage_full' });
      clock.pass(1000);
    }
    expect(codes).to.deep.equal(['storage_full']);
    last().say({ type: 'ack', cid, dup: false, result: { session: 's1', seq: 2, at: 1 } });
    expect(client.getState().putOff).to.equal(null);
  });

  it('I7 storage unavailable: the state says that the chat lasts as long as the page', async () => {
    undo.push(refuseCookies(), await (FAULTS['throws'] as Fault)(''));
    const { client, sockets, last, codes } = await connecting();
    await until(() => sockets.length);
    last()
      .accept()
      .say(welcome({ newToken: A }));
    await until(() => client.getState().identity === 'memory');
    expect(codes).to.deep.equal(['storage_unavailable']);
  });
});
