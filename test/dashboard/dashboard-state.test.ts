import { expect } from '@open-wc/testing';
import type { NumberedSiteEvent } from '../../src/protocol/index.ts';
import { apply, hasHole, mergeEvents, receive, withChanges, withRead, withThread } from '../../src/dashboard/store/dashboard-state.ts';
import { attentionCount, chatsOf } from '../../src/dashboard/store/selectors.ts';
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

  it('who waits longest is on top, then the last message', () => {
    const open = { status: 'open', operators: [anna], unread: 0 } as const;
    const at = (ago: number) => ({ last: { author: 'visitor', text: '', at: NOW - ago, seq: 2, operator: null } as const });
    const all = state([
      chat('old', { ...open, ...at(9000) }),
      chat('short', { createdAt: NOW - 1000 }),
      chat('recent', { ...open, ...at(10) }),
      chat('long', { createdAt: NOW - 5000 }),
    ]);
    expect(chatsOf(all, 'all').map(({ id }) => id)).to.deep.equal(['long', 'short', 'recent', 'old']);
    expect(chatsOf(all, 'unassigned').map(({ id }) => id)).to.deep.equal(['long', 'short']);
    expect(chatsOf(all, 'mine').map(({ id }) => id)).to.deep.equal(['recent', 'old']);
    expect(attentionCount(withChanges(all, {}))).to.equal(2);
  });
});
