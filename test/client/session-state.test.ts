import { expect } from '@open-wc/testing';
import type { EventPage, SessionEvent, VisitorServerFrame } from '../../src/protocol/index.ts';
import type { ChatState } from '../../src/client/chat-state.ts';
import { apply, countUnread, incomplete, prepend } from '../../src/client/conversation/session-state.ts';
import { initialState } from '../../src/client/state-store.ts';
import { welcome } from './support/fake-sockets.ts';

const anna = { id: 'op1', name: 'Anna' };
const started: SessionEvent = { type: 'session.started', seq: 1, at: 10 };
const said = (seq: number, text: string, operator: typeof anna | null = null, cid: string | null = `c${seq}`): SessionEvent => ({
  type: 'message.sent',
  seq,
  at: 10 * seq,
  author: operator ? 'operator' : 'visitor',
  text,
  cid,
  operator,
});
const event = (e: SessionEvent, session = 's1'): VisitorServerFrame => ({ type: 'event', session, event: e });
const page = (events: SessionEvent[], extra: Partial<EventPage['session']> = {}, more = false): EventPage => ({
  session: {
    id: 's1',
    status: 'active',
    startedAt: 10,
    endedBy: null,
    lastSeq: events.at(-1)?.seq ?? 0,
    deliveredSeq: 0,
    readByOperator: 0,
    readByVisitor: 0,
    ...extra,
  },
  events,
  more,
});
const run = (frames: VisitorServerFrame[], from: ChatState = initialState): ChatState =>
  frames.reduce((state, frame) => apply(state, frame).state, from);
const texts = (state: ChatState): string[] => (state.session?.events ?? []).flatMap((e) => (e.type === 'message.sent' ? [e.text] : []));

