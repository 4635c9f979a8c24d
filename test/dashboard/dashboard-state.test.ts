import { expect } from '@open-wc/testing';
import type { DashboardState } from '../../src/dashboard/store/types.ts';
import type { NumberedSiteEvent } from '../../src/protocol/index.ts';
import { apply, hasHole, mergeEvents, receive, withPage, withRead, withThread } from '../../src/dashboard/store/dashboard-state.ts';
import { attentionCount } from '../../src/dashboard/store/selectors.ts';
import { chatsOf, countAll } from '../../src/dashboard/store/inbox-lists.ts';
import type { InboxTab } from '../../src/protocol/index.ts';
import { anna, chat, NOW, said, state, thread, withThreadOf } from './pieces.ts';

const changed = (gseq: number, of = chat('a'), fresh = true): NumberedSiteEvent => ({
  gseq,
  event: { type: 'chat.changed', chat: of, fresh },
});

describe('dashboard state', () => {
  it('E4 applies the next number', () => {
    const { state: next, outcome } = receive(state([], { gseq: 4 }), changed(5));
    expect(outcome).to.equal('applied');
    expect(next.gseq).to.equal(5);
    expect(Object.keys(next.chats)).to.deep.equal(['a']);
  });

  it('E4 drops what it has: a duplicate changes nothing', () => {
    const before = state([], { gseq: 5 });
    const { state: after, outcome } = receive(before, changed(5));
    expect(outcome).to.equal('dropped');
    expect(after).to.equal(before);
  });

  it('E4 reports a gap and applies nothing', () => {
    const before = state([], { gseq: 4 });
    const { state: after, outcome } = receive(before, changed(6));
    expect(outcome).to.equal('gap');
    expect(after).to.equal(before);
  });

  it('a state is frozen and never changed in place', () => {
    const before = state([chat('a')]);
    const after = apply(before, { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'Hello?') });
    expect(Object.isFrozen(after)).to.equal(true);
    expect(before.chats['a']!.last!.text).to.equal('Do you ship to Iceland?');
    expect(after.chats['a']!.last!.text).to.equal('Hello?');
  });

  it('S1 a closed chat leaves the inbox, its thread keeps it', () => {
    const one = chat('a');
    const after = apply(state([one], withThreadOf(one)), {
      type: 'chat.changed',
      chat: { ...one, status: 'closed', closedAt: NOW },
      fresh: false,
    });
    expect(after.chats).to.deep.equal({});
    expect(after.threads['s-a']!.chats[0]!.status).to.equal('closed');
  });

  it('S4 a new chat of the same session joins its thread, with the earlier events above', () => {
    const one = chat('a');
    const later = chat('b', { session: one.session, visitor: one.visitor });
    const after = apply(state([one], withThreadOf(one)), { type: 'chat.changed', chat: later, fresh: true });
    expect(after.threads['s-a']!.chats.map(({ id }) => id)).to.deep.equal(['a', 'b']);
    expect(after.threads['s-a']!.events.map(({ seq }) => seq)).to.deep.equal([1, 2]);
  });

  it('E3 a message that has come with its chat is counted once', () => {
    const one = chat('a', { unread: 1 });
    expect(
      apply(state([one]), { type: 'session.appended', session: 's-a', chat: 'a', event: said(2, 'Do you ship to Iceland?') }).chats['a']!
        .unread,
    ).to.equal(1);
    expect(
      apply(state([one]), { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'Hello?') }).chats['a']!.unread,
    ).to.equal(2);
  });

  it('S5 the end of a session reaches chat and thread', () => {
    const one = chat('a');
    const after = apply(state([one], withThreadOf(one)), {
      type: 'session.appended',
      session: 's-a',
      chat: 'a',
      event: { type: 'session.ended', seq: 3, at: NOW, by: 'visitor' },
    });
    expect(after.chats['a']!.session.status).to.equal('ended');
    expect(after.threads['s-a']!.session.endedBy).to.equal('visitor');
  });

  it('C1 the event of a reply takes its outbox entry away, by cid', () => {
    const entry = { cid: 'cid-3', session: null, text: 'Hi', seen: 2, createdAt: NOW, status: 'sending', error: null } as const;
    const before = state([chat('a')], { outbox: { a: [entry, { ...entry, cid: 'cid-9' }] } });
    const after = apply(before, { type: 'session.appended', session: 's-a', chat: 'a', event: said(3, 'Hi', 'operator') });
    expect(after.outbox['a']!.map(({ cid }) => cid)).to.deep.equal(['cid-9']);
  });

  it('E2 events are ordered by seq, each once, whatever their order of arrival', () => {
    const merged = mergeEvents([said(5, 'five'), said(6, 'six')], [said(4, 'four'), said(5, 'five again'), said(7, 'seven')]);
    expect(merged.map(({ seq }) => seq)).to.deep.equal([4, 5, 6, 7]);
    expect(hasHole(merged)).to.equal(false);
    expect(hasHole([said(4, ''), said(6, '')])).to.equal(true);
  });

  it('an earlier page goes above and decides whether there is more', () => {
    const one = chat('a');
    const page = (events: ReturnType<typeof said>[], more: boolean) => ({ session: one.session, chats: [one], events, more });
    const after = withThread(withThread(state([one]), page([said(11, 'b')], true)), page([said(10, 'a')], false));
    expect(after.threads['s-a']!.events.map(({ seq }) => seq)).to.deep.equal([10, 11]);
    expect(after.threads['s-a']!.more).to.equal(false);
  });

  it('R2 after a reset a stale thread is replaced, not merged', () => {
    const one = chat('a');
    const before = state([one], {
      threads: { 's-a': { session: one.session, chats: [one], events: [said(1, 'x'), said(2, 'lost')], more: false, stale: true } },
    });
    const after = withThread(before, { ...thread(one, [said(1, 'x')]), session: one.session, more: false });
    expect(after.threads['s-a']!.events.length).to.equal(1);
    expect(after.threads['s-a']!.stale).to.equal(undefined);
  });

  it('an operator who has read everything leaves nothing unread', () => {
    expect(withRead(state([chat('a')]), 's-a', 'operator', 2).chats['a']!.unread).to.equal(0);
    expect(withRead(state([chat('a')]), 's-a', 'operator', 1).chats['a']!.unread).to.equal(1);
  });

  it('S12 a change of the block list is a new version', () => {
    const before = state();
    expect(apply(before, { type: 'block_list.changed' }).blockListVersion).to.equal(before.blockListVersion + 1);
  });

  it('a visitor who changes is changed in list and thread', () => {
    const one = chat('a');
    const after = apply(state([one], withThreadOf(one)), {
      type: 'visitor.changed',
      visitor: { ...one.visitor, name: 'Maya', blocked: true },
    });
    expect(after.chats['a']!.visitor.name).to.equal('Maya');
    expect(after.threads['s-a']!.chats[0]!.visitor.blocked).to.equal(true);
  });

  it('L1 the visitor who waits longest is on top, then the own unread, then the last event', () => {
    const open = { status: 'open', operators: [anna], unread: 0 } as const;
    const at = (ago: number) => ({ last: { author: 'visitor', text: '', at: NOW - ago, seq: 2, operator: null } as const });
    const all = state([
      chat('old', { ...open, ...at(9000) }),
      chat('short', { createdAt: NOW - 1000 }),
      chat('recent', { ...open, ...at(10) }),
      chat('unread', { ...open, ...at(20_000), unread: 1 }),
      chat('long', { createdAt: NOW - 5000 }),
    ]);
    const ids = (tab: InboxTab) => chatsOf(all, { tab, filter: 'none', search: '' }).map(({ id }) => id);
    expect(ids('all')).to.deep.equal(['long', 'short', 'unread', 'recent', 'old']);
    expect(ids('unassigned')).to.deep.equal(['long', 'short']);
    expect(ids('mine')).to.deep.equal(['unread', 'recent', 'old']);
    expect(attentionCount(all)).to.equal(3);
  });

  it('L1 counts stay true for chats that are on no page', () => {
    const self = anna.id;
    const open = chat('x', { status: 'open', operators: [anna] });
    const away = chat('y', { session: { ...chat('y').session, status: 'ended', endedBy: 'visitor' } });
    let now = state([], { counts: countAll([chat('x'), chat('y')], self) });
    const was = { status: 'new', done: false, unread: 1, operators: [] } as const;
    now = apply(now, { type: 'chat.changed', chat: open, fresh: false, was });
    now = apply(now, { type: 'chat.changed', chat: away, fresh: false, was });
    now = apply(now, { type: 'chat.changed', chat: chat('z'), fresh: true });
    expect(now.counts).to.deep.equal(countAll([open, away, chat('z')], self));
    now = apply(now, {
      type: 'chat.changed',
      chat: { ...open, status: 'closed' },
      fresh: false,
      was: { status: 'open', done: false, unread: 1, operators: [self] },
    });
    expect(now.counts).to.deep.equal(countAll([away, chat('z')], self));
  });

  it('L1 a list ends with its last page; a chat that changes into it comes to its place', () => {
    const open = (id: string, at: number) => chat(id, { status: 'open', operators: [], unread: 0, lastAt: at });
    const page = {
      key: 'all none ',
      gseq: 4,
      chats: [open('a', 90), open('b', 80)],
      next: '2.80.b',
      end: { rank: 2, at: 80, id: 'b' } as const,
    };
    const ids = (of: DashboardState) => chatsOf(of, { tab: 'all', filter: 'none', search: '' }).map(({ id }) => id);
    let now = withPage(state([open('far', 10)], { gseq: 4 }), page, []);
    expect(ids(now)).to.deep.equal(['a', 'b']);
    now = apply(now, { type: 'chat.changed', chat: open('far', 95), fresh: false });
    expect(ids(now)).to.deep.equal(['far', 'a', 'b']);
  });

  it('L1 E4 a page that was on its way when something changed does not take it back', () => {
    const open = (id: string, text: string) =>
      chat(id, { status: 'open', last: { author: 'visitor', text, at: NOW, seq: 2, operator: null } });
    const page = { key: 'all none ', gseq: 5, chats: [open('a', 'old'), open('gone', 'old'), open('b', 'old')], next: null, end: null };
    const now = withPage(state([open('a', 'new')], { gseq: 7 }), page, [
      { gseq: 5, event: { type: 'chat.changed', chat: open('b', 'older'), fresh: false } },
      { gseq: 6, event: { type: 'chat.changed', chat: open('a', 'new'), fresh: false } },
      { gseq: 7, event: { type: 'chat.changed', chat: { ...open('gone', 'old'), status: 'closed' }, fresh: false } },
    ]);
    expect(Object.values(now.chats).map(({ id, last }) => [id, last!.text])).to.deep.equal([
      ['a', 'new'],
      ['b', 'old'],
    ]);
  });

  it('T6 the search folds accents and case', () => {
    const named = (id: string, name: string) => chat(id, { visitor: { ...chat(id).visitor, name } });
    const all = state([named('f', 'Фёдор'), named('z', 'Zoë'), named('i', 'İbrahim'), chat('n')]);
    const find = (search: string) => chatsOf(all, { tab: 'all', filter: 'none', search }).map(({ id }) => id);
    for (const [search, id] of [
      ['ФЕДОР', 'f'],
      ['zoe', 'z'],
      ['ibrahim', 'i'],
      ['посетитель 7736', 'n'],
    ] as const)
      expect(find(search), search).to.deep.equal([id]);
  });
});
