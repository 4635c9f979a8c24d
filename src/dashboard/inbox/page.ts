import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { chatPart } from '../chat/part.ts';
import { defineElements } from '../parts/element.ts';
import { loading } from '../parts/common.ts';
import type { Screen } from '../shell/screen.ts';
import { DashboardInbox } from './inbox-list.ts';
import { noChat } from './no-chat.ts';
import { selectingPart } from './parts.ts';
import type { Action } from '../shell/keyboard.ts';
import type { Page, PageHost } from '../shell/page.ts';
import type { DashboardChatHead } from '../chat/chat-head.ts';
import { focusPane, focusReply, focusRow, isReplyComing, listIn } from './focus.ts';
import { chatRoute, LIST, openChatOf } from './routes.ts';

defineElements({ 'dashboard-inbox': DashboardInbox });

/** The list of chats, and the chat that is open. */
export const inboxPage: Page = {
  render: (screen) => html`<main class="frame inbox"><dashboard-inbox .screen=${screen}></dashboard-inbox>${beside(screen)}</main>`,
  pane: (route) => (openChatOf(route) === null ? 'list' : 'chat'),
  takeFocus: (host, before, row) => (host.onePane ? focusPane(host, before, row) : focusRow(host, openChatOf(host.route) ?? undefined)),
  act,
};

/** What stands beside the list, or with one pane in its place. */
function beside(screen: Screen): TemplateResult {
  const { t, route, selection, onePane } = screen;
  const waiting = html`<section class="chat bare">${loading(t)}</section>`;
  if (selection?.picked.size && !onePane) return selectingPart.code?.selectionPane(screen, selection) ?? waiting;
  if (openChatOf(route) === null) return noChat(screen);
  return chatPart.code?.(screen) ?? waiting;
}

function act(host: PageHost, action: Action): boolean {
  if (isReplyComing()) return true;
  const list = listIn(host);
  const current = openChatOf(host.route);
  switch (action) {
    case 'next':
    case 'previous': {
      const step = action === 'next' ? 1 : -1;
      if (list?.moveFocus(step)) return true;
      const to = list?.neighbour(current, step);
      if (!to) return false;
      host.go(chatRoute(to.id));
      void focusRow(host, to.id);
      return true;
    }
    case 'reply':
      if (current) void focusReply(host);
      return true;
    case 'close':
      if (!list?.closePicked()) void host.querySelector<DashboardChatHead>('dashboard-chat-head')?.closeChat();
      return true;
    case 'select':
    case 'select-span':
      list?.select((selecting) => selecting.pickFocused(current, action === 'select-span'));
      return true;
    case 'details':
      if (current) host.toggleDetails();
      return true;
    case 'search':
      // With one pane the list, which has the search, may not be on the screen.
      if (host.onePane && current) host.go(LIST);
      void list?.openSearch();
      return true;
    case 'help':
      return false;
  }
}
