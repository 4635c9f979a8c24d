import { watchVisibleArea } from '../shell/visible-area.ts';
import { adoptSheets } from './index.ts';
import { narrowStyles } from './narrow.ts';
import { phoneStyles } from './phone.ts';
import { sheetStyles } from './sheets.ts';

/** Comes where the window is narrow, or becomes so. */
export function adoptSmallScreens(): true {
  adoptSheets({ narrow: narrowStyles, phone: phoneStyles, sheets: sheetStyles });
  watchVisibleArea();
  return true;
}
