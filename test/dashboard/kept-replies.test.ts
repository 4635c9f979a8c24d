import { expect, waitUntil } from '@open-wc/testing';
import { systemClock } from '../../src/link/clock.ts';
import { BrowserStore } from '../../src/link/browser-store.ts';
import { DashboardClient } from '../../src/dashboard/store/dashboard-client.ts';
import { KeptReplies } from '../../src/dashboard/store/kept-replies.ts';
import type { OutboxEntry } from '../../src/dashboard/store/types.ts';
import { FakeSocket, latest, welcome } from './fake-socket.ts';
import { anna, api, chat, said, thread } from './pieces.ts';

const DAY = 86_400_000;
const entry = (cid: string, createdAt = Date.now()): OutboxEntry => ({
  cid,
  session: null,
  text: `text of ${cid}`,
  seen: 2,
  createdAt,
  status: 'sending',
  error: null,
});

describe('what an operator wrote and did not send', () => {
  let store: BrowserStore;
  const page = (site = 'demo', now?: () => number): KeptReplies => new KeptReplies(store, site, now);

  beforeEach(() => {
    store = new BrowserStore(`test ${Math.random()}`, systemClock);
  });
  afterEach(() => store.clear());

  it('W1 is there for the next page, by chat and site; what was sent or taken away is not', async () => {
    const first = page();
    await first.read();
    first.note({ drafts: { a: 'half', b: 'other' }, outbox: { a: [entry('one'), entry('two')] } });
    first.note({ drafts: { a: 'half a line' }, outbox: { a: [entry('two')] } });
    await first.flush();
    const { drafts, outbox } = await page().read();
    expect(drafts).to.deep.equal({ a: 'half a line' });
    expect(outbox['a']!.map(({ cid, seen, status }) => [cid, seen, status])).to.deep.equal([['two', 2, 'sending']]);
    expect(await page('other').read()).to.deep.equal({ drafts: {}, outbox: {} });
  });

  it('W1 two tabs do not take away what the other has written', async () => {
    const [one, two] = [page(), page()];
    await Promise.all([one.read(), two.read()]);
    one.note({ drafts: { a: 'of one' }, outbox: { a: [entry('one')] } });
    two.note({ drafts: { b: 'of two' }, outbox: { a: [entry('two')] } });
    await Promise.all([one.flush(), two.flush()]);
    two.note({ drafts: {}, outbox: { a: [entry('two')] } });
    await two.flush();
    const { drafts, outbox } = await page().read();
    expect(drafts).to.deep.equal({ a: 'of one' });
    expect(outbox['a']!.map(({ cid }) => cid).sort()).to.deep.equal(['one', 'two']);
  });

  it('W1 a reply older than the server remembers comes back as a draft, and is not sent by itself', async () => {
    const first = page();
    first.note({ drafts: { a: 'and more' }, outbox: { a: [entry('old', Date.now() - 40 * DAY)] } });
    await first.flush();
    expect(await page().read()).to.deep.equal({ drafts: { a: 'text of old\nand more' }, outbox: {} });
    expect(await page('demo', () => Date.now() + 91 * DAY).read()).to.deep.include({ drafts: { a: 'text of old' } });
  });

  it('W1 a browser that stores nothing puts it at risk, and says so', async () => {
    const kept = new KeptReplies(new BrowserStore('none', systemClock, false), 'demo');
    await kept.read();
    kept.note({ drafts: { a: 'half' }, outbox: {} });
    await kept.flush();
    expect(kept.isAtRisk).to.equal(true);
    kept.note({ drafts: {}, outbox: {} });
    await kept.flush();
    expect(kept.isAtRisk).to.equal(false);
  });

  describe('over a reload', () => {
    let client: DashboardClient;
    const unlisted: string[] = [];
    async function load(): Promise<FakeSocket> {
      client = new DashboardClient({
        site: 'demo',
        operator: anna,
        kept: page(),
        socketUrl: 'ws://dashboard.test/v1/operator/socket',
        api: api({ inbox: async () => ({ epoch: 'e', gseq: 7, chats: [chat('a')] }), thread: async () => thread(chat('a')) }),
        WebSocket: FakeSocket,
        random: () => 0,
        onUnlisted: (id) => unlisted.push(id),
      });
      const before = latest();
      client.open();
      await waitUntil(() => latest() !== before && latest().of('hello').length === 1);
      latest().receive(welcome());
      await waitUntil(() => client.getState().loaded);
      return latest();
    }
    beforeEach(() => {
      FakeSocket.all = [];
      unlisted.length = 0;
    });
    afterEach(() => client.close());

    it('W1 a reply without an answer goes again under its cid, and a draft stands in its box', async () => {
      const socket = await load();
      client.reply('a', 'on its way');
      client.setDraft('a', 'half');
      const [sent] = socket.of('message.reply');
      await client.kept!.flush();
      client.close();

      const again = await load();
      await waitUntil(() => again.of('message.reply').length === 1);
      expect(again.of('message.reply')[0]).to.deep.include({ cid: sent!['cid'], text: 'on its way', seen: sent!['seen'] });
      expect(client.getState().drafts).to.deep.equal({ a: 'half' });
      again.receive({ type: 'ack', cid: sent!['cid'] as string, dup: true, result: { session: 's-a', seq: 2, at: 0 } });
      await waitUntil(() => (client.getState().outbox['a'] ?? []).length === 0);
      await client.kept!.flush();
      expect(await page().read()).to.deep.equal({ drafts: { a: 'half' }, outbox: {} });
    });

    it('W1 a colleague’s Close is told, keeps the draft, and the visitor’s next chat takes it up', async () => {
      const socket = await load();
      await client.openChat('a');
      client.setDraft('a', 'half');
      const closed = chat('a', { status: 'closed', closedAt: 1, unread: 0 });
      socket.receive({ type: 'event', gseq: 8, event: { type: 'chat.changed', fresh: false, chat: closed } });
      expect(unlisted).to.deep.equal(['a']);
      expect(client.getState().drafts).to.deep.equal({ a: 'half' });
      socket.receive({ type: 'event', gseq: 9, event: { type: 'session.appended', session: 's-a', chat: 'b', event: said(3, 'Hello?') } });
      const next = chat('b', { session: closed.session, firstSeq: 3 });
      socket.receive({ type: 'event', gseq: 10, event: { type: 'chat.changed', fresh: true, chat: next } });
      expect(client.getState().drafts).to.deep.equal({ b: 'half' });
    });
  });
});
