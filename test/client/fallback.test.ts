import { expect } from '@open-wc/testing';
import type { ChatClient } from '../../src/client/index.ts';
import type { SocketClass } from '../../src/link/connection.ts';
import * as lazy from '../../src/client/lazy-client.ts';
import { tokenOf } from './support/browser-stores.ts';
import { SITE, forgetEverything, isOpen, messages, openTab, say, serverUrl } from './support/real-server.ts';
import { FakeClock } from './support/fake-clock.ts';
import { type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

/** A network that lets no WebSocket through, until `blocked` is false. */
function proxy(): { WebSocket: SocketClass; tries: number; blocked: boolean } {
  const made = { WebSocket: undefined as unknown as SocketClass, tries: 0, blocked: true };
  made.WebSocket = class {
    constructor(url: string) {
      made.tries += 1;
      if (!made.blocked) return new WebSocket(url);
      const socket = { readyState: 3, send: () => undefined, close: () => undefined, onopen: null, onmessage: null, onclose: null };
      const told = socket as { onclose: ((event: CloseEvent) => void) | null };
      queueMicrotask(() => told.onclose?.(new CloseEvent('close', { code: 1006 })));
      return socket;
    }
  } as unknown as SocketClass;
  return made;
}

const running: ChatClient[] = [];
async function tab(extra?: Partial<TestClientOptions>): Promise<ChatClient> {
  const client = await openTab(extra);
  running.push(client);
  return client;
}

/**
 * A tab that polls and one with a WebSocket, in one session. They tell each other nothing, so the server must bring the
 * news.
 */
async function strangers(): Promise<[poller: ChatClient, other: ChatClient]> {
  const [poller, other] = [await tab({ WebSocket: proxy().WebSocket }), await tab()];
  await say(poller, 'one');
  const { BroadcastChannel } = globalThis;
  globalThis.BroadcastChannel = undefined as never;
  await other.resume();
  globalThis.BroadcastChannel = BroadcastChannel;
  await until(() => other.getState().session);
  return [poller, other];
}

describe('C8 without a WebSocket', () => {
  before(async function () {
    this.timeout(60_000);
    await serverUrl();
  });
  beforeEach(forgetEverything);
  afterEach(() => running.splice(0).forEach((client) => client.close()));

  it('C8 a stranger chats over HTTP after three WebSockets that did not open', async () => {
    const net = proxy();
    const client = await tab({ WebSocket: net.WebSocket });
    await say(client, 'over HTTP');
    await say(client, 'and again');
    expect(net.tries).to.be.at.least(3);
    expect(client.getState().connection.status).to.equal('open');
    expect(messages(client.getState())).to.deep.equal(['over HTTP', 'and again']);
    expect(tokenOf(SITE)).to.match(/^[\w-]{43}$/);
  });

  it('C8 what another tab says and does arrives by the long poll', async () => {
    const [poller, other] = await strangers();
    await say(other, 'two');
    await until(() => messages(poller.getState()).length === 2);
    await other.endSession();
    await until(() => poller.getState().session?.status === 'ended');
  });

  it('C8 what is read in a tab that polls is read on the server, and so in a tab with a WebSocket', async () => {
    const [poller, other] = await strangers();
    poller.markRead();
    const { readByVisitor: seq = 0 } = poller.getState().session ?? {};
    expect(seq).to.be.greaterThan(0);
    await until(() => other.getState().session?.readByVisitor === seq);
  });

  it('C8 when a WebSocket opens again it takes over, and nothing is lost or twice', async () => {
    const net = proxy();
    const client = await tab({ WebSocket: net.WebSocket });
    await say(client, 'polled');
    net.blocked = false;
    // The client tries a WebSocket when a new transport begins, and every five minutes.
    window.dispatchEvent(new Event('pagehide'));
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await isOpen(client);
    await say(client, 'socket');
    expect(messages(client.getState())).to.deep.equal(['polled', 'socket']);
  });

  it('C8 when the file of the fallback cannot be loaded the page is told, the message waits, and the next try loads it', async () => {
    let failing = true;
    const client = await tab({
      WebSocket: proxy().WebSocket,
      loadLazy: () => (failing ? Promise.reject(new Error('404')) : Promise.resolve(lazy)),
    });
    const codes: string[] = [];
    client.addEventListener('error', ({ code }) => codes.push(code));
    await client.send('patient');
    await until(() => codes.length === 2);
    expect(codes).to.deep.equal(['connection_lost', 'load_failed']);
    expect(client.getState().outbox[0]?.status).to.equal('queued');
    expect(client.getState().connection.status).to.be.oneOf(['waiting', 'connecting']);
    failing = false;
    await until(() => messages(client.getState()).includes('patient'));
  });

  it('N7 a WebSocket that opens and carries nothing: the poll comes after one limit, says so, and is never given up for it', async () => {
    const silent = class {
      readyState = 1;
      onopen: (() => void) | null = null;
      constructor() {
        setTimeout(() => this.onopen?.());
      }
      send(): void {
        // Something in between swallows the frame.
      }
      close(): void {
        this.readyState = 3;
      }
    } as unknown as SocketClass;
    const clock = new FakeClock();
    const client = await tab({ WebSocket: silent, clock });
    void client.send('quiet out there');
    await until(() => client.getState().connection.status === 'connecting');
    clock.pass(10_000);
    await until(() => {
      clock.pass(100);
      return client.getState().connection.status === 'open';
    });
    expect(client.getState().connection).to.deep.equal({ status: 'open', polling: true });
    await until(() => messages(client.getState()).length === 1);
    // The WebSocket it tried has opened by now, which proves nothing.
    await new Promise((done) => setTimeout(done));
    await say(client, 'still polling');
    expect(client.getState().connection).to.deep.equal({ status: 'open', polling: true });
  });

  it('N9 a refusal that is final comes by the poll too, and is not tried again', async () => {
    const net = proxy();
    const client = await tab({ WebSocket: net.WebSocket });
    const { fetch } = globalThis;
    let polls = 0;
    globalThis.fetch = (input, init) => {
      if (!(input instanceof URL && input.pathname.endsWith('/poll'))) return fetch(input, init);
      polls += 1;
      return Promise.resolve(
        new Response('{"error":{"code":"unsupported_protocol","message":"This server speaks protocol 7."}}', { status: 400 }),
      );
    };
    try {
      void client.send('hello');
      await until(() => client.getState().connection.status === 'closed');
      expect(client.getState().connection).to.deep.equal({ status: 'closed', code: 4400, refusal: 'unsupported_protocol' });
      expect(polls).to.equal(1);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('C7 a page that goes away hands its outbox over, with the same cids', async () => {
    const client = await tab();
    await say(client, 'first');
    // The connection is lost, and the visitor leaves the page before the next one.
    window.dispatchEvent(new Event('pagehide'));
    await client.send('last words');
    const [entry] = client.getState().outbox;
    window.dispatchEvent(new Event('pagehide'));
    client.close();
    const later = await tab();
    await until(async () => {
      if (later.getState().connection.status === 'idle') await later.resume();
      return messages(later.getState()).includes('last words');
    });
    const found = later.getState().session?.events.filter((event) => event.type === 'message.sent' && event.text === 'last words');
    expect(found?.map((event) => event.type === 'message.sent' && event.cid)).to.deep.equal([entry?.cid]);
  });

  it('C7 of more messages than the server takes at once the first go out in one request, in order; the others wait in the outbox', async () => {
    const client = await tab();
    await say(client, 'first');
    window.dispatchEvent(new Event('pagehide'));
    const texts = Array.from({ length: 25 }, (_, i) => `m${i}`);
    for (const text of texts) await client.send(text);
    const bodies = await leave();
    expect(bodies.map(textsIn)).to.deep.equal([texts.slice(0, 20)]);
    expect(client.getState().outbox).to.have.length(25);
    client.close();
    const later = await tab();
    await later.resume();
    // The burst is spent (R11): the server now takes one message a second, and a message that overtook another would show
    // here.
    await until(() => messages(later.getState()).length > 9);
    expect(messages(later.getState())).to.deep.equal(['first', ...texts].slice(0, messages(later.getState()).length));
    expect(later.getState().outbox.map(({ text }) => text)).to.deep.equal(texts.slice(messages(later.getState()).length - 1));
  });

  it('C7 long messages go out as far as 64 KB reach, which is what the browser lets a page take along', async () => {
    const client = await tab();
    await say(client, 'first');
    window.dispatchEvent(new Event('pagehide'));
    const texts = Array.from({ length: 16 }, (_, i) => `${i} ${'ä'.repeat(4900)}`);
    for (const text of texts) await client.send(text);
    const bodies = await leave();
    const [body = ''] = bodies;
    expect(new TextEncoder().encode(body).length).to.be.within(50_000, 65_536);
    expect(textsIn(body)).to.deep.equal(texts.slice(0, 6));
    client.close();
    const later = await tab();
    await until(async () => {
      if (later.getState().connection.status === 'idle') await later.resume();
      return messages(later.getState()).length > 6;
    });
    expect(messages(later.getState()).slice(0, 7)).to.deep.equal(['first', ...texts.slice(0, 6)]);
  });
});

const textsIn = (body: string): string[] => (JSON.parse(body) as { commands: { text: string }[] }).commands.map(({ text }) => text);

/** The page goes away. Returns what it sent at the very last, once the browser has taken it. */
async function leave(): Promise<string[]> {
  const { fetch } = globalThis;
  const bodies: string[] = [];
  const answers: Promise<Response>[] = [];
  globalThis.fetch = (input, init) => {
    const answer = fetch(input, init);
    if (init?.keepalive) {
      bodies.push(init.body as string);
      answers.push(answer);
    }
    return answer;
  };
  try {
    window.dispatchEvent(new Event('pagehide'));
    for (const answer of answers) expect((await answer).status).to.equal(200);
  } finally {
    globalThis.fetch = fetch;
  }
  return bodies;
}
