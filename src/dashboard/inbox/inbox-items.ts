import { inboxPosition } from '../../protocol/index.ts';
import type { Chat } from '../store/types.ts';

/** A row of the list, or the heading of a section. `height` is what the sheets make of it. */
export type InboxItem =
  | { readonly kind: 'chat'; readonly key: string; readonly height: number; readonly chat: Chat; readonly place: number }
  | { readonly kind: 'heading'; readonly key: string; readonly height: number; readonly of: 'yourUnread' | 'otherChats' };

const HEIGHT = { waiting: 95, chat: 60, ended: 82, heading: 34 };

/** The list as it is drawn: the visitors who are waiting, and below them the operator's unread and the rest, under headings when there are both. */
export function inboxItems(chats: readonly Chat[], self: string | undefined, isEnded: boolean): readonly InboxItem[] {
  const ranks = chats.map((chat) => inboxPosition(chat, self).rank);
  const hasUnread = ranks.includes(1);
  const items: InboxItem[] = [];
  for (const [place, chat] of chats.entries()) {
    const rank = ranks[place]!;
    if (hasUnread && rank > 0 && rank !== ranks[place - 1])
      items.push({ kind: 'heading', key: `heading ${rank}`, height: HEIGHT.heading, of: rank === 1 ? 'yourUnread' : 'otherChats' });
    items.push({ kind: 'chat', key: chat.id, height: rank === 0 ? HEIGHT.waiting : isEnded ? HEIGHT.ended : HEIGHT.chat, chat, place });
  }
  return items;
}

/**
 * The list while somebody points at it: what stood there stays in its order, what is new comes in where it belongs, or at the
 * end when there is nothing to scroll by and it would push the others down.
 */
export function heldItems(items: readonly InboxItem[], order: readonly string[], canScroll: boolean): readonly InboxItem[] {
  const byKey = new Map(items.map((item) => [item.key, item]));
  const held = order.flatMap((key) => byKey.get(key) ?? []);
  const there = new Set(order);
  for (const [index, item] of items.entries()) {
    if (there.has(item.key) || item.kind === 'heading') continue;
    held.splice(canScroll ? Math.min(index, held.length) : held.length, 0, item);
  }
  let place = 0;
  return held.map((item) => (item.kind === 'chat' ? { ...item, place: place++ } : item));
}
