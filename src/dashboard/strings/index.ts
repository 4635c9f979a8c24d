import { ERRORS } from '../../protocol/index.ts';
import type { ErrorCode } from '../../protocol/index.ts';
import { fill, plural } from '../../ui/i18n.ts';
import type { Strings } from '../../ui/i18n.ts';
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

/** The text of a key with its `{placeholders}` filled; where it has plural forms, the one for `n`. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(language: Language): Translate {
  return (key, values = {}) => {
    const dictionaries: readonly Strings[] = [here.get(language) ?? {}, en, here.get('en') ?? {}];
    const strings = dictionaries.find((one) => key in one || `${key}.other` in one) ?? {};
    return fill(strings[key] ?? plural(strings, key, Number(values['n']), language), values);
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
