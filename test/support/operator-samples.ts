// Sample data for the tests of the dashboard and for the page of its states.
import type { Block, BlockHistory, Chat, Operator, SessionEvent, Thread, VisitorDetails } from '../../src/protocol/index.ts';

export const NOW = new Date('2026-11-22T14:18:00').getTime();
export const SITE = { id: 'site', key: 'demo', name: 'Nordvik Outdoor' };
export const anna: Operator = { id: 'anna', name: 'Anna Berg', email: 'anna@nordvik.example', role: 'admin', presence: 'online' };

/** A chat of Maya's; the id is also that of its session. */
export function chat(id: string, changes: Partial<Chat> = {}): Chat {
  return {
    id,
    session: {
      id: `s-${id}`,
      status: 'active',
      startedAt: NOW - 60_000,
      endedBy: null,
      lastSeq: 2,
      deliveredSeq: 2,
      readByOperator: 0,
      readByVisitor: 0,
    },
    visitor: {
      id: `v-${id}`,
      name: null,
      number: '7736',
      email: null,
      verified: false,
      online: true,
      blocked: false,
      page: { url: 'https://nordvik.example/guarantee', title: 'Guarantee' },
    },
    status: 'new',
    createdAt: NOW - 24_000,
    firstSeq: 1,
    operators: [],
    unread: 1,
    last: { author: 'visitor', text: 'Do you ship to Iceland?', at: NOW - 24_000, seq: 2, operator: null },
    closedAt: null,
    ...changes,
  };
}

export const said = (seq: number, text: string, author: 'visitor' | 'operator' = 'visitor'): SessionEvent => ({
  type: 'message.sent',
  seq,
  at: NOW - 60_000 + seq * 1000,
  author,
  text,
  cid: `cid-${seq}`,
  operator: author === 'operator' ? { id: anna.id, name: anna.name } : null,
});

export const thread = (
  of: Chat,
  events: readonly SessionEvent[] = [{ type: 'session.started', seq: 1, at: NOW - 60_000 }, said(2, 'Do you ship to Iceland?')],
): Thread => ({
  chat: of,
  chats: [of],
  events,
  more: false,
});

export const details = (changes: Partial<VisitorDetails> = {}): VisitorDetails => ({
  visitor: chat('a').visitor,
  browser: 'Firefox 143',
  system: 'Windows',
  address: '203.0.113.7',
  addressIsSpecial: false,
  sharedWith: 3,
  firstSeenAt: NOW - 100_000,
  pages: [
    { url: 'https://nordvik.example/guarantee', title: 'Our guarantee', at: NOW - 221_000, until: null },
    { url: 'https://nordvik.example/tents', title: 'Tents', at: NOW - 586_000, until: NOW - 221_000 },
  ],
  previousChats: [{ id: 'older', createdAt: NOW - 90 * 86_400_000, preview: 'Order 48213' }],
  ...changes,
});

export const block = (id: string, changes: Partial<Block> = {}): Block => ({
  id,
  visitor: { id: `v-${id}`, name: null, number: '7736' },
  address: '203.0.113.7',
  reason: 'Advertising spam',
  operator: { id: 'anna', name: 'Anna Berg' },
  createdAt: NOW - 60_000,
  chat: 'c1',
  ...changes,
});

export const history = (of: Block): BlockHistory => ({
  block: of,
  entries: [
    {
      id: 'e3',
      kind: 'blocked',
      at: NOW - 60_000,
      operator: { id: 'anna', name: 'Anna' },
      reason: 'Advertising spam',
      address: '203.0.113.7',
      chat: 'c1',
    },
    {
      id: 'e2',
      kind: 'lifted',
      at: NOW - 86_400_000 * 2,
      operator: { id: 'marcus', name: 'Marcus' },
      reason: null,
      address: null,
      chat: null,
    },
    {
      id: 'e1',
      kind: 'blocked',
      at: NOW - 86_400_000 * 4,
      operator: { id: 'lina', name: 'Lina' },
      reason: 'Advertising',
      address: null,
      chat: null,
    },
  ],
});
