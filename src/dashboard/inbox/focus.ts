import { chatPart } from '../chat/part.ts';
import type { PageHost } from '../shell/page.ts';
import type { Route } from '../shell/router.ts';
import type { DashboardChat } from '../chat/chat.ts';
import type { DashboardInbox } from './inbox-list.ts';
import { openChatOf, showsDetails } from './routes.ts';

export const listIn = (host: ParentNode): DashboardInbox | null => host.querySelector<DashboardInbox>('dashboard-inbox');
const chatIn = (host: ParentNode): DashboardChat | null => host.querySelector<DashboardChat>('dashboard-chat');

/** Focuses a chat's row once it is drawn; without a chat the list itself decides. */
export async function focusRow(host: PageHost, chat: string | undefined): Promise<void> {
  await host.updateComplete;
  // After a log-in the list comes with this drawing.
  const list = listIn(host);
  await list?.updateComplete;
  list?.focusRow(chat);
}

let replies = 0;

/** The reply box is about to take the focus: a letter that is typed meanwhile is meant for it, and is no shortcut (U2). */
export const isReplyComing = (): boolean => replies > 0;

/** Puts the focus into the reply box once it is there. */
export async function focusReply(host: PageHost): Promise<void> {
  replies += 1;
  await chatPart.ready();
  await host.updateComplete;
  const chat = chatIn(host);
  await chat?.updateComplete;
  chat?.focusReply();
  replies -= 1;
}

/** With one pane: going on, the focus moves to the heading of what came; going back, to what it was opened from. */
export async function focusPane(host: PageHost, before: Route, row?: string): Promise<void> {
  const { route } = host;
  const chat = openChatOf(route);
  if (chat !== null) await chatPart.ready();
  await host.updateComplete;
  for (const part of host.querySelectorAll<HTMLElement & { updateComplete?: Promise<unknown> }>('dashboard-chat, dashboard-chat-head'))
    await part.updateComplete;
  const focus = (...selectors: string[]): void =>
    selectors
      .map((selector) => host.querySelector<HTMLElement>(selector))
      .find((found) => found !== null)
      ?.focus();
  if (chat === null) {
    const from = row ?? openChatOf(before);
    return from === null ? focus('dashboard-inbox h1') : focusRow(host, from);
  }
  if (showsDetails(route)) return; // The sheet takes the focus itself.
  const fromDetails = openChatOf(before) === chat && showsDetails(before);
  focus(fromDetails ? '.chat-head .to-details' : '.chat-head h2', '.chat .back');
}

/** The chat that follows in the list, or else the one before. */
export function nextChat(host: ParentNode, chat: string): string | undefined {
  const list = listIn(host);
  return (list?.neighbour(chat, 1) ?? list?.neighbour(chat, -1))?.id;
}
