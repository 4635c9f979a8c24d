import type { CSSResult } from 'lit';

/** Order of precedence. Sheets come with the part of the screen that they are for, in whatever order it is opened. */
const ORDER = [
  'tokens',
  'deskTokens',
  'primitives',
  'formPrimitives',
  'deskPrimitives',
  'messages',
  'base',
  'shell',
  'menu',
  'inbox',
  'endedCard',
  'selection',
  'chat',
  'thread',
  'details',
  'dialog',
  'admin',
  'login',
  'device',
  'narrow',
  'shellPhone',
  'inboxPhone',
  'chatPhone',
  'blockListPhone',
  'sheets',
] as const;

type Sheets = Partial<Record<(typeof ORDER)[number], Pick<CSSResult, 'styleSheet'>>>;

const adopted: Record<string, CSSStyleSheet> = {};

/** Adopts sheets: a strict Content-Security-Policy allows neither style elements nor attributes. */
export function adoptSheets(sheets: Sheets): void {
  const others = document.adoptedStyleSheets.filter((sheet) => !Object.values(adopted).includes(sheet));
  for (const [name, { styleSheet }] of Object.entries(sheets)) adopted[name] = styleSheet!;
  document.adoptedStyleSheets = [...ORDER.flatMap((name) => adopted[name] ?? []), ...others];
}
