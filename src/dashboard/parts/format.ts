import { daysBetween, formatTime } from '../../ui/i18n.ts';
import type { Block, Visitor } from '../store/types.ts';
import type { Translate } from '../strings/index.ts';

/** `20 Nov 2026` */
const dayOf = (at: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(at).replace(/\s*г\.$/u, '');

/** `Today, 14:18`, else the day; `exact` adds the time to the day. */
export function whenText(at: number, now: number, locale: string, t: Translate, exact = false): string {
  if (daysBetween(at, now) === 0) return `${t('today')}, ${formatTime(at, locale)}`;
  return exact ? `${dayOf(at, locale)}, ${formatTime(at, locale)}` : dayOf(at, locale);
}

/** The name, or "Visitor" and four digits. */
export const visitorName = (visitor: Pick<Visitor, 'name' | 'number'>, t: Translate): string =>
  visitor.name || t('visitorName', { number: visitor.number });

/** First word of a person's name, as in "Reply to Maya…"; a visitor without a name keeps their number. */
export const shortName = (visitor: Pick<Visitor, 'name' | 'number'>, t: Translate): string =>
  visitor.name?.trim().split(/\s+/)[0] || visitorName(visitor, t);

/** The blocked visitor, or the address when the block is for an address alone. */
export const blockName = ({ visitor, address }: Pick<Block, 'visitor' | 'address'>, t: Translate): string =>
  visitor ? visitorName(visitor, t) : (address ?? '');

/** Every address of a block; none when only the visitor is blocked. */
export const addressesOf = ({ address, addresses }: Pick<Block, 'address' | 'addresses'>): readonly string[] =>
  addresses?.length ? addresses : address === null ? [] : [address];

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
