import { SITE, serverInfo } from './real-server.ts';

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

async function hmac(text: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', utf8((await serverInfo()).key), HMAC, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign(HMAC, key, utf8(text)));
}

async function ecdsa(text: string): Promise<Uint8Array> {
  const { es256 } = await serverInfo();
  const key = await crypto.subtle.importKey('jwk', es256, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, utf8(text)));
}

/** The proof that the site's own server would give to its page. */
export async function jwtFor(sub: string, { alg = 'HS256', ...more }: { alg?: 'HS256' | 'ES256'; name?: string } = {}): Promise<string> {
  const part = (value: object): string => base64url(utf8(JSON.stringify(value)));
  const input = `${part({ alg, typ: 'JWT' })}.${part({ sub, aud: SITE, exp: Math.floor(Date.now() / 1000) + 3600, ...more })}`;
  return `${input}.${base64url(await (alg === 'HS256' ? hmac : ecdsa)(input))}`;
}

/** The proof for sites that migrate. */
export async function hashFor(userId: string): Promise<string> {
  return [...(await hmac(userId))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
