import type { CSSResult } from 'lit';
import { messageStyles } from '../../ui/messages.ts';
import { deskPrimitives } from '../../ui/desk-primitives.ts';
import { deskTokens } from '../../ui/desk-tokens.ts';
import { formPrimitives } from '../../ui/form-primitives.ts';
import { primitives } from '../../ui/primitives.ts';
import { tokens } from '../../ui/tokens.ts';
import { adminStyles } from './admin.ts';
import { baseStyles } from './base.ts';
import { chatStyles } from './chat.ts';
import { detailsStyles } from './details.ts';
import { dialogStyles } from './dialog.ts';
import { inboxStyles } from './inbox.ts';
import { loginStyles } from './login.ts';
import { narrowStyles } from './narrow.ts';
import { phoneStyles } from './phone.ts';
import { sheetStyles } from './sheets.ts';
import { shellStyles } from './shell.ts';
import { threadStyles } from './thread.ts';

/** Every sheet of the dashboard, in order of precedence. */
const sheets: readonly Pick<CSSResult, 'styleSheet'>[] = [
  tokens,
  deskTokens,
  primitives,
  formPrimitives,
  deskPrimitives,
  messageStyles,
  baseStyles,
  shellStyles,
  inboxStyles,
  chatStyles,
  threadStyles,
  detailsStyles,
  dialogStyles,
  adminStyles,
  loginStyles,
  narrowStyles,
  phoneStyles,
  sheetStyles,
];

/** Adopts the sheets: a strict Content-Security-Policy allows neither style elements nor attributes. Returns what takes them back. */
export function adoptSheets(root: Document = document): () => void {
  const own = sheets.map((sheet) => sheet.styleSheet!);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...own];
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => !own.includes(sheet));
  };
}
