import { ERRORS } from '../../protocol/index.ts';
import type { ErrorCode } from '../../protocol/index.ts';
import type { Language } from '../../ui/languages.ts';
import { en } from './en.ts';
import type { DashboardStrings, TextKey } from './texts.ts';

export type { TextKey } from './texts.ts';

/** Every language but English comes whole; English in two halves, the first with the first screen. */
const DICTIONARIES: Readonly<Record<Language, () => Promise<Partial<DashboardStrings>>>> = {
  en: async () => (await import('./en-later.ts')).enLater,
  ru: async () => (await import('./ru.ts')).ru,
};

const here = new Map<Language, Partial<DashboardStrings>>();

/** Afterwards `translator` knows every text of the language. */
export async function loadTexts(language: Language): Promise<true> {
  if (!here.has(language)) here.set(language, await DICTIONARIES[language]());
  return true;
}

/** The text of a key with its `{placeholders}` filled. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(language: Language): Translate {
  return (key, values = {}) => {
    const first: Partial<DashboardStrings> = en;
    const text = here.get(language)?.[key] ?? first[key] ?? here.get('en')?.[key] ?? '';
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  };
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
