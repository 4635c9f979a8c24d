import { DashboardApp } from './shell/app.ts';
import { DashboardAddressDialog } from './blocks/address-dialog.ts';
import { DashboardBlockDialog } from './blocks/block-dialog.ts';
import { DashboardBlockList } from './blocks/block-list.ts';
import { DashboardChatHead } from './chat/chat-head.ts';
import { DashboardChat } from './chat/chat.ts';
import { DashboardDetailsSheet } from './chat/details-sheet.ts';
import { DashboardDetails } from './chat/details.ts';
import { DashboardHistoryDialog } from './blocks/history-dialog.ts';
import { DashboardSettingNotice } from './shell/setting-notice.ts';
import { DashboardInbox } from './inbox/inbox-list.ts';
import { DashboardLogin } from './access/login.ts';
import { DashboardRail } from './shell/rail.ts';
import { DashboardReplyBox } from './chat/reply-box.ts';
import { DashboardReset } from './access/reset.ts';
import { DashboardSetup } from './access/setup.ts';
import { DashboardShortcutsDialog } from './shell/shortcuts-dialog.ts';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'dashboard-app': DashboardApp,
  'dashboard-address-dialog': DashboardAddressDialog,
  'dashboard-block-dialog': DashboardBlockDialog,
  'dashboard-block-list': DashboardBlockList,
  'dashboard-chat-head': DashboardChatHead,
  'dashboard-chat': DashboardChat,
  'dashboard-details': DashboardDetails,
  'dashboard-details-sheet': DashboardDetailsSheet,
  'dashboard-history-dialog': DashboardHistoryDialog,
  'dashboard-inbox': DashboardInbox,
  'dashboard-login': DashboardLogin,
  'dashboard-rail': DashboardRail,
  'dashboard-reply-box': DashboardReplyBox,
  'dashboard-reset': DashboardReset,
  'dashboard-setting-notice': DashboardSettingNotice,
  'dashboard-setup': DashboardSetup,
  'dashboard-shortcuts-dialog': DashboardShortcutsDialog,
};

/** Registers the dashboard's elements; those that are there already stay. */
export function defineElements(): void {
  for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
}
