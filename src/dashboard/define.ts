import { DashboardApp } from './app.ts';
import { DashboardAddressDialog } from './screens/address-dialog.ts';
import { DashboardBlockDialog } from './screens/block-dialog.ts';
import { DashboardBlockList } from './screens/block-list.ts';
import { DashboardChatHead } from './screens/chat-head.ts';
import { DashboardChat } from './screens/chat.ts';
import { DashboardDetailsSheet } from './screens/details-sheet.ts';
import { DashboardDetails } from './screens/details.ts';
import { DashboardHistoryDialog } from './screens/history-dialog.ts';
import { DashboardSettingNotice } from './parts/setting-notice.ts';
import { DashboardInbox } from './screens/inbox-list.ts';
import { DashboardLogin } from './screens/login.ts';
import { DashboardRail } from './screens/rail.ts';
import { DashboardReplyBox } from './screens/reply-box.ts';
import { DashboardReset } from './screens/reset.ts';
import { DashboardSetup } from './screens/setup.ts';
import { DashboardShortcutsDialog } from './screens/shortcuts-dialog.ts';

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
