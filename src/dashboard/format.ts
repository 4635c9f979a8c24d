import type { Language, Translate } from './strings/index.ts';
import type { Visitor } from './store/types.ts';

const DAY_MS = 86_400_000;
const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let format = cache.get(key);
  // British English: day before month and 24 hours, as everywhere else in the dashboard.
  if (!format) cache.set(key, (format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options)));
  return format;
}

/** `14:02` */
export const clockTime = (at: number, language: Language): string => formatter(language, { hour: '2-digit', minute: '2-digit' }).format(at);

/** `20 Nov 2026` */
export const dayOf = (at: number, language: Language): string => formatter(language, { day: 'numeric', month: 'short', year: 'numeric' }).format(at).replace(/\s*г\.$/, '');

/** `3 Sep`; with the year when it is another one. */
export function shortDay(at: number, now: number, language: Language): string {
  if (new Date(at).getFullYear() !== new Date(now).getFullYear()) return dayOf(at, language);
  return formatter(language, { day: 'numeric', month: 'short' }).format(at);
}

export const isToday = (at: number, now: number): boolean => new Date(at).toDateString() === new Date(now).toDateString();

/** In a list: the time of today, else the day. */
export const listTime = (at: number, now: number, language: Language): string => (isToday(at, now) ? clockTime(at, language) : shortDay(at, now, language));

/** `Today, 14:18`, else the day; `exact` adds the time to the day. */
export function whenText(at: number, now: number, language: Language, t: Translate, exact = false): string {
  if (isToday(at, now)) return `${t('today')}, ${clockTime(at, language)}`;
  return exact ? `${dayOf(at, language)}, ${clockTime(at, language)}` : dayOf(at, language);
}

/** `0:24`, `12:03`, `1:02:03`, or days when it is long. */
export function duration(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (ms >= DAY_MS) return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(Math.floor(ms / DAY_MS));
  const two = (n: number): string => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The name, or "Visitor" and four digits. */
export const visitorName = (visitor: Pick<Visitor, 'name' | 'number'>, t: Translate): string => visitor.name || t('visitorName', { number: visitor.number });

/** First word of a person's name, as in "Reply to Maya…"; a visitor without a name keeps his number. */
export const shortName = (visitor: Pick<Visitor, 'name' | 'number'>, t: Translate): string => visitor.name?.trim().split(/\s+/)[0] || visitorName(visitor, t);

/** What of an address is worth reading in a narrow pane: `/tents/fjell-2`. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}

/** `nordvik.example/guarantee` */
export function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return host + pathname;
  } catch {
    return url;
  }
}

/** An address that may be put into a link; null for anything but http and https. */
export function safeHref(url: string): string | null {
  try {
    return /^https?:$/.test(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}
