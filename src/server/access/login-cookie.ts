import { parseCookie, stringifySetCookie } from 'cookie';
import { basePath } from '../base-path.ts';
import type { Config } from '../config.ts';

const HOUR = 3_600_000;
/** A log-in lasts until the browser closes, and at most this long. */
export const LOGIN_MS = 12 * HOUR;
/** The same with "Keep me logged in", also after the browser was closed. */
export const REMEMBERED_LOGIN_MS = 30 * 24 * HOUR;

export const isSecure = (config: Config) => config.publicUrl?.startsWith('https:') ?? false;

/**
 * Over https the cookie's name itself guarantees its attributes; browsers refuse such a name on plain http. `__Host-` would
 * send the cookie to the whole host, so under a path the prefix is `__Secure-`.
 */
const prefixOf = (config: Config) => (isSecure(config) ? (basePath(config.publicUrl) ? '__Secure-' : '__Host-') : '');
/** The path the server's own cookies are sent to. */
export const cookiePathOf = (config: Config) => `${basePath(config.publicUrl)}/`;

/** Browsers do not keep the cookies of one host apart by port or path, so servers beside each other use different names (D11). */
export function cookieNameOf(config: Config, name: string): string {
  const { port, pathname } = new URL(config.publicUrl ?? `http://localhost:${config.port === DEFAULT_PORT ? '' : config.port || ''}`);
  const own = [port, ...pathname.split('/')]
    .filter(Boolean)
    .join('-')
    .replaceAll(/[^\w-]/g, '');
  return `${prefixOf(config)}${name}${own && `_${own}`}`;
}
const DEFAULT_PORT = 8080;
const NAME = 'chat_login';

export function loginTokenOf(config: Config, header: string | undefined): string | null {
  const cookies = parseCookie(header ?? '');
  // The version before used one name for all servers of a host. It is still read, so that operators stay logged in.
  return cookies[cookieNameOf(config, NAME)] || cookies[`${isSecure(config) ? '__Host-' : ''}${NAME}`] || null;
}

/** `Set-Cookie` of a log-in; `null` as token removes it. */
export function loginCookie(config: Config, token: string | null, remember: boolean): string {
  return stringifySetCookie({
    name: cookieNameOf(config, NAME),
    value: token ?? '',
    path: cookiePathOf(config),
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(config),
    ...(token === null ? { maxAge: 0 } : remember ? { maxAge: REMEMBERED_LOGIN_MS / 1000 } : {}),
  });
}
