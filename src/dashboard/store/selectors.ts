import { isMine } from '../../protocol/index.ts';
import type { Chat, DashboardState, EphemeralState, OperatorRef, ThreadView } from './types.ts';

export { isDone, isWaiting, lastAt } from '../../protocol/index.ts';

/** Chats that ask for this operator's attention, on a page or not: waiting ones, and the operator's own unread. */
export const attentionCount = ({ counts }: DashboardState): number => counts.waiting + counts.mine.unread;

/** Does a message in the chat concern the operator? */
export const isOwn = (state: DashboardState, chat: Chat | undefined): chat is Chat =>
  chat !== undefined && isMine(chat, state.operator?.id);

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

/** The chat that took a closed one's place when the visitor wrote again. */
export const newerChat = (thread: ThreadView | undefined, chat: Chat): Chat | undefined => {
  const last = thread?.chats.at(-1);
  return last && last.firstSeq > chat.firstSeq ? last : undefined;
};

/** The last seq of a chat's thread on the screen, 0 when none of it is: what has been told but not shown does not count. */
export const seenSeq = (thread: ThreadView | undefined): number => thread?.events.at(-1)?.seq ?? 0;

/** Somebody's typing in a session; null asks for the visitor's. */
export const typist = (state: DashboardState, session: string, who: OperatorRef | null): EphemeralState | undefined =>
  state.typing[session]?.find((one) => one.who?.id === who?.id);

/** Colleagues who are typing in a session. The operator's own typing in another window does not count. */
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
