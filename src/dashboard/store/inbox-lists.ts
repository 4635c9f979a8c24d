import { compareInbox, fold, inboxPosition, isDone, isMine, visitorSearchText } from '../../protocol/index.ts';
import type { InboxCount, InboxCounts, InboxFilter, InboxTab } from '../../protocol/index.ts';
import type { Chat, DashboardState, InboxList } from './types.ts';

/** One list of the inbox: what its tabs, filters and search ask for. */
export interface ListQuery {
  readonly tab: InboxTab;
  readonly filter: InboxFilter;
  readonly search: string;
}

export const listKey = ({ tab, filter, search }: ListQuery): string => `${tab} ${filter} ${fold(search).trim()}`;

/** Does a chat belong to the list? As the server decides it. */
function belongs(chat: Chat, { tab, filter }: ListQuery, words: string, self: string | undefined): boolean {
  if (tab === 'mine' && !isMine(chat, self)) return false;
  if (tab === 'unassigned' && chat.status !== 'new') return false;
  if (filter === 'unread' && chat.unread === 0) return false;
  if (filter === 'ended' && !isDone(chat)) return false;
  return words === '' || searchText(chat).includes(words);
}

const texts = new WeakMap<Chat, string>();

/** What a search looks through; a chat is replaced when it changes, so its text is folded once. */
function searchText(chat: Chat): string {
  let text = texts.get(chat);
  if (text === undefined) {
    const { visitor, last } = chat;
    text = [visitorSearchText(visitor), fold(last?.text ?? ''), fold(visitor.page?.url ?? '')].join('\n');
    texts.set(chat, text);
  }
  return text;
}

type Made = Map<string, { readonly list: InboxList | undefined; readonly chats: readonly Chat[] }>;
const known = new WeakMap<DashboardState['chats'], Made>();

/**
 * The chats of a list in their order (L1), as far as it has been read: what comes after the last page may have gaps. Made once
 * for each state of the chats, so that a key typed costs nothing here (L2).
 */
export function chatsOf(state: DashboardState, query: ListQuery): readonly Chat[] {
  const self = state.operator?.id;
  const list = state.lists[listKey(query)];
  const key = `${self} ${listKey(query)}`;
  let made = known.get(state.chats);
  if (!made) {
    made = new Map() as Made;
    known.set(state.chats, made);
  }
  const there = made.get(key);
  if (there && there.list === list) return there.chats;
  const words = fold(query.search).trim();
  const end = list?.end;
  const places = Object.values(state.chats)
    .filter((chat) => belongs(chat, query, words, self))
    .map((chat) => ({ chat, place: inboxPosition(chat, self) }))
    // Chats of one millisecond are let in with the last: the server alone knows their order.
    .filter(({ place }) => !end || (place.rank === end.rank && place.at === end.at) || compareInbox(place, end) <= 0)
    .sort((a, b) => compareInbox(a.place, b.place));
  const chats = places.map(({ chat }) => chat);
  made.set(key, { list, chats });
  return chats;
}

/* Counts */

/** What a chat counts as, now or before a change. */
interface Counted {
  readonly status: Chat['status'];
  readonly done: boolean;
  readonly unread: number;
  readonly operators: readonly string[];
}

export const countedOf = (chat: Chat): Counted => ({
  status: chat.status,
  done: isDone(chat),
  unread: chat.unread,
  operators: chat.operators.map(({ id }) => id),
});

export const NO_COUNTS: InboxCounts = {
  unassigned: { total: 0, unread: 0, ended: 0 },
  mine: { total: 0, unread: 0, ended: 0 },
  all: { total: 0, unread: 0, ended: 0 },
  waiting: 0,
};

/** The counts with a chat put in (1) or taken out (−1). */
export function withCounted(counts: InboxCounts, chat: Counted | null, by: 1 | -1, self: string | undefined): InboxCounts {
  if (!chat || chat.status === 'closed') return counts;
  const add = (count: InboxCount): InboxCount => ({
    total: count.total + by,
    unread: count.unread + (chat.unread > 0 ? by : 0),
    ended: count.ended + (chat.done ? by : 0),
  });
  const isNew = chat.status === 'new';
  return {
    unassigned: isNew ? add(counts.unassigned) : counts.unassigned,
    mine: self !== undefined && chat.operators.includes(self) ? add(counts.mine) : counts.mine,
    all: add(counts.all),
    waiting: counts.waiting + (isNew && !chat.done ? by : 0),
  };
}

/** The counts of chats that are all there is. */
export const countAll = (chats: readonly Chat[], self: string | undefined): InboxCounts =>
  chats.reduce((counts, chat) => withCounted(counts, countedOf(chat), 1, self), NO_COUNTS);

/** How many a list has in all; null while a search has more pages, which nobody has counted. */
export function totalOf(state: DashboardState, query: ListQuery): number | null {
  if (fold(query.search).trim() !== '') return state.lists[listKey(query)]?.next ? null : chatsOf(state, query).length;
  const count = state.counts[query.tab];
  return query.filter === 'none' ? count.total : count[query.filter];
}
