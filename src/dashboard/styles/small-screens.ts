import { watchVisibleArea } from '../shell/visible-area.ts';
import { adoptSheets } from './index.ts';
import { narrowStyles } from './narrow.ts';
import { blockListPhoneStyles } from '../blocks/block-list-phone.ts';
import { chatPhoneStyles } from '../chat/chat-phone.ts';
import { inboxPhoneStyles } from '../inbox/inbox-phone.ts';
import { shellPhoneStyles } from '../shell/shell-phone.ts';
import { sheetStyles } from './sheets.ts';

/** Comes where the window is narrow, or becomes so. */
export function adoptSmallScreens(): true {
  adoptSheets({
    narrow: narrowStyles,
    shellPhone: shellPhoneStyles,
    inboxPhone: inboxPhoneStyles,
    chatPhone: chatPhoneStyles,
    blockListPhone: blockListPhoneStyles,
    sheets: sheetStyles,
  });
  watchVisibleArea();
  return true;
}
