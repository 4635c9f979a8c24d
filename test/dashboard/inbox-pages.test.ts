import { expect, waitUntil } from '@open-wc/testing';
import { ApiError } from '../../src/dashboard/store/api.ts';
import type { InboxPage } from '../../src/dashboard/store/api.ts';
import { DashboardClient } from '../../src/dashboard/store/dashboard-client.ts';
import type { News } from '../../src/dashboard/store/news.ts';
import { chatsOf, countAll } from '../../src/dashboard/store/inbox-lists.ts';
import type { Chat, Inbox, OperatorServerFrame, SiteEvent } from '../../src/protocol/index.ts';
import { FakeSocket, latest, welcome } from './fake-socket.ts';
import { anna, api, chat, NOW, said } from './pieces.ts';

const ALL = { tab: 'all', filter: 'none', search: '' } as const;
const open = (id: string, at: number, changes: Partial<Chat> = {}): Chat =>
  chat(id, { status: 'open', operators: [anna], unread: 0, lastAt: at, ...changes });

describe('pages of the inbox', () => {
  let client: DashboardClient;
  let asked: InboxPage[];
  let answers: ((page: InboxPage) => Inbox | Promise<Inbox>)[];
  let news: News[];
  let gseq: number;

  const every = ['a', 'b', 'c', 'd'].map((id, i) => open(id, 100 - i));
  const page = (chats: readonly Chat[], next: string | null): Inbox => ({
    epoch: 'e',
    gseq,
    chats,
    next,
    counts: countAll(every, anna.id),
  });
  const event = (body: SiteEvent): OperatorServerFrame => ({ type: 'event', gseq: ++gseq, event: body });
  const ids = (): string[] => chatsOf(client.getState(), ALL).map(({ id }) => id);

  beforeEach(async () => {
    FakeSocket.all = [];
    asked = [];
    news = [];
    gseq = 7;
    answers = [() => page(every.slice(0, 2), '2.99.b')];
    client = new DashboardClient({
      site: 'demo',
      operator: anna,
      socketUrl: 'ws://dashboard.test/v1/operator/socket',
      api: api({ inbox: async (_site, of = {}) => (asked.push(of), answers.shift()!(of)) }),
      WebSocket: FakeSocket,
      random: () => 0,
      onNews: (one) => news.push(one),
    });
    client.open();
    await waitUntil(() => latest().of('hello').length === 1);
    latest().receive(welcome());
    await waitUntil(() => client.getState().loaded);
  });
  afterEach(() => client.close());

  it('L1 the next page is asked for once, with the cursor of the one before, and ends the list', async () => {
    answers = [() => page(every.slice(2), null)];
    client.loadMore();
    client.loadMore();
    await waitUntil(() => ids().length === 4);
    client.loadMore();
    expect(asked.map(({ after, limit }) => [after, limit])).to.deep.equal([
      [undefined, 50],
      ['2.99.b', 50],
    ]);
    expect(client.getState().counts.all.total).to.equal(4);
  });

  it('L1 E4 what happens while a page is on its way stands', async () => {
    let arrive = (): void => undefined;
    const old = page([open('c', 98), open('d', 97)], null);
    answers = [() => new Promise((resolve) => (arrive = () => resolve(old)))];
    client.loadMore();
    await waitUntil(() => asked.length === 2);
    const was = { status: 'open', done: false, unread: 0, operators: [anna.id] } as const;
    latest().receive(event({ type: 'chat.changed', fresh: false, was, chat: { ...every[2]!, status: 'closed' } }));
    latest().receive(event({ type: 'chat.changed', fresh: false, was, chat: open('d', 200) }));
    arrive();
    await waitUntil(() => !client.getState().lists['all none ']!.next);
    expect(ids()).to.deep.equal(['d', 'a', 'b']);
    expect(client.getState().counts.all.total).to.equal(3);
  });

  it('L1 a page that does not come says so, and is read again when asked', async () => {
    answers = [() => Promise.reject(new ApiError('unavailable', ''))];
    client.loadMore();
    await waitUntil(() => client.getState().lists['all none ']!.error === 'unavailable');
    client.loadMore();
    expect(asked.length).to.equal(2);
    answers = [() => page(every.slice(2), null)];
    client.loadAgain();
    await waitUntil(() => ids().length === 4);
  });

  it('L1 a list is read when it is first shown; a search that was typed over is forgotten', async () => {
    answers = [() => page([], null), () => page([], null)];
    client.showList({ ...ALL, search: 'Zoë' });
    await waitUntil(() => client.getState().lists['all none zoe']?.loading === false);
    client.showList({ ...ALL, search: 'Zoé' });
    client.showList({ ...ALL, search: 'fjell' });
    await waitUntil(() => client.getState().lists['all none fjell']?.loading === false);
    client.showList(ALL);
    expect(asked.slice(1).map(({ search }) => search)).to.deep.equal(['Zoë', 'fjell']);
    expect(Object.keys(client.getState().lists)).to.deep.equal(['all none ']);
  });

  it('R2 L1 after a reset as much is read as was on the screen, and the counts are those of the server', async () => {
    answers = [() => page(every.slice(2), null)];
    client.loadMore();
    await waitUntil(() => ids().length === 4);
    answers = [() => page(every, null)];
    latest().receive({ type: 'events', reset: true, events: [] });
    await waitUntil(() => asked.length === 3);
    await waitUntil(() => ids().length === 4);
    expect(asked[2]).to.include({ tab: 'all', filter: 'none', limit: 50 });
    expect(client.getState().counts).to.deep.equal(countAll(every, anna.id));
  });

  it('S4 a message in an own chat that is on no page is told', () => {
    const far = open('far', 1, { unread: 1, lastAt: NOW });
    latest().receive(event({ type: 'session.appended', session: 's-far', chat: 'far', event: said(3, 'Hello?') }));
    expect(news).to.deep.equal([]);
    latest().receive(
      event({ type: 'chat.changed', fresh: false, was: { status: 'open', done: false, unread: 0, operators: [anna.id] }, chat: far }),
    );
    expect(news.map(({ kind, text }) => [kind, text])).to.deep.equal([['message', 'Hello?']]);
    expect(ids()[0]).to.equal('far');
    expect(client.getState().counts.mine.unread).to.equal(1);
  });
});
