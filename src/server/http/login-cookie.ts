import { parseCookie, stringifySetCookie } from 'cookie';
import type { Config } from '../config.ts';
import { REMEMBERED_LOGIN_MS } from '../store/operators.ts';

/** Over https the name itself guarantees the attributes; browsers refuse `__Host-` on plain http. */
const isSecure = (config: Config) => config.publicUrl?.startsWith('https:') ?? false;
const nameOf = (config: Config) => (isSecure(config) ? '__Host-chat_login' : 'chat_login');

export function loginTokenOf(config: Config, header: string | undefined): string | null {
  return parseCookie(header ?? '')[nameOf(config)] || null;
}

/** `Set-Cookie` of a log-in; `null` as token removes it. */
export function loginCookie(config: Config, token: string | null, remember: boolean): string {
  return stringifySetCookie({
    name: nameOf(config),
    value: token ?? '',
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(config),
    ...(token === null ? { maxAge: 0 } : remember ? { maxAge: REMEMBERED_LOGIN_MS / 1000 } : {}),
  });
}
