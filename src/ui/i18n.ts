import { canonicalLanguage } from '../protocol/language.ts';

/** A dictionary of one language. Plural forms are keys with the category: `newMessages.one`, `newMessages.other`. */
export type Strings = Readonly<Record<string, string>>;

/**
 * Stands between two facts on one line. It is a value, because the build trims the white space at the edges of a template.
 */
export const DOT = ' · ';

/** Puts values into `{name}` placeholders; an unknown placeholder stays as it is. */
export const fill = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : place));

/** The form of `key` for `n`: `key.one`, `key.few`, …, else `key.other`, else `key`; `{n}` is filled in the locale's digits. */
export function plural(strings: Strings, key: string, n: number, locale: string): string {
  const form = memo(Intl.PluralRules, locale, {}).select(n);
  const template = strings[`${key}.${form}`] ?? strings[`${key}.other`] ?? strings[key] ?? '';
  return fill(template, { n: memo(Intl.NumberFormat, locale, {}).format(n) });
}

/** The visitor's own regional variant of a language the interface speaks (`en` → `en-GB`), for times and dates. */
export const regional = (lang: string, preferred: readonly string[] = navigator.languages): string =>
  preferred.map(canonicalLanguage).find((tag) => tag?.split('-')[0] === lang.split('-')[0]) ?? canonicalLanguage(lang) ?? 'en';

/** 14:02, or 2:02 PM where the locale uses it. `at` is milliseconds since 1970. */
export const formatTime = (at: number, locale: string): string => dateFormat(locale, { timeStyle: 'short' }, at);

/** 3 Sep; with the year when it is not the current one. */
export const formatDate = (at: number, locale: string, now: number): string =>
  dateFormat(locale, { day: 'numeric', month: 'short', ...(sameYear(at, now) ? {} : { year: 'numeric' }) }, at);

/** A day of the thread: Today, Yesterday, Monday within a week, else 3 September. */
export function formatDay(at: number, now: number, locale: string): string {
  const days = daysBetween(at, now);
  if (days === 0 || days === 1) return capital(memo(Intl.RelativeTimeFormat, locale, { numeric: 'auto' }).format(-days, 'day'), locale);
  if (days > 1 && days < 7) return capital(dateFormat(locale, { weekday: 'long' }, at), locale);
  return dateFormat(locale, { day: 'numeric', month: 'long', ...(sameYear(at, now) ? {} : { year: 'numeric' }) }, at);
}

/** For list rows: the time when it was today, else the date. */
export const formatWhen = (at: number, now: number, locale: string): string =>
  daysBetween(at, now) === 0 ? formatTime(at, locale) : formatDate(at, locale, now);

/** "2 min. ago", "yesterday": whole minutes, hours or days. */
export function formatRelative(at: number, now: number, locale: string): string {
  const minutes = Math.round((at - now) / 60_000);
  const format = memo(Intl.RelativeTimeFormat, locale, { numeric: 'auto', style: 'short' });
  if (Math.abs(minutes) < 60) return minutes === 0 ? format.format(0, 'second') : format.format(minutes, 'minute');
  return Math.abs(minutes) < 1440 ? format.format(Math.round(minutes / 60), 'hour') : format.format(Math.round(minutes / 1440), 'day');
}

/** A stopwatch: 0:24, 12:05, 1:02:05. */
export function formatDuration(ms: number, locale: string): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const digits = (value: number, minimumIntegerDigits: number): string =>
    memo(Intl.NumberFormat, locale, { minimumIntegerDigits, useGrouping: false }).format(value);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return [...(hours ? [digits(hours, 1)] : []), digits(minutes, hours ? 2 : 1), digits(seconds % 60, 2)].join(':');
}

/** Calendar days from `at` to `now` in the machine's time zone. */
export const daysBetween = (at: number, now: number): number => Math.round((midnight(now) - midnight(at)) / 86_400_000);

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();
const capital = (text: string, locale: string): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
const dateFormat = (locale: string, options: Intl.DateTimeFormatOptions, at: number): string =>
  memo(Intl.DateTimeFormat, locale, options).format(at);

// Making an Intl object costs some 50 µs, and every render needs one per message.
const made = new Map<string, unknown>();
function memo<O, T>(Kind: new (locale?: string, options?: O) => T, locale: string, options: NoInfer<O> & object): T {
  const key = Kind.name + locale + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Kind(locale, options));
  return made.get(key) as T;
}
