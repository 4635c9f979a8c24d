import { ERRORS } from '../../protocol/index.ts';
import type { ErrorCode } from '../../protocol/index.ts';
import type { Language } from '../../ui/languages.ts';
import { en } from './en.ts';
import type { DashboardStrings } from './en.ts';
import { ru } from './ru.ts';

export type { DashboardStrings } from './en.ts';

const DICTIONARIES: Readonly<Record<Language, DashboardStrings>> = { en, ru };

export const stringsOf = (language: Language): DashboardStrings => DICTIONARIES[language];

export type TextKey = keyof DashboardStrings;

/** The text of a key with its `{placeholders}` filled. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(language: Language): Translate {
  const strings = stringsOf(language);
  return (key, values = {}) => strings[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

const ERROR_KEYS: Partial<Record<ErrorCode, TextKey>> = {
  unavailable: 'errNetwork',
  rate_limited: 'errRateLimited',
  session_ended: 'errSessionEnded',
  blocked: 'errBlocked',
  too_large: 'errTooLarge',
  forbidden: 'errForbidden',
  origin_not_allowed: 'errPublicUrl',
  stale_close: 'errStaleClose',
  stale_reply: 'errStaleReply',
  not_found: 'errNotFound',
  chat_closed: 'errChatClosed',
  newer_chat: 'errNewerChat',
  reason_required: 'reasonErr',
  login_failed: 'loginErr',
};

/** Why something was refused, in the operator's language. */
export function errorText(t: Translate, code: ErrorCode): string {
  return t(ERROR_KEYS[code] ?? (ERRORS[code]?.retry ? 'errRetry' : 'errOther'), { origin: location.origin });
}
