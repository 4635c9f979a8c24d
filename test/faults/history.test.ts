import { test } from 'node:test';
import assert from 'node:assert/strict';
import { check, line, type History, type StoredEvent } from './history.ts';

const event = (
  seq: number,
  type: string,
  cid: string | null = null,
  author: string | null = cid === null ? null : 'visitor',
): StoredEvent => ({ session: 's1', seq, type, cid, author });
const EVENTS = [
  event(1, 'session.started'),
  event(2, 'message.sent', 'a'),
  event(3, 'message.sent', 'b'),
  event(4, 'message.sent', 'o', 'operator'),
];
const list = EVENTS.map(line);

const good: History = {
  sent: [
    { sender: 'vera', cid: 'a' },
    { sender: 'vera', cid: 'b' },
    { sender: 'olaf', cid: 'o' },
  ],
  acked: ['a', 'b', 'o'],
  stored: EVENTS,
  sessions: [{ id: 's1', visitor: 'v1', status: 'active', endedBy: null, lastSeq: 4 }],
  log: EVENTS.map(({ seq }) => ({ site: 'x', gseq: seq, kind: 'event' as const, session: 's1', seq })),
  screens: [
    { name: 'vera', side: 'visitor', sessions: new Map([['s1', list]]) },
    { name: 'olaf', side: 'operator', sessions: new Map([['s1', list]]) },
  ],
};
const rules = (history: History) => [...new Set(check(history).map(({ rule }) => rule))];
const without = (cid: string) => EVENTS.filter((one) => one.cid !== cid);
const logOf = (order: readonly number[]) => order.map((seq, i) => ({ site: 'x', gseq: i + 1, kind: 'event' as const, session: 's1', seq }));

test('C1 E1 the checker finds nothing in a history without fault', () => {
  assert.deepEqual(check(good), []);
});

test('C2 the checker finds an acknowledged message that is not stored', () => {
  assert.ok(rules({ ...good, stored: without('b') }).includes('acknowledged'));
});

test('C1 the checker finds a message that is stored twice, and one that nobody sent', () => {
  const twice = [...EVENTS, event(5, 'message.sent', 'b')];
  assert.ok(rules({ ...good, stored: twice }).includes('once'));
  assert.ok(rules({ ...good, sent: good.sent.slice(0, 2) }).includes('once'));
});

test('E1 E4 the checker finds a hole in seq and in gseq', () => {
  assert.ok(rules({ ...good, stored: EVENTS.map((one) => (one.seq === 4 ? { ...one, seq: 5 } : one)) }).includes('seq'));
  assert.ok(rules({ ...good, log: good.log.map((entry) => (entry.gseq === 4 ? { ...entry, gseq: 5 } : entry)) }).includes('gseq'));
});

test('C5 the checker finds a message that overtook an earlier one of its sender', () => {
  const swapped = EVENTS.map((one) => (one.seq === 2 ? { ...one, cid: 'b' } : one.seq === 3 ? { ...one, cid: 'a' } : one));
  assert.ok(rules({ ...good, stored: swapped }).includes('order'));
});

test('E2 E3 the checker finds a screen that misses an event, shows another order, or lacks the session', () => {
  const [visitor] = good.screens;
  for (const shown of [list.slice(0, 3), [list[0], list[2], list[1], list[3]] as string[]])
    assert.deepEqual(rules({ ...good, screens: [{ ...(visitor as History['screens'][0]), sessions: new Map([['s1', shown]]) }] }), [
      'screens',
    ]);
  for (const [i, screen] of good.screens.entries())
    assert.deepEqual(rules({ ...good, screens: [{ ...screen, sessions: new Map() }] }), ['screens'], `screen ${i}`);
});

test('B1 the checker finds what a blocked visitor stored after the block, and nothing once the visitor is let in again', () => {
  const block = (gseq: number, blocked: boolean) => ({ site: 'x', gseq, kind: 'visitor' as const, visitor: 'v1', blocked });
  const [a, b, c, d] = logOf([1, 2, 3, 4]) as [History['log'][0], History['log'][0], History['log'][0], History['log'][0]];
  const at = (entry: History['log'][0], gseq: number): History['log'][0] => ({ ...entry, gseq });
  assert.deepEqual(rules({ ...good, log: [a, b, block(3, true), at(c, 4), at(d, 5)] }), ['blocked']);
  assert.deepEqual(rules({ ...good, log: [a, b, c, d, block(5, true)] }), []);
  assert.deepEqual(rules({ ...good, log: [a, b, block(3, true), block(4, false), at(c, 5), at(d, 6)] }), []);
});

test('S6 the checker finds two active sessions of one visitor', () => {
  const second = { session: 's2', seq: 1, type: 'session.started', author: null, cid: null };
  const history: History = {
    ...good,
    stored: [...EVENTS, second],
    sessions: [...good.sessions, { id: 's2', visitor: 'v1', status: 'active', endedBy: null, lastSeq: 1 }],
    log: [...good.log, { site: 'x', gseq: 5, kind: 'event', session: 's2', seq: 1 }],
    screens: [],
  };
  assert.deepEqual(rules(history), ['one-session']);
});

test('S5 S6 the checker finds a session that ends twice, and a message after the end; a rating may follow', () => {
  const after = (...types: string[]): History => {
    const stored = [...EVENTS, ...types.map((type, i) => event(5 + i, type, type === 'message.sent' ? 'late' : null))];
    return {
      ...good,
      stored,
      sent: [...good.sent, { sender: 'vera', cid: 'late' }],
      sessions: [{ id: 's1', visitor: 'v1', status: 'ended', endedBy: 'visitor', lastSeq: stored.length }],
      log: logOf(stored.map(({ seq }) => seq)),
      screens: [],
    };
  };
  assert.deepEqual(rules(after('session.ended', 'session.ended')), ['one-session']);
  assert.deepEqual(rules(after('session.ended', 'message.sent')), ['one-session']);
  assert.deepEqual(rules(after('session.ended', 'session.rated', 'session.rated')), []);
});

test('E4 the checker finds an event that operators are not told, or told twice', () => {
  assert.deepEqual(rules({ ...good, log: good.log.slice(0, 3) }), ['log']);
  assert.deepEqual(rules({ ...good, log: [...good.log, { site: 'x', gseq: 5, kind: 'event', session: 's1', seq: 4 }] }), ['log']);
});
