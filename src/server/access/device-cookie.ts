import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Config } from '../config.ts';
import { mintToken } from './tokens.ts';
import { cookieNameOf, cookiePathOf, isSecure } from './login-cookie.ts';

const DAYS = 400;
const NAME = 'chat_device';

const sign = (key: string, email: string, nonce: string) => createHmac('sha256', key).update(`${nonce} ${email}`).digest('base64url');

/**
 * Marks a browser in which this account has logged in before (OWASP's device cookie): guesses made elsewhere do not slow it
 * down. The cookie gives no access on its own, and names nobody.
 */
export function deviceCookie(config: Config, key: string, email: string): string {
  const nonce = mintToken();
  return stringifySetCookie({
    name: cookieNameOf(config, NAME),
    value: `${nonce}.${sign(key, email, nonce)}`,
    path: cookiePathOf(config),
    httpOnly: true,
    sameSite: 'strict',
    secure: isSecure(config),
    maxAge: DAYS * 86_400,
  });
}

/** The device a request comes from, if this account has logged in on it before; else null. */
export function deviceOf(config: Config, key: string, email: string, header: string | undefined): string | null {
  const [nonce = '', mac = ''] = parseCookie(header ?? '')[cookieNameOf(config, NAME)]?.split('.') ?? [];
  const right = Buffer.from(sign(key, email, nonce));
  const given = Buffer.from(mac);
  return given.length === right.length && timingSafeEqual(given, right) ? nonce : null;
}
