import type { Chat } from './types.ts';

/**
 * The place of a chat in an operator's inbox (L1). Waiting chats come first, the longest-waiting on top; then the operator's own
 * unread chats; then the rest. Within the last two groups the newest is on top.
 */
export interface InboxPosition {
  readonly rank: 0 | 1 | 2;
  readonly at: number;
  readonly id: string;
}

/** Whether the session has ended or the chat was left: nobody waits for an answer in it (L6). */
export const isDone = (chat: Pick<Chat, 'session' | 'left'>): boolean => chat.session.status === 'ended' || chat.left === true;

/** Whether a visitor waits in the chat: no operator has joined, and the session goes on. */
export const isWaiting = (chat: Pick<Chat, 'session' | 'left' | 'status'>): boolean => chat.status === 'new' && !isDone(chat);

export const lastAt = (chat: Pick<Chat, 'lastAt' | 'last' | 'createdAt'>): number => chat.lastAt ?? chat.last?.at ?? chat.createdAt;

export const isMine = (chat: Pick<Chat, 'operators'>, operator: string | undefined): boolean =>
  chat.operators.some(({ id }) => id === operator);

export function inboxPosition(chat: Chat, operator: string | undefined): InboxPosition {
  if (isWaiting(chat)) return { rank: 0, at: chat.createdAt, id: chat.id };
  return { rank: chat.unread > 0 && isMine(chat, operator) ? 1 : 2, at: lastAt(chat), id: chat.id };
}

/** The lists an operator can look at, and the filters of a list. */
export type InboxTab = 'unassigned' | 'mine' | 'all';
export type InboxFilter = 'none' | 'unread' | 'ended';

/** Negative when `a` comes first. */
export function compareInbox(a: InboxPosition, b: InboxPosition): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  const later = a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return a.rank === 0 ? later : -later;
}

/** A position as the cursor of a page: the next page begins after it. */
export const inboxCursor = ({ rank, at, id }: InboxPosition): string => `${rank}.${at}.${id}`;

export function parseInboxCursor(text: string): InboxPosition | null {
  const [, rank, at, id] = /^([012])\.(\d{1,15})\.([\w-]{1,64})$/.exec(text) ?? [];
  return rank === undefined || at === undefined || id === undefined ? null : { rank: Number(rank) as 0 | 1 | 2, at: Number(at), id };
}
