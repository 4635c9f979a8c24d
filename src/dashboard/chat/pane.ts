import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { messageStyles } from '../../ui/messages.ts';
import { defineElements } from '../parts/element.ts';
import type { Screen } from '../shell/screen.ts';
import { chatStyles } from './chat-styles.ts';
import { detailsStyles } from './details-styles.ts';
import { adoptDialogSheets } from '../parts/dialog-element.ts';
import { adoptSheets } from '../styles/index.ts';
import { threadStyles } from './thread-styles.ts';
import { DashboardChatHead } from './chat-head.ts';
import { DashboardChat } from './chat.ts';
import { DashboardDetailsSheet } from './details-sheet.ts';
import { DashboardDetails } from './details.ts';
import { DashboardReplyBox } from './reply-box.ts';

adoptDialogSheets();
adoptSheets({ messages: messageStyles, chat: chatStyles, thread: threadStyles, details: detailsStyles });
defineElements({
  'dashboard-chat': DashboardChat,
  'dashboard-chat-head': DashboardChatHead,
  'dashboard-details': DashboardDetails,
  'dashboard-details-sheet': DashboardDetailsSheet,
  'dashboard-reply-box': DashboardReplyBox,
});

export const chatPane = (screen: Screen): TemplateResult => html`<dashboard-chat .screen=${screen}></dashboard-chat>`;