describe('session state', () => {
  it('E1 messages and state changes share one sequence', () => {
    const state = run([event(started), event(said(2, 'hi')), event({ type: 'session.ended', seq: 3, at: 30, by: 'visitor' })]);
    expect(state.session).to.include({ id: 's1', status: 'ended', endedBy: 'visitor', lastSeq: 3 });
  });

  it('E2 the order is seq, whatever the clocks say', () => {
    const late = { ...said(3, 'second'), at: 1 };
    expect(texts(run([event(started), event(said(2, 'first')), event(late)]))).to.deep.equal(['first', 'second']);
  });

  it('E3 the next event is applied, one that is there is dropped', () => {
    const state = run([event(started), event(said(2, 'hi'))]);
    const again = apply(state, event(said(2, 'hi')));
    expect(again.state).to.equal(state);
    expect(again.facts).to.have.length(0);
  });

  it('E3 a gap changes nothing and asks for what is missing', () => {
    const state = run([event(started)]);
    const gap = apply(state, event(said(3, 'later')));
    expect(gap.state).to.equal(state);
    expect(gap.missing).to.deep.equal([{ session: 's1', after: 1, page: false }]);
  });

  it('E3 an event of an unknown session that is not its first asks for all of it', () => {
    expect(apply(initialState, event(said(4, 'x'))).missing).to.deep.equal([{ session: 's1', after: 0, page: false }]);
  });

  it('R2 a reset forgets the thread and keeps the outbox', () => {
    const entry = { cid: 'c9', session: null, text: 'waits', createdAt: 1, status: 'queued', error: null } as const;
    const before: ChatState = { ...run([event(started), event(said(2, 'old'))]), outbox: [entry] };
    const after = apply(before, welcome({ reset: true }) as VisitorServerFrame).state;
    expect(after.session).to.equal(null);
    expect(after.outbox).to.deep.equal([entry]);
  });

  it('R3 a page that is not the last asks for the next by HTTP', () => {
    const { state, missing } = apply(initialState, welcome({ sessions: [page([started, said(2, 'a')], {}, true)] }) as VisitorServerFrame);
    expect(texts(state)).to.deep.equal(['a']);
    expect(missing).to.deep.equal([{ session: 's1', after: 2, page: true }]);
  });

  it('L3 E3 a newest page begins where it begins, and from there on nothing may be missing', () => {
    const newest = { ...page([said(57, 'a'), said(58, 'b')]), operator: anna };
    const { state, missing } = apply(initialState, welcome({ sessions: [newest] }) as VisitorServerFrame);
    expect(missing).to.deep.equal([]);
    expect(state.session).to.deep.include({ lastSeq: 58, operator: anna });
    expect(texts(run([event(said(59, 'c'))], state))).to.deep.equal(['a', 'b', 'c']);
    expect(apply(state, event(said(60, 'd'))).missing).to.deep.equal([{ session: 's1', after: 58, page: false }]);
    // The client asks again without a cursor, as a poll does; events it already has are dropped.
    expect(texts(apply(state, welcome({ sessions: [page([said(58, 'b'), said(59, 'c')])] }) as VisitorServerFrame).state)).to.deep.equal([
      'a',
      'b',
      'c',
    ]);
  });

  it('L3 earlier pages are put before it one by one; one that does not end there is dropped', () => {
    const { state } = apply(initialState, welcome({ sessions: [page([said(57, 'c')], { readByVisitor: 56 })] }) as VisitorServerFrame);
    expect(incomplete(state)?.id).to.equal('s1');
    expect(prepend(state, page([said(54, 'x'), said(55, 'y')]))).to.equal(state);
    expect(prepend(state, { ...page([said(56, 'x')]), session: { ...page([]).session, id: 's9' } })).to.equal(state);
    const more = prepend(state, page([said(55, 'a'), said(56, 'b', anna)]));
    expect(texts(more)).to.deep.equal(['a', 'b', 'c']);
    expect(more.session).to.deep.include({ lastSeq: 57 });
    expect(countUnread(more), 'what was read stays read').to.equal(0);
    const whole = prepend(more, page([started, ...Array.from({ length: 53 }, (_, n) => said(n + 2, `m${n}`))]));
    expect(incomplete(whole)).to.equal(undefined);
  });

  it('R3 what a reload brings back is no news, what came meanwhile is', () => {
    const reload = apply(initialState, welcome({ sessions: [page([started, said(2, 'a')])] }) as VisitorServerFrame);
    expect(reload.facts).to.have.length(0);
    const resumed = apply(reload.state, welcome({ sessions: [page([said(3, 'b', anna)])] }) as VisitorServerFrame);
    expect(resumed.facts.map(([name]) => name)).to.deep.equal(['message']);
  });

  it('S6 a new session moves the ended one to the earlier ones', () => {
    const ended: SessionEvent = { type: 'session.ended', seq: 2, at: 20, by: 'visitor' };
    const state = run([event(started), event(ended), event(started, 's2'), event(said(2, 'again'), 's2')]);
    expect(state.session?.id).to.equal('s2');
    expect(state.earlier.map(({ id, status }) => [id, status])).to.deep.equal([['s1', 'ended']]);
  });

  it('a session that ended before this page was loaded stays off the screen', () => {
    expect(apply(initialState, { type: 'events', page: page([started], { status: 'ended' }) }).state.session).to.equal(null);
  });

  it('marks of reading and delivery only move forward, and tell each message once', () => {
    const state = run([event(started), event(said(2, 'a')), event(said(3, 'b'))]);
    const read = apply(state, { type: 'read', session: 's1', by: 'operator', seq: 3 });
    expect(read.facts).to.deep.equal([
      ['message-status', { cid: 'c2', status: 'read' }],
      ['message-status', { cid: 'c3', status: 'read' }],
    ]);
    const back = apply(read.state, { type: 'read', session: 's1', by: 'operator', seq: 2 });
    expect(back.state.session?.readByOperator).to.equal(3);
    expect(back.facts).to.have.length(0);
  });

  it("unread counts operators' messages after the visitor's mark", () => {
    const state = run([event(started), event(said(2, 'mine')), event(said(3, 'one', anna)), event(said(4, 'two', anna))]);
    expect(countUnread(state)).to.equal(2);
    expect(countUnread(run([{ type: 'read', session: 's1', by: 'visitor', seq: 3 }], state))).to.equal(1);
  });

  it('E5 an operator who sends no longer types', () => {
    const typing = run([event(started), { type: 'typing', session: 's1', operator: anna, on: true }]);
    expect(typing.typing).to.deep.equal([anna]);
    expect(run([event(said(2, 'there', anna))], typing).typing).to.deep.equal([]);
  });
});
