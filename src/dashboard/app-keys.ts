import { isSpan, isTaken, shortcutOf } from './keyboard.ts';
import type { KeyChoice } from './keyboard.ts';
import type { Route } from './router.ts';
import type { DashboardBlockList } from './screens/block-list.ts';
import type { DashboardChat } from './screens/chat.ts';
import type { DashboardChatHead } from './screens/chat-head.ts';
import type { DashboardInbox } from './screens/inbox-list.ts';

/** The app as keys and focus see it. */
export interface KeysHost extends ParentNode {
  readonly updateComplete: Promise<unknown>;
  readonly route: Route;
  readonly onePane: boolean;
  readonly go: (route: Route) => void;
  readonly toggleDetails: () => void;
  readonly showHelp: () => void;
  readonly settings: KeyChoice;
  /** The focus has fallen from a field that is gone. */
  readonly focusFell: () => boolean;
  /** Takes back what the toast offers to; false when it offers nothing. */
  readonly undo: () => boolean;
}

const inboxOf = (host: KeysHost): DashboardInbox | null => host.querySelector<DashboardInbox>('dashboard-inbox');
const chatOf = (host: KeysHost): DashboardChat | null => host.querySelector<DashboardChat>('dashboard-chat');

const isUndo = ({ ctrlKey, metaKey, shiftKey, altKey, code }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && !shiftKey && !altKey && code === 'KeyZ';

/** Does what a shortcut asks for; true when the key press was one. */
export function actOnKey(host: KeysHost, event: KeyboardEvent): boolean {
  if (host.focusFell()) return false;
  if (isUndo(event) && !isTaken(event)) return host.undo();
  const current = host.route.page === 'inbox' ? host.route.chat : null;
  if (isSpan(event, host.settings)) {
    inboxOf(host)?.pickFocused(current, true);
    return true;
  }
  const shortcut = shortcutOf(event, host.settings);
  if (!shortcut) return false;
  switch (shortcut) {
    case 'next':
    case 'previous': {
      if (inboxOf(host)?.moveFocus(shortcut === 'next' ? 1 : -1)) break;
      const to = inboxOf(host)?.neighbour(current, shortcut === 'next' ? 1 : -1);
      if (!to) return false;
      host.go({ page: 'inbox', chat: to.id });
      void focusRow(host, to.id);
      break;
    }
    case 'reply':
      chatOf(host)?.focusReply();
      break;
    case 'close':
      if (inboxOf(host)?.closePicked()) break;
      void host.querySelector<DashboardChatHead>('dashboard-chat-head')?.closeChat();
      break;
    case 'select':
      inboxOf(host)?.pickFocused(current);
      break;
    case 'details':
      if (current) host.toggleDetails();
      break;
    case 'search':
      // With one pane the list, which has the search, may not be on the screen.
      if (host.onePane && current) host.go({ page: 'inbox', chat: null });
      void inboxOf(host)?.openSearch();
      host.querySelector<DashboardBlockList>('dashboard-block-list')?.focusSearch();
      break;
    case 'help':
      host.showHelp();
  }
  return true;
}

/** Focuses a chat's row once it is drawn; without a chat the list itself decides. */
export async function focusRow(host: KeysHost, chat: string | undefined): Promise<void> {
  await host.updateComplete;
  // After a log-in the list comes with this drawing.
  const list = inboxOf(host);
  await list?.updateComplete;
  list?.focusRow(chat);
}

/** Puts the focus into the reply box once it is there. */
export async function focusReply(host: KeysHost): Promise<void> {
  await host.updateComplete;
  const chat = chatOf(host);
  await chat?.updateComplete;
  chat?.focusReply();
}

/** The chat that follows in the list, or else the one before. */
export function nextChat(host: KeysHost, chat: string): string | undefined {
  const list = inboxOf(host);
  return (list?.neighbour(chat, 1) ?? list?.neighbour(chat, -1))?.id;
}
