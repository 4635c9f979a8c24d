import { expect } from '@open-wc/testing';
import type { OperatorRef, SessionEvent } from '../../src/protocol/types.ts';
import {
  threadItems,
  type GroupItem,
  type SystemItem,
  type ThreadInput,
  type ThreadItem,
  type ThreadSession,
} from '../../src/ui/thread-items.ts';
import { incomingAfter, newestMessage } from '../../src/ui/thread-messages.ts';

const anna: OperatorRef = { id: 'op1', name: 'Anna Berg' };
const marcus: OperatorRef = { id: 'op2', name: 'Marcus' };
const at = (hour: number, minute = 0, second = 0, day = 3): number => new Date(2026, 8, day, hour, minute, second).getTime();

type Draft = { [T in SessionEvent['type']]: Omit<Extract<SessionEvent, { type: T }>, 'seq'> }[SessionEvent['type']];
const said = (text: string, time: number, cid: string | null = null): Draft => ({
  type: 'message.sent',
  at: time,
  author: 'visitor',
  text,
  cid,
  operator: null,
});
const replied = (text: string, time: number, operator = anna): Draft => ({
  type: 'message.sent',
  at: time,
  author: 'operator',
  text,
  cid: null,
  operator,
});
const session = (drafts: Draft[], more: Partial<ThreadSession> = {}): ThreadSession => ({
  id: 's1',
  status: 'active',
  events: [{ type: 'session.started', at: drafts[0]!.at } as Draft, ...drafts].map((draft, index) => ({ ...draft, seq: index + 1 })),
  readByOther: 0,
  deliveredSeq: 0,
  ...more,
});
const items = (input: Partial<ThreadInput>): readonly ThreadItem[] =>
  threadItems({ sessions: [], outbox: [], perspective: 'visitor', now: at(15), locale: 'en-GB', ...input });
const groups = (list: readonly ThreadItem[]): GroupItem[] => list.filter((item) => item.kind === 'group');
const kinds = (list: readonly ThreadItem[]): string[] => list.map((item) => (item.kind === 'system' ? item.line : item.kind));

