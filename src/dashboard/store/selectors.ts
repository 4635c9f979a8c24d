import type { Chat, DashboardState, EphemeralState, OperatorRef, ThreadView } from './types.ts';

export type InboxTab = 'unassigned' | 'mine' | 'all';

/** Someone waits: nobody has joined and the session goes on. */
export const isWaiting = (chat: Chat): boolean => chat.status === 'new' && chat.session.status === 'active';

export const isMine = (chat: Chat, operator: string | undefined): boolean => chat.operators.some(({ id }) => id === operator);

/** The chats of a tab. Those who wait come first, the longest wait on top; the rest by the last message. */
export function chatsOf(state: DashboardState, tab: InboxTab): readonly Chat[] {
  const self = state.operator?.id;
  const all = Object.values(state.chats);
  const some = tab === 'all' ? all : all.filter((chat) => (tab === 'mine' ? isMine(chat, self) : chat.operators.length === 0));
  return some.sort(
    (a, b) => Number(isWaiting(b)) - Number(isWaiting(a)) || (isWaiting(a) ? a.createdAt - b.createdAt : lastAt(b) - lastAt(a)),
  );
}

export const lastAt = (chat: Chat): number => chat.last?.at ?? chat.createdAt;

/** Chats that ask for this operator's attention: waiting ones, and unread ones that are his or nobody's. */
export function attentionCount(state: DashboardState): number {
  return Object.values(state.chats).filter(
    (chat) => isWaiting(chat) || (chat.unread > 0 && (chat.operators.length === 0 || isMine(chat, state.operator?.id))),
  ).length;
}

/** An open chat, or a closed one whose thread has been read. */
export function findChat(state: DashboardState, id: string): Chat | undefined {
  if (state.chats[id]) return state.chats[id];
  for (const thread of Object.values(state.threads)) {
    const chat = thread.chats.find((one) => one.id === id);
    if (chat) return chat;
  }
  return undefined;
}

export const threadOf = (state: DashboardState, chat: Chat | undefined): ThreadView | undefined =>
  chat ? state.threads[chat.session.id] : undefined;

/** The last seq of a chat's thread on the screen, 0 when none of it is: what has been told but not shown does not count. */
export const seenSeq = (thread: ThreadView | undefined): number => thread?.events.at(-1)?.seq ?? 0;

/** Somebody's typing in a session; null asks for the visitor's. */
export const typist = (state: DashboardState, session: string, who: OperatorRef | null): EphemeralState | undefined =>
  state.typing[session]?.find((one) => one.who?.id === who?.id);

/** Colleagues who type in a session. The operator himself, in another window, is none. */
export const typingColleagues = (state: DashboardState, session: string): readonly OperatorRef[] =>
  (state.typing[session] ?? []).flatMap(({ who }) => (who && who.id !== state.operator?.id ? [who] : []));

/** Anything but the text of a draft differs, which only its reply box shows, and it drew the key itself (L4). */
export function showsOtherwise(next: DashboardState | null, before: DashboardState | null): boolean {
  if (!next || !before) return next !== before;
  const keys = Object.keys(next) as (keyof DashboardState)[];
  return keys.some(
    (key) => next[key] !== before[key] && (key !== 'drafts' || Object.keys(next.drafts).join() !== Object.keys(before.drafts).join()),
  );
}
