import { expect, waitUntil } from '@open-wc/testing';
import type { OperatorServerFrame } from '../../src/protocol/index.ts';
import { CommandError } from '../../src/link/commands.ts';
import { DashboardClient } from '../../src/dashboard/store/dashboard-client.ts';
import { typingColleagues, typist } from '../../src/dashboard/store/selectors.ts';
import type { News } from '../../src/dashboard/store/news.ts';
import { FakeSocket, latest, welcome } from './fake-socket.ts';
import { anna, api, chat, NOW, said, thread } from './pieces.ts';

const fresh = (gseq: number, of = chat('b')): OperatorServerFrame => ({
  type: 'event',
  gseq,
  event: { type: 'chat.changed', chat: of, fresh: true },
});

describe('dashboard client', () => {
  let client: DashboardClient;
  let news: News[];
  let inboxes: number;
  let loggedOut: boolean;

  async function open(): Promise<FakeSocket> {
    client.open();
    await waitUntil(() => latest().of('hello').length === 1);
    latest().receive(welcome());
    await waitUntil(() => client.getState().loaded);
    return latest();
  }

  beforeEach(() => {
    FakeSocket.all = [];
    news = [];
    inboxes = 0;
    loggedOut = false;
    client = new DashboardClient({
      site: 'demo',
      operator: anna,
      socketUrl: 'ws://dashboard.test/v1/operator/socket',
      api: api({
        inbox: async () => ({ epoch: 'e', gseq: 6 + ++inboxes, chats: [chat('a')] }),
        thread: async () => thread(chat('a')),
      }),
      WebSocket: FakeSocket,
      random: () => 0,
      onNews: (one) => news.push(one),
      onLoggedOut: () => (loggedOut = true),
    });
  });
  afterEach(() => client.close());

  it('R1 the first hello has no cursor; the inbox comes by HTTP', async () => {
    const socket = await open();
    expect(socket.sent[0]).to.not.have.property('cursor');
    expect(client.getState().gseq).to.equal(7);
    expect(Object.keys(client.getState().chats)).to.deep.equal(['a']);
  });

  it('W2 a choice goes again until the team has been told of it, and is shown meanwhile', async () => {
    const socket = await open();
    client.setPresence('away');
    expect(client.getState().operator?.presence).to.equal('away');
    socket.drop();
    await waitUntil(() => latest() !== socket && latest().of('hello').length === 1);
    latest().receive(welcome({ reset: false }));
    await waitUntil(() => latest().of('presence').length === 1);
    expect(client.getState().operator?.presence).to.equal('away');
    latest().receive({ type: 'operators', operators: [{ ...anna, presence: 'away' }] });
    // Chosen in another tab afterwards: nothing of the former choice is left.
    latest().receive({ type: 'operators', operators: [{ ...anna, presence: 'online' }] });
    expect(client.getState().operator?.presence).to.equal('online');
  });

  it('W3 only operators who have joined say what they have seen', async () => {
    const socket = await open();
    client.markRead('a', 2);
    expect(socket.of('read')).to.deep.equal([]);
    socket.receive({
      type: 'event',
      gseq: 8,
      event: { type: 'chat.changed', fresh: false, chat: chat('a', { status: 'open', operators: [{ id: anna.id, name: anna.name }] }) },
    });
    client.markRead('a', 2);
    expect(socket.of('read')).to.deep.equal([{ type: 'read', chat: 'a', seq: 2 }]);
  });

  it('E4 a gap asks for a sync once, and the answer is applied', async () => {
    const socket = await open();
    socket.receive(fresh(9));
    socket.receive(fresh(10));
    expect(socket.of('sync')).to.deep.equal([{ type: 'sync', after: 7 }]);
    socket.receive({
      type: 'events',
      reset: false,
      events: [
        { gseq: 8, event: { type: 'block_list.changed' } },
        { gseq: 9, event: { type: 'chat.changed', chat: chat('b'), fresh: true } },
      ],
    });
    expect(client.getState().gseq).to.equal(9);
    expect(Object.keys(client.getState().chats)).to.include('b');
  });

  it('E4 a sync that is refused is asked again when the server said, with no other event to show the gap', async () => {
    const socket = await open();
    socket.receive(fresh(9));
    expect(socket.of('sync').length).to.equal(1);
    socket.receive({ type: 'error', code: 'rate_limited', retry: true, message: '', retryAfterMs: 1 });
    await waitUntil(() => socket.of('sync').length === 2);
    expect(socket.of('sync')[1]).to.deep.equal({ type: 'sync', after: 7 });
    // The answer ends it, and a later gap is synced again.
    socket.receive({ type: 'events', reset: false, events: [{ gseq: 8, event: { type: 'block_list.changed' } }] });
    socket.receive(fresh(20));
    expect(socket.of('sync').length).to.equal(3);
  });

  it('E4 an event that came while the answer was on its way, and is not in it, is asked for again', async () => {
    const socket = await open();
    socket.receive(fresh(9));
    socket.receive(fresh(10, chat('c')));
    socket.receive({ type: 'events', reset: false, events: [{ gseq: 8, event: { type: 'block_list.changed' } }] });
    expect(socket.of('sync')).to.deep.equal([
      { type: 'sync', after: 7 },
      { type: 'sync', after: 8 },
    ]);
  });

  it('R2 a reset in the answer to sync reads the inbox again', async () => {
    const socket = await open();
    socket.receive(fresh(20));
    socket.receive({ type: 'events', reset: true, events: [] });
    await waitUntil(() => client.getState().gseq === 8);
    expect(inboxes).to.equal(2);
  });

  it('E4 R3 an inbox that was read for a connection that broke meanwhile is brought up to date by the next one', async () => {
    let answer = (): void => undefined;
    client = new DashboardClient({
      site: 'demo',
      operator: anna,
      socketUrl: 'ws://dashboard.test/v1/operator/socket',
      WebSocket: FakeSocket,
      random: () => 0,
      api: api({ inbox: () => new Promise((resolve) => (answer = () => resolve({ epoch: 'e', gseq: 7, chats: [chat('a')] }))) }),
    });
    client.open();
    await waitUntil(() => latest().of('hello').length === 1);
    latest().receive(welcome());
    const first = latest();
    first.drop();
    await waitUntil(() => latest() !== first && latest().of('hello').length === 1);
    // Two events were given a number while nobody was connected; nothing else will happen.
    latest().receive(welcome({ gseq: 9 }));
    answer();
    await waitUntil(() => client.getState().loaded);
    expect(latest().of('sync')).to.deep.equal([{ type: 'sync', after: 7 }]);
  });

  it('E4 events that arrive while the inbox is on its way are applied after it', async () => {
    client.open();
    await waitUntil(() => latest().of('hello').length === 1);
    latest().receive(welcome());
    latest().receive(fresh(8));
    await waitUntil(() => client.getState().gseq === 8);
    expect(Object.keys(client.getState().chats).sort()).to.deep.equal(['a', 'b']);
  });

  it('E4 reconnects with its cursor and applies what it missed', async () => {
    const socket = await open();
    socket.drop();
    await waitUntil(() => latest() !== socket && latest().of('hello').length === 1);
    expect(latest().sent[0]).to.include({ cursor: 7, epoch: 'e' });
    latest().receive(
      welcome({ reset: false, gseq: 8, events: [{ gseq: 8, event: { type: 'chat.changed', chat: chat('b'), fresh: true } }] }),
    );
    expect(client.getState().gseq).to.equal(8);
    expect(inboxes).to.equal(1);
  });

  it('C5 a command without an answer goes again after a reconnect, under the same cid', async () => {
    const socket = await open();
    const done = client.command({ type: 'chat.join', chat: 'a' });
    const [first] = socket.of('chat.join');
    socket.drop();
    await waitUntil(() => latest() !== socket && latest().of('hello').length === 1);
    latest().receive(welcome({ reset: false }));
    await waitUntil(() => latest().of('chat.join').length === 1);
    expect(latest().of('chat.join')[0]).to.deep.equal(first);
    latest().receive({ type: 'ack', cid: first!['cid'] as string, dup: true, result: {} });
    await done;
  });

  it('C6 session_ended puts the text back into the reply box', async () => {
    const socket = await open();
    client.reply('a', 'It is on its way');
    const [sent] = socket.of('message.reply');
    expect(client.getState().outbox['a']!.length).to.equal(1);
    client.setDraft('a', 'second thought');
    socket.receive({ type: 'error', cid: sent!['cid'] as string, code: 'session_ended', retry: false, message: '' });
    await waitUntil(() => client.getState().refused['a']?.code === 'session_ended');
    expect(client.getState().drafts['a']).to.equal('It is on its way\nsecond thought');
    expect(client.getState().outbox['a']).to.deep.equal([]);
  });

  it('race stale reply: a reply carries what is on the screen when it is sent, and keeps it while it waits', async () => {
    const socket = await open();
    client.reply('a', 'To the row in the inbox');
    expect(socket.of('message.reply')[0]!['seen']).to.equal(2);
    socket.receive({ type: 'ack', cid: socket.of('message.reply')[0]!['cid'] as string, dup: false, result: { seq: 2 } });
    await waitUntil(() => client.getState().outbox['a']!.length === 0);
    await client.openChat('a');
    client.reply('a', 'To what I see');
    socket.drop();
    client.reply('a', 'Written offline');
    await waitUntil(() => latest() !== socket && latest().of('hello').length === 1);
    const appended = { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'Meanwhile') } as const;
    latest().receive(welcome({ reset: false, gseq: 8, events: [{ gseq: 8, event: appended }] }));
    client.reply('a', 'To what came');
    expect(latest().of('message.reply')).to.deep.equal([socket.of('message.reply')[1]]);
    // Each goes when the one before it has its answer (C5).
    for (const [i, seen] of [2, 2, 3].entries()) {
      const replies = latest().of('message.reply');
      expect(replies).to.have.length(i + 1);
      expect(replies[i]!['seen']).to.equal(seen);
      latest().receive({ type: 'ack', cid: replies[i]!['cid'] as string, dup: false, result: { seq: 4 + i } });
    }
  });

  it('race stale reply: several that come back keep their order, before what is being typed; Send again takes them all', async () => {
    const socket = await open();
    await client.openChat('a');
    client.reply('a', 'one');
    client.reply('a', 'two');
    client.setDraft('a', 'thr');
    for (const i of [0, 1])
      socket.receive({
        ...{ type: 'error', code: 'stale_reply', retry: false, message: '', newer: 1 },
        cid: socket.of('message.reply')[i]!['cid'] as string,
      });
    await waitUntil(() => client.getState().outbox['a']!.length === 0);
    expect(client.getState().drafts['a']).to.equal('one\ntwo\nthr');
    expect(client.getState().refused['a']).to.deep.equal({ code: 'stale_reply', newer: 1, text: 'one\ntwo' });
    client.setDraft('a', 'one\ntwo\nthree');
    expect(client.getState().refused['a']!.newer).to.equal(1);
    client.setDraft('a', 'one and two');
    expect(client.getState().refused).to.deep.equal({});
    client.reply('a', 'one and two');
    expect(client.getState().drafts).to.deep.equal({});
  });

  it('C3 a retryable refusal keeps the reply in its place; Retry sends it under the same cid', async () => {
    const socket = await open();
    client.reply('a', 'Hello');
    const cid = socket.of('message.reply')[0]!['cid'] as string;
    socket.receive({ type: 'error', cid, code: 'busy', retry: true, message: '' });
    await waitUntil(() => client.getState().outbox['a']![0]!.status === 'failed');
    client.retryReply('a', cid);
    expect(socket.of('message.reply').map((frame) => frame['cid'])).to.deep.equal([cid, cid]);
  });

  it('B1 C3 a block that holds but is not stored yet goes again by itself, and the caller is told why', async () => {
    const socket = await open();
    const heard: string[] = [];
    const blocked = client.command(
      { type: 'visitor.block', visitor: 'v', chat: null, reason: 'Spam', blockAddress: false },
      { onWait: (code) => heard.push(code) },
    );
    const cid = socket.of('visitor.block')[0]!['cid'] as string;
    socket.receive({ type: 'error', cid, code: 'block_held', retry: true, message: '', retryAfterMs: 1 });
    await waitUntil(() => socket.of('visitor.block').length === 2);
    expect(heard).to.deep.equal(['block_held']);
    socket.receive({ type: 'ack', cid, dup: true, result: { block: 'b' } });
    expect(await blocked).to.deep.equal({ block: 'b' });
  });

  it('R11 a reply that comes too soon stays and goes again by itself when the server said', async () => {
    const socket = await open();
    client.reply('a', 'Hello');
    const cid = socket.of('message.reply')[0]!['cid'] as string;
    socket.receive({ type: 'error', cid, code: 'rate_limited', retry: true, message: '', retryAfterMs: 1 });
    await waitUntil(() => socket.of('message.reply').length === 2);
    expect(socket.of('message.reply')[1]).to.deep.equal(socket.of('message.reply')[0]);
    expect(client.getState().outbox['a']![0]!.status).to.equal('sending');
  });

  it('R10 goaway: comes back when it was told to, with what the draining server did not take', async () => {
    const socket = await open();
    client.reply('a', 'Hello');
    const [sent] = socket.of('message.reply');
    socket.receive({ type: 'error', cid: sent!['cid'] as string, code: 'draining', retry: true, message: '' });
    socket.receive({ type: 'goaway', reconnectInMs: 1 });
    expect(client.getState().connection.status).to.equal('waiting');
    await waitUntil(() => latest() !== socket && latest().of('hello').length === 1);
    latest().receive(welcome({ reset: false }));
    expect(latest().of('message.reply')).to.deep.equal([sent]);
    expect(client.getState().outbox['a']![0]!.status).to.equal('sending');
  });

  it('a refused command rejects with its code and field', async () => {
    const socket = await open();
    const refused = client.command({ type: 'address.block', address: 'x', reason: 'y' }).catch((error: unknown) => error);
    socket.receive({
      type: 'error',
      cid: socket.of('address.block')[0]!['cid'] as string,
      code: 'invalid',
      retry: false,
      message: '',
      field: 'address',
    });
    const error = (await refused) as CommandError;
    expect(error).to.be.instanceOf(CommandError);
    expect([error.code, error.field]).to.deep.equal(['invalid', 'address']);
  });

  it('S4 a fresh chat is news; a message is news only in my chats', async () => {
    const socket = await open();
    socket.receive(fresh(8));
    socket.receive({ type: 'event', gseq: 9, event: { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'anyone?') } });
    expect(news.map(({ kind, chat: { id } }) => [kind, id])).to.deep.equal([['chat', 'b']]);
    socket.receive({
      type: 'event',
      gseq: 10,
      event: { type: 'chat.changed', chat: chat('a', { status: 'open', operators: [anna] }), fresh: false },
    });
    socket.receive({ type: 'event', gseq: 11, event: { type: 'session.appended', session: 's-a', chat: 'a', event: said(4, 'hello?') } });
    expect(news.at(-1)).to.include({ kind: 'message', text: 'hello?' });
  });

  it('an event that arrives while its thread is on its way is not lost', async () => {
    const socket = await open();
    const opening = client.openChat('a');
    socket.receive({
      type: 'event',
      gseq: 8,
      event: { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'in between') },
    });
    await opening;
    expect(client.getState().threads['s-a']!.events.map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
  });

  it('R2 an earlier page that was asked for before a reset is dropped: the thread has no hole', async () => {
    let earlier = (): void => undefined;
    let newest = [said(50, 'fifty')];
    client = new DashboardClient({
      site: 'demo',
      operator: anna,
      socketUrl: 'ws://dashboard.test/v1/operator/socket',
      WebSocket: FakeSocket,
      random: () => 0,
      api: api({
        inbox: async () => ({ epoch: 'e', gseq: 6 + ++inboxes, chats: [chat('a')] }),
        thread: (_site, _id, before) =>
          before === undefined
            ? Promise.resolve({ ...thread(chat('a'), newest), more: true })
            : new Promise((resolve) => (earlier = () => resolve({ ...thread(chat('a'), [said(before - 1, 'earlier')]), more: true }))),
      }),
    });
    const shown = (): number[] | undefined => client.getState().threads['s-a']?.events.map(({ seq }) => seq);
    const socket = await open();
    await client.openChat('a');
    const first = client.loadEarlier('a');
    socket.receive({ type: 'events', reset: true, events: [] });
    await waitUntil(() => client.getState().threads['s-a']!.stale);
    earlier();
    await first;
    expect(client.getState().threads['s-a']!.stale, 'still to be read again').to.equal(true);
    await client.openChat('a');
    expect(shown()).to.deep.equal([50]);

    const second = client.loadEarlier('a');
    socket.receive({ type: 'events', reset: true, events: [] });
    await waitUntil(() => client.getState().threads['s-a']!.stale);
    newest = [said(60, 'sixty')];
    await client.openChat('a');
    earlier();
    await second;
    expect(shown(), 'read again meanwhile').to.deep.equal([60]);
    const third = client.loadEarlier('a');
    earlier();
    await third;
    expect(shown()).to.deep.equal([59, 60]);
  });

  it('R2 a thread that was asked for before a reset is read again: what came between the two answers was told to nobody', async () => {
    const answers: (() => void)[] = [];
    client = new DashboardClient({
      site: 'demo',
      operator: anna,
      socketUrl: 'ws://dashboard.test/v1/operator/socket',
      WebSocket: FakeSocket,
      random: () => 0,
      api: api({
        inbox: async () => ({ epoch: 'e', gseq: 6 + ++inboxes, chats: [chat('a')] }),
        thread: () => new Promise((resolve) => answers.push(() => resolve(thread(chat('a'))))),
      }),
    });
    const socket = await open();
    const first = client.openChat('a');
    socket.receive({ type: 'events', reset: true, events: [] });
    await waitUntil(() => client.getState().gseq === 8);
    answers[0]!();
    await first;
    expect(client.getState().threads['s-a']!.stale).to.equal(true);
    const second = client.openChat('a');
    answers[1]!();
    await second;
    expect(client.getState().threads['s-a']!.stale).to.equal(undefined);
  });

  it('E5 typing is over when its signal is stale or the visitor has written', async () => {
    const socket = await open();
    socket.receive({ type: 'typing', session: 's-a', who: null, on: true });
    expect(client.getState().typing['s-a']![0]!.until).to.be.greaterThan(NOW - 1e12);
    socket.receive({ type: 'event', gseq: 8, event: { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'done') } });
    expect(client.getState().typing['s-a']).to.equal(undefined);
  });

  it("E5 colleagues and the visitor type at the same time; a message ends only its own author's", async () => {
    const socket = await open();
    const marcus = { id: 'marcus', name: 'Marcus Obi' };
    socket.receive({ type: 'typing', session: 's-a', who: null, on: true });
    socket.receive({ type: 'typing', session: 's-a', who: marcus, on: true });
    socket.receive({ type: 'typing', session: 's-a', who: { id: anna.id, name: anna.name }, on: true });
    expect(typingColleagues(client.getState(), 's-a'), 'my own other window is no colleague').to.deep.equal([marcus]);
    socket.receive({ type: 'event', gseq: 8, event: { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'done') } });
    expect(typist(client.getState(), 's-a', null)).to.equal(undefined);
    expect(typingColleagues(client.getState(), 's-a')).to.deep.equal([marcus]);
    socket.receive({ type: 'typing', session: 's-a', who: marcus, on: false });
    expect(typingColleagues(client.getState(), 's-a')).to.deep.equal([]);
  });

  it('R7 4401 leads to the log-in', async () => {
    const socket = await open();
    socket.drop(4401);
    expect(loggedOut).to.equal(true);
  });
});