describe('threadItems', () => {
  it('an empty thread has no items', () => {
    expect(items({})).to.deep.equal([]);
    expect(items({ sessions: [session([said('x', at(14))], { events: [] })] })).to.deep.equal([]);
  });

  it('a group breaks on the speaker', () => {
    const list = items({
      sessions: [
        session([replied('a', at(14)), replied('b', at(14)), said('c', at(14)), replied('d', at(14), marcus), replied('e', at(14))]),
      ],
    });
    expect(groups(list).map((group) => group.messages.map(({ text }) => text))).to.deep.equal([['a', 'b'], ['c'], ['d'], ['e']]);
    expect(groups(list).map(({ own }) => own)).to.deep.equal([false, true, false, false]);
  });

  it('a group breaks after a pause of three minutes, not before', () => {
    const list = items({ sessions: [session([said('a', at(14, 0)), said('b', at(14, 2, 59)), said('c', at(14, 5, 59))])] });
    expect(groups(list).map(({ messages }) => messages.length)).to.deep.equal([2, 1]);
  });

  it('a system line breaks a group', () => {
    const list = items({
      sessions: [session([said('a', at(14)), { type: 'operator.joined', at: at(14), operator: anna }, said('b', at(14))])],
    });
    expect(kinds(list)).to.deep.equal(['day', 'group', 'joined', 'group']);
  });

  it('a day separator stands before the first thing of each day, named by Intl', () => {
    const list = items({ sessions: [session([said('a', at(23, 59, 0, 1)), said('b', at(9, 0, 0, 2)), said('c', at(9, 0, 0, 3))])] });
    expect(list.filter((item) => item.kind === 'day').map(({ label }) => label)).to.deep.equal(['Tuesday', 'Yesterday', 'Today']);
    const russian = items({ locale: 'ru', sessions: [session([said('a', at(9))])] });
    expect(russian[0]).to.include({ kind: 'day', label: 'Сегодня' });
    const old = items({ sessions: [session([said('a', new Date(2025, 11, 24).getTime())])] });
    expect(old[0]).to.include({ label: '24 December 2025' });
  });

  it('S6 a second session of the same day starts with a time divider, one of another day with the day', () => {
    const first = session([said('a', at(14)), { type: 'session.ended', at: at(14, 14), by: 'visitor' }], { status: 'ended' });
    const second = session([said('b', at(14, 21))], { id: 's2' });
    expect(kinds(items({ sessions: [first, second] }))).to.deep.equal(['day', 'group', 'youEnded', 'time', 'group']);
    const nextDay = session([said('b', at(9, 0, 0, 4))], { id: 's2' });
    expect(kinds(items({ sessions: [first, nextDay], now: at(10, 0, 0, 4) }))).to.deep.equal(['day', 'group', 'youEnded', 'day', 'group']);
  });

  it('S6 a message waiting after the end stands under a time divider at once', () => {
    const first = session([said('a', at(14)), { type: 'session.ended', at: at(14, 14), by: 'visitor' }], { status: 'ended' });
    const outbox = [{ cid: 'c9', text: 'again', createdAt: at(14, 21), status: 'sending' as const }];
    expect(kinds(items({ sessions: [first], outbox }))).to.deep.equal(['day', 'group', 'youEnded', 'time', 'group']);
  });

  it('the end is told by who ended it and to whom', () => {
    const ended = (by: 'visitor' | 'block' | 'idle' | 'merged', perspective: ThreadInput['perspective']): string =>
      kinds(items({ perspective, sessions: [session([said('a', at(14)), { type: 'session.ended', at: at(14, 1), by }])] })).at(-1)!;
    expect(ended('visitor', 'visitor')).to.equal('youEnded');
    expect(ended('visitor', 'operator')).to.equal('visitorEnded');
    expect(ended('block', 'operator')).to.equal('blocked');
    expect(ended('idle', 'operator')).to.equal('idle');
    expect(ended('merged', 'visitor')).to.equal('idle');
    // S10: the visitor is never told of a block.
    expect(ended('block', 'visitor')).to.equal('idle');
  });

  it('an operator reads "You joined" of themselves and the name of another', () => {
    const list = items({
      perspective: 'operator',
      self: 'op1',
      sessions: [
        session([
          { type: 'operator.joined', at: at(14), operator: anna },
          { type: 'operator.joined', at: at(14), operator: marcus },
        ]),
      ],
    });
    expect(kinds(list)).to.deep.equal(['day', 'youJoined', 'joined']);
    expect((list[2] as SystemItem).speaker.operator).to.equal(marcus);
  });

  it('operators see the whole team on their side and know their own words', () => {
    const list = items({
      perspective: 'operator',
      self: 'op1',
      sessions: [session([said('a', at(14)), replied('b', at(14)), replied('c', at(14), marcus)])],
    });
    expect(groups(list).map(({ own, self }) => [own, self])).to.deep.equal([
      [false, false],
      [true, true],
      [true, false],
    ]);
  });

  it('own messages are sent, delivered or read by seq; the others have no status', () => {
    const list = items({
      sessions: [
        session([said('a', at(14)), said('b', at(14)), said('c', at(14)), replied('d', at(14))], { readByOther: 2, deliveredSeq: 3 }),
      ],
    });
    expect(groups(list)[0]!.messages.map(({ status }) => status)).to.deep.equal(['read', 'delivered', 'sent']);
    expect(groups(list)[1]!.status).to.equal(null);
  });

  it('only the newest own group says its status in a word', () => {
    const list = items({ sessions: [session([said('a', at(14)), replied('b', at(14)), said('c', at(14, 5)), replied('d', at(14, 6))])] });
    expect(groups(list).map(({ newest }) => newest)).to.deep.equal([false, false, true, false]);
  });

  it('C4 the outbox follows the events; waiting joins the group, failed stands alone', () => {
    const outbox = [
      { cid: 'c1', text: 'b', createdAt: at(14), status: 'queued' as const },
      { cid: 'c2', text: 'c', createdAt: at(14), status: 'failed' as const },
      { cid: 'c3', text: 'd', createdAt: at(14), status: 'sending' as const },
    ];
    const list = groups(items({ sessions: [session([said('a', at(14))])], outbox }));
    expect(list.map(({ messages }) => messages.map(({ text }) => text))).to.deep.equal([['a', 'b'], ['c'], ['d']]);
    expect(list.map(({ status }) => status)).to.deep.equal(['sending', 'failed', 'sending']);
    const stalled = groups(items({ sessions: [session([said('a', at(14))])], outbox, stalled: true }));
    expect(stalled.map(({ status }) => status)).to.deep.equal(['waiting', 'failed', 'waiting']);
  });

  it('C5 a message keeps its key when the outbox entry becomes an event, and never shows twice', () => {
    const entry = { cid: 'c1', text: 'a', createdAt: at(14), status: 'sending' as const };
    const before = groups(items({ outbox: [entry] }))[0]!;
    const after = groups(items({ sessions: [session([said('a', at(14), 'c1')])], outbox: [entry] }));
    expect(after).to.have.length(1);
    expect(after[0]!.key).to.equal(before.key);
    expect(after[0]!.messages.map(({ key }) => key)).to.deep.equal(['c1']);
  });

  it('only the last rating shows, with the operator who spoke last', () => {
    const list = items({
      sessions: [
        session([
          replied('a', at(14)),
          { type: 'session.ended', at: at(14, 1), by: 'visitor' },
          { type: 'session.rated', at: at(14, 2), score: 4, comment: null },
          { type: 'session.rated', at: at(14, 3), score: 5, comment: 'quick' },
        ]),
      ],
    });
    expect(kinds(list)).to.deep.equal(['day', 'group', 'youEnded', 'rated']);
    expect(list.at(-1)).to.deep.include({ score: 5, comment: 'quick', speaker: { author: 'operator', operator: anna } });
  });

  it('W5 the operator reads that the visitor rated, not the operator who answered', () => {
    const events = session([replied('a', at(14)), { type: 'session.rated', at: at(14, 2), score: 2, comment: 'slow' }]);
    const rated = items({ perspective: 'operator', sessions: [events] }).at(-1);
    expect(rated).to.deep.include({ line: 'rated', score: 2, comment: 'slow', speaker: { author: 'visitor', operator: null } });
  });

  it('typing comes last, on the side of the person who types', () => {
    const visitor = items({ typing: [anna] }).at(-1);
    expect(visitor).to.deep.include({ kind: 'typing', own: false, speaker: { author: 'operator', operator: anna } });
    const operator = items({ perspective: 'operator', typing: [null, marcus] });
    expect(operator.map((item) => item.kind === 'typing' && item.own)).to.deep.equal([false, true]);
  });

  it('a clock that runs backwards breaks nothing: order is the order of the events', () => {
    const list = items({ sessions: [session([said('a', at(14)), said('b', at(13)), said('c', at(14, 1))])] });
    expect(kinds(list).filter((kind) => kind === 'day')).to.have.length(1);
    expect(groups(list).flatMap(({ messages }) => messages.map(({ text }) => text))).to.deep.equal(['a', 'b', 'c']);
  });

  it('keys are unique', () => {
    const list = items({
      sessions: [
        session([said('a', at(14), 'x'), said('b', at(15), 'y')]),
        session([said('a', at(14)), replied('b', at(14))], { id: 's2' }),
      ],
      outbox: [{ cid: 'z', text: 'z', createdAt: at(15), status: 'failed' }],
      typing: [anna, marcus],
    });
    const keys = list.flatMap((item) => [item.key, ...(item.kind === 'group' ? item.messages.map(({ key }) => key) : [])]);
    expect(new Set(keys).size).to.equal(keys.length);
  });
});

describe('incomingAfter', () => {
  const list = items({ sessions: [session([replied('a', at(14)), said('b', at(14), 'mine'), replied('c', at(14))])] });
  const texts = (key: string | null): string[] => incomingAfter(list, key).map(({ text }) => text);

  it('names the other side’s messages after a key', () => {
    expect(texts('mine')).to.deep.equal(['c']);
    expect(texts(null)).to.deep.equal(['a', 'c']);
    expect(texts(newestMessage(list)!.key)).to.deep.equal([]);
    expect(texts('unknown')).to.deep.equal([]);
  });
});
