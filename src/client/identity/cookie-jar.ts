import { readCookies } from './cookie.ts';

export const DAY_MS = 86_400_000;
const LIFE_S = 400 * 86_400;
const TRIAL = 'chat_trial';

/** Writes a cookie and reports whether the browser kept it, because `navigator.cookieEnabled` is not reliable. */
function write(name: string, value: string, maxAge: number, domain: string): boolean {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  try {
    document.cookie = `${name}=${value}; Path=/; SameSite=Lax; Max-Age=${maxAge}${domain && `; Domain=${domain}`}${secure}`;
  } catch {
    return false;
  }
  return readCookies(name).includes(value);
}

function trial(domain: string): boolean {
  const value = Math.random().toString(36).slice(2);
  const kept = write(TRIAL, value, 3, domain);
  write(TRIAL, '', 0, domain);
  return kept;
}

export const cookiesWritable = (): boolean => trial('');

/** The widest domain on which a test cookie survives, so that `www.` and `shop.` share a visitor; '' for this host alone. */
export function widestDomain(host = location.hostname): string {
  const labels = host.split('.');
  if (labels.length < 2 || labels.length > 8 || /[:\d]$/.test(host)) return '';
  for (let i = labels.length - 2; i >= 0; i--) {
    const domain = labels.slice(i).join('.');
    if (trial(domain)) return domain;
  }
  return '';
}

/** Writes the visitor's token, for 400 days by default. Returns false when the browser did not keep it. */
export const writeToken = (name: string, token: string, seconds = LIFE_S): boolean => write(name, token, seconds, widestDomain());

/**
 * When the cookie just written will expire, in milliseconds since 1970. WebKit and Brave limit a script's cookie to 7 days.
 */
export async function expectedEnd(name: string, now: number): Promise<number> {
  const { cookieStore } = globalThis as { cookieStore?: { get(name: string): Promise<{ expires?: number | null } | null> } };
  const told = await cookieStore?.get(name).catch(() => null);
  if (told?.expires) return told.expires;
  const webkit = /AppleWebKit/.test(navigator.userAgent) && !/Chrom(e|ium)\//.test(navigator.userAgent);
  return now + (webkit || 'brave' in navigator ? 7 : 400) * DAY_MS;
}
