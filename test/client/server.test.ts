import { expect } from '@open-wc/testing';
import type { ChatClient } from '../../src/client/index.ts';
import type { VisitorWelcome } from '../../src/protocol/index.ts';
import { clearCookie, cookieOf, setCookie, tokenOf } from './support/browser-stores.ts';
import { SITE, forgetEverything, isOpen, messages, openTab, say, serverUrl, textsOf, wire } from './support/real-server.ts';
import { type TestClientOptions } from '../support/test-client.ts';
import { until } from './support/until.ts';

const running: ChatClient[] = [];
async function tab(extra?: Partial<TestClientOptions>): Promise<ChatClient> {
  const client = await openTab(extra);
  running.push(client);
  return client;
}

describe('client and server', () => {
  // The server starts with the first request, which takes its time on a busy machine.
  before(async function () {
    this.timeout(60_000);
    await serverUrl();
  });
  beforeEach(forgetEverything);
  afterEach(() => running.splice(0).forEach((client) => client.close()));

  it('I5 the first message of a stranger makes a visitor, and their token is in the cookie', async () => {
    const client = await tab();
    await say(client, 'hello');
    expect(tokenOf(SITE)).to.match(/^[\w-]{43}$/);
    expect(client.getState()).to.include({ identity: 'known' });
    expect(client.getState().session?.status).to.equal('active');
  });

  it('E1 a session counts from 1 without a gap', async () => {
    const client = await tab();
    for (const text of ['a', 'b', 'c']) await say(client, text);
    const { session } = client.getState();
    expect(session?.events.map(({ seq }) => seq)).to.deep.equal(session?.events.map((_, i) => i + 1));
    expect(session?.events[0]?.type).to.equal('session.started');
  });

  it('C5 messages written in one go arrive in their order, once each', async () => {
    const client = await tab();
    const texts = Array.from({ length: 9 }, (_, i) => `m${i}`);
    await Promise.all(texts.map((text) => client.send(text)));
    await until(() => messages(client.getState()).length === 9);
    expect(messages(client.getState())).to.deep.equal(texts);
  });

  it('S5 the visitor ends the session; ending it again is no error', async () => {
    const client = await tab();
    await say(client, 'hello');
    await client.endSession();
    await until(() => client.getState().session?.status === 'ended');
    expect(client.getState().session?.endedBy).to.equal('visitor');
    await client.endSession();
  });

  it('S6 writing after the end starts a new session, and the ended one stays readable', async () => {
    const client = await tab();
    await say(client, 'first');
    const before = client.getState().session?.id;
    await client.endSession();
    await until(() => client.getState().session?.status === 'ended');
    await say(client, 'second');
    const { session, earlier } = client.getState();
    expect(session?.id).to.not.equal(before);
    expect(textsOf(session?.events ?? [])).to.deep.equal(['second']);
    expect(earlier.map(({ id, events }) => [id, textsOf(events)])).to.deep.equal([[before, ['first']]]);
  });

  it('S6 the visitor rates the ended session', async () => {
    const client = await tab();
    await say(client, 'hello');
    await client.endSession();
    await until(() => client.getState().session?.status === 'ended');
    await client.rate(5, 'fine');
    const rated = await until(() => client.getState().session?.events.find((event) => event.type === 'session.rated'));
    expect(rated).to.include({ score: 5, comment: 'fine' });
  });

  it('C1 a command whose ack was lost is answered again after the reconnect, and done once', async () => {
    const net = wire();
    const client = await tab({ WebSocket: net.WebSocket });
    await say(client, 'hello');
    net.lose = (frame) => frame.type === 'ack';
    const ending = client.endSession();
    await until(() => client.getState().session?.status === 'ended');
    net.lose = () => false;
    net.cut();
    await ending;
    const ends = net.sent.filter((frame) => frame.type === 'session.end');
    expect(ends).to.have.length(2);
    expect(ends[0]).to.deep.equal(ends[1]);
    expect(net.received.find((frame) => frame.type === 'ack' && frame['cid'] === ends[0]?.['cid'])).to.include({ dup: true });
    expect(client.getState().session?.events.filter((event) => event.type === 'session.ended')).to.have.length(1);
  });

  it('C1 a message whose ack and event were lost is shown once and stored once', async () => {
    const net = wire();
    const client = await tab({ WebSocket: net.WebSocket });
    await say(client, 'first');
    net.lose = (frame) => frame.type === 'ack' || frame.type === 'event';
    await client.send('second');
    await until(() => net.sent.some((frame) => frame['text'] === 'second'));
    net.lose = () => false;
    net.cut();
    await until(() => messages(client.getState()).length === 2 && client.getState().outbox.length === 0);
    await say(client, 'third');
    expect(messages(client.getState())).to.deep.equal(['first', 'second', 'third']);
  });

  it('C4 a message written before a reload is sent after it', async () => {
    const net = wire();
    const before = await tab({ WebSocket: net.WebSocket });
    await say(before, 'first');
    net.lose = () => true;
    net.cut();
    await before.send('kept');
    before.close();
    const after = await tab();
    await after.resume();
    await until(() => messages(after.getState()).length === 2);
    expect(messages(after.getState())).to.deep.equal(['first', 'kept']);
  });

  it('C6 a message to a session another tab has ended comes back as a draft; sending again starts a new session', async () => {
    const net = wire();
    const [a, b] = [await tab(), await tab({ WebSocket: net.WebSocket })];
    await say(a, 'hello');
    const old = a.getState().session?.id;
    const { BroadcastChannel } = globalThis;
    // Neither the server nor A tells B about the end.
    globalThis.BroadcastChannel = undefined as never;
    await b.resume();
    globalThis.BroadcastChannel = BroadcastChannel;
    await until(() => b.getState().session?.id === old);
    net.lose = (frame) => frame.type === 'event';
    await a.endSession();
    await b.send('too late');
    await until(() => b.getState().draft === 'too late');
    expect(b.getState().outbox).to.have.length(0);
    net.lose = () => false;
    await until(() => b.getState().session?.status === 'ended');
    b.setDraft('');
    await say(b, 'too late');
    expect(b.getState().session?.id).to.not.equal(old);
    expect(messages(b.getState())).to.deep.equal(['too late']);
  });

  it('E3 an event that got lost is asked for when the next one comes', async () => {
    const net = wire();
    const client = await tab({ WebSocket: net.WebSocket });
    await say(client, 'first');
    let lost = 0;
    net.lose = (frame) => frame.type === 'event' && lost++ === 0;
    await client.send('second');
    await until(() => lost === 1);
    await client.send('third');
    await until(() => messages(client.getState()).length === 3);
    expect(net.sent.filter((frame) => frame.type === 'sync')).to.have.length(1);
    expect(messages(client.getState())).to.deep.equal(['first', 'second', 'third']);
  });

  it('R1 R2 R3 after a cut the cursor brings what was missed, and nothing twice', async () => {
    const net = wire();
    const [a, b] = [await tab(), await tab({ WebSocket: net.WebSocket })];
    await say(a, 'first');
    await b.resume();
    await until(() => messages(b.getState()).length === 1);
    net.cut();
    await say(a, 'second');
    await until(() => messages(b.getState()).length === 2);
    await until(() => net.sent.filter((frame) => frame.type === 'hello').length === 2);
    await isOpen(b);
    const [first, second] = net.sent.filter((frame) => frame.type === 'hello');
    expect(first).to.not.have.property('cursor');
    expect(second).to.have.property('cursor');
    expect(second).to.have.property('epoch');
    expect(messages(b.getState())).to.deep.equal(['first', 'second']);
  });

  it('R2 a cursor of another epoch resets the thread and keeps the visitor', async () => {
    const net = wire();
    const client = await tab({ WebSocket: net.WebSocket });
    await say(client, 'first');
    const { send } = net.WebSocket.prototype as { send: (data: string) => void };
    (net.WebSocket.prototype as { send: (data: string) => void }).send = function (data) {
      const frame = JSON.parse(data) as { type: string; epoch?: string };
      send.call(this, frame.type === 'hello' ? JSON.stringify({ ...frame, epoch: 'restored-from-backup' }) : data);
    };
    net.cut();
    const welcome = await until(() => net.received.filter((frame) => frame.type === 'welcome')[1]);
    expect(welcome['reset']).to.equal(true);
    await until(() => messages(client.getState()).length === 1);
    expect(messages(client.getState())).to.deep.equal(['first']);
  });

  it('R3 what does not fit into the welcome comes by pages over HTTP', async () => {
    const before = await tab();
    for (const text of ['one', 'two', 'three']) await say(before, text);
    before.close();
    // A welcome that has room for one event only.
    const net = wire();
    net.replace = (frame) => {
      if (frame.type !== 'welcome') return undefined;
      const [page] = (frame as unknown as VisitorWelcome).sessions;
      return { ...frame, sessions: [{ ...page, events: page!.events.slice(0, 1), more: true }] };
    };
    const client = await tab({ WebSocket: net.WebSocket });
    await client.resume();
    await until(() => messages(client.getState()).length === 3);
    expect(messages(client.getState())).to.deep.equal(['one', 'two', 'three']);
    expect(net.sent.filter((frame) => frame.type === 'sync')).to.deep.equal([]);
  });

  it('R3 after a reload the active session is there, an ended one is not', async () => {
    const before = await tab();
    await say(before, 'hello');
    before.close();
    const reloaded = await tab();
    await reloaded.resume();
    await until(() => messages(reloaded.getState()).length === 1);
    await reloaded.endSession();
    reloaded.close();
    const again = await tab();
    await again.resume();
    await isOpen(again);
    expect(again.getState().session).to.equal(null);
  });

  it('two tabs that send the first message at once are one visitor with one session', async () => {
    const [a, b] = [await tab(), await tab()];
    await Promise.all([a.send('from a'), b.send('from b')]);
    await until(() => [a, b].every((one) => messages(one.getState()).length === 2 && one.getState().outbox.length === 0));
    expect(a.getState().session?.id).to.equal(b.getState().session?.id);
    expect(messages(a.getState())).to.deep.equal(messages(b.getState()));
  });

  it('both tabs see the end, once', async () => {
    const [a, b] = [await tab(), await tab()];
    await say(a, 'hello');
    await b.resume();
    await until(() => b.getState().session?.status === 'active');
    await Promise.all([a.endSession(), b.endSession()]);
    await until(() => [a, b].every((one) => one.getState().session?.status === 'ended'));
    for (const one of [a, b]) {
      expect(one.getState().session?.events.filter((event) => event.type === 'session.ended')).to.have.length(1);
    }
  });

  it('identify tells the server, and the other tab hears of it', async () => {
    const [a, b] = [await tab(), await tab()];
    await say(a, 'hello');
    await b.resume();
    await isOpen(b);
    await a.identify({ name: 'Maya', email: 'maya@lindqvist.example' });
    expect(a.getState().visitor).to.deep.equal({ name: 'Maya', email: 'maya@lindqvist.example', verified: false });
    await until(() => b.getState().visitor.name === 'Maya');
  });

  it('logout wipes every tab, and the next message is of a new visitor', async () => {
    const [a, b] = [await tab(), await tab()];
    await say(a, 'hello');
    const before = cookieOf(SITE);
    await b.resume();
    await until(() => b.getState().session);
    await a.logout();
    expect(cookieOf(SITE)).to.equal(undefined);
    await until(() => b.getState().session === null && b.getState().identity === 'none');
    await say(a, 'again');
    expect(cookieOf(SITE)).to.not.equal(before);
    expect(messages(a.getState())).to.deep.equal(['again']);
  });

  it('I8 a token the server has never seen is dropped, and the visitor can chat as a new one', async () => {
    setCookie(SITE, 'x'.repeat(43));
    const client = await tab();
    await client.resume();
    await until(() => cookieOf(SITE) === undefined && client.getState().identity === 'none');
    await say(client, 'hello');
    expect(cookieOf(SITE)).to.not.equal('x'.repeat(43));
  });

  it('I9 a cookie that is cleared while the page is open clears the thread; writing makes a new visitor', async () => {
    const client = await tab();
    await say(client, 'hello');
    clearCookie(SITE);
    window.dispatchEvent(new Event('focus'));
    await until(() => client.getState().session === null);
    await say(client, 'somebody else');
    expect(messages(client.getState())).to.deep.equal(['somebody else']);
  });

  it('a server that cannot be reached is a state: messages wait', async () => {
    const client = await tab({ server: 'http://127.0.0.1:18999', random: () => 0.9 });
    const { cid } = await client.send('hello');
    await until(() => client.getState().connection.status === 'waiting');
    expect(client.getState().outbox).to.deep.include.members([client.getState().outbox.find((entry) => entry.cid === cid)]);
    expect(client.getState().outbox[0]?.status).to.equal('queued');
  });
});
