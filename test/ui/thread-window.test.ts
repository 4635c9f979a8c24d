import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { ThreadWindow } from '../../src/ui/thread-window.ts';
import type { ThreadSession } from '../../src/ui/thread-items.ts';
import { session, theirs } from './pieces.ts';

const free = (): boolean => false;
const held = (): boolean => true;
const many = (count: number, more: Partial<ThreadSession> = {}): ThreadSession =>
  session(
    Array.from({ length: count }, (_, n) => theirs(`line ${n}`)),
    more,
  );
const seqs = (sessions: readonly ThreadSession[]): number[] => sessions.flatMap(({ events }) => events.map(({ seq }) => seq));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
/** The session without its events before `first`, as if that page were not loaded. */
const without = (one: ThreadSession, first: number): ThreadSession => ({ ...one, events: one.events.slice(first - 1) });

describe('ThreadWindow', () => {
  it('L3 opens at the end, and grows upwards over what is there', () => {
    const window = new ThreadWindow();
    const all = [many(120)];
    expect(seqs(window.cut(all, free, true))).to.deep.equal(range(71, 120));
    expect([window.above, window.below]).to.deep.equal([true, false]);
    expect(window.grow(true, free)).to.equal(true);
    expect(seqs(window.cut(all, free, false))).to.deep.equal(range(21, 120));
    expect(window.grow(true, free)).to.equal(true);
    expect(seqs(window.cut(all, free, false))).to.deep.equal(range(1, 120));
    expect(window.grow(true, free), 'nothing is left').to.equal(false);
  });

  it('L3 a page that comes before it does not move it', () => {
    const window = new ThreadWindow();
    const all = many(200);
    window.cut([without(all, 101)], free, true);
    window.grow(true, free);
    expect(seqs(window.cut([without(all, 101)], free, false))).to.deep.equal(range(101, 200));
    expect(window.above).to.equal(false);
    expect(seqs(window.cut([all], free, false))).to.deep.equal(range(101, 200));
    expect(window.above).to.equal(true);
  });

  it('L4 a long thread is never drawn whole: up it slides, down it slides back, and at the end it is short again', () => {
    const window = new ThreadWindow();
    const all = [many(5000)];
    window.cut(all, free, true);
    for (let i = 0; i < 20; i++) window.grow(true, free);
    const drawn = seqs(window.cut(all, free, false));
    expect(drawn).to.have.length(200);
    expect(drawn[0]).to.equal(5000 - 50 - 20 * 50 + 1);
    expect(window.below).to.equal(true);
    expect(seqs(window.end()).at(-1), 'what is told of news is the end').to.equal(5000);
    while (window.grow(false, free));
    expect(seqs(window.cut(all, free, false))).to.deep.equal(range(4801, 5000));
    for (let i = 0; i < 20; i++) window.grow(true, free);
    window.toEnd();
    expect(seqs(window.cut(all, free, true))).to.deep.equal(range(4951, 5000));
  });

  it('L4 messages that come while the reader is at the end do not pile up, nor while they are not', () => {
    const window = new ThreadWindow();
    for (let count = 50; count <= 1000; count++) {
      window.toEnd();
      const drawn = seqs(window.cut([many(count)], free, true));
      expect(drawn.at(-1)).to.equal(count);
      expect(drawn.length).to.be.within(50, 200);
    }
    const first = seqs(window.cut([many(1000)], free, true))[0];
    const drawn = seqs(window.cut([many(2000)], free, false));
    expect(drawn[0], 'what is read stays').to.equal(first);
    expect(drawn).to.have.length(200);
  });

  it('L3 asked for by a button, without scrolling, it keeps what is in sight below', () => {
    const window = new ThreadWindow();
    const all = [many(1000)];
    const sight = (below: boolean): boolean => below;
    window.cut(all, sight, true);
    for (let i = 0; i < 5; i++) window.grow(true, sight);
    expect(seqs(window.cut(all, sight, false))).to.deep.equal(range(701, 1000));
    expect(seqs(window.cut(all, free, false)), 'and lets it go when it is not').to.deep.equal(range(701, 900));
  });

  it('nothing goes while it is selected or has the focus', () => {
    const window = new ThreadWindow();
    const all = [many(1000)];
    window.cut(all, held, true);
    for (let i = 0; i < 10; i++) window.grow(true, held);
    expect(seqs(window.cut(all, held, false))).to.deep.equal(range(451, 1000));
  });

  it('another thread in its place opens at its own end', () => {
    const window = new ThreadWindow();
    window.cut([many(1000)], free, true);
    for (let i = 0; i < 10; i++) window.grow(true, free);
    expect(seqs(window.cut([many(90, { id: 's2' })], free, true))).to.deep.equal(range(41, 90));
  });

  it('E2 whatever is done, what is drawn is a part of the thread without a hole, at most 200 long', () => {
    const step = fc.constantFrom('up', 'down', 'end', 'more', 'page');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const window = new ThreadWindow();
        let [first, last, atEnd] = [700, 800, true];
        const all = many(3000);
        const now = (): ThreadSession[] => [{ ...all, events: all.events.slice(first - 1, last) }];
        for (const one of steps) {
          if (one === 'up') atEnd = !window.grow(true, free) && atEnd;
          if (one === 'down') window.grow(false, free);
          if (one === 'end') atEnd = true;
          if (one === 'more') last += 40;
          if (one === 'page') first = Math.max(1, first - 100);
          if (atEnd) window.toEnd();
          const drawn = seqs(window.cut(now(), free, atEnd));
          expect(drawn.length).to.be.within(1, 200);
          expect(drawn).to.deep.equal(range(drawn[0]!, drawn.at(-1)!));
          expect(window.above).to.equal(drawn[0]! > first);
          expect(window.below).to.equal(drawn.at(-1)! < last);
          if (atEnd) expect(drawn.at(-1)).to.equal(last);
        }
      }),
    );
  });

  it('several sessions are one thread', () => {
    const window = new ThreadWindow();
    const all = [many(40, { id: 'a', status: 'ended' }), many(30, { id: 'b' })];
    expect(window.cut(all, free, true).map(({ id, events }) => [id, events.length])).to.deep.equal([
      ['a', 20],
      ['b', 30],
    ]);
    window.grow(true, free);
    expect(window.cut(all, free, false).map(({ events }) => events.length)).to.deep.equal([40, 30]);
  });
});
