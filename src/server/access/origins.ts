import { domainToUnicode } from 'node:url';

/** A text that was typed is no origin. The message says what to write instead. */
export class OriginError extends Error {}

/** The origin that browsers send for pages opened from a file and for sandboxed frames. */
const NO_ORIGIN = 'null';
/** Longer than any host name, and short enough to be parsed several times. */
const MAX_CHARS = 300;
/** The host of a parsed address. */
export const HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])$/;
/** Schemes of pages that have no origin, or another page's. */
const NEVER = new Set(['about', 'blob', 'data', 'ftp', 'javascript', 'mailto', 'view-source']);

/**
 * Turns a typed text into an origin as it is kept with a site (M2): scheme and host as browsers send them, with one leading
 * wildcard label (`https://*.shop.example`), any port of this machine (`http://localhost:*`), the scheme of an app
 * (`capacitor://localhost`), or `null` for files and sandboxed pages. Throws OriginError.
 */
export function parseOrigin(text: string): string {
  const written = text.trim();
  const refuse = (why: string, instead: string | null): never => {
    throw new OriginError(`"${written}" ${why}.${instead === null ? '' : ` Write ${instead}`}`);
  };
  if (written.length > MAX_CHARS) throw new OriginError(`An origin has ${MAX_CHARS} characters at most.`);
  /** The corrected text as an origin, for the advice; null when that is no origin either. */
  const advice = (better: string): string | null => {
    try {
      return parseOrigin(better);
    } catch {
      return null;
    }
  };
  if (written.toLowerCase() === NO_ORIGIN || /^file:/i.test(written)) return NO_ORIGIN;
  const [, scheme, rest] =
    /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(written.replace(/^[a-z][a-z0-9+.-]*:\/\//i, (s) => s.toLowerCase())) ?? [];
  if (scheme === undefined || rest === undefined)
    return refuse(
      'is no origin: scheme and host are needed',
      advice(`${/^(localhost|127\.)/i.test(written) ? 'http' : 'https'}://${written.replace(/^[/:]+/, '') || 'shop.example'}`),
    );
  if (NEVER.has(scheme)) return refuse('is no origin of a page', null);
  if (/^wss?$/.test(scheme)) return refuse('is no origin of a page', advice(`${scheme === 'ws' ? 'http' : 'https'}://${rest}`));
  if (rest.includes('://')) return refuse('holds two addresses', advice(rest));
  const [host = '', ...more] = rest.split(/(?=[/?#\\])/);
  if (host.includes('@')) return refuse('holds a name or a password', advice(`${scheme}://${host.replace(/^.*@/, '')}`));
  if (more.join('').replace(/^\//, '') !== '') return refuse('has more than scheme and host', advice(`${scheme}://${host}`));
  if (!/^https?$/.test(scheme)) {
    const app = `${scheme}://${host.toLowerCase()}`;
    return APP.test(app) ? app : refuse('is no origin', null);
  }
  if (scheme === 'http' && /^(localhost|127\.0\.0\.1):\*$/i.test(host)) return `http://${host.toLowerCase()}`;
  if (host.endsWith(':*'))
    return refuse('has no port: any port is for http://localhost:* alone', advice(`${scheme}://${host.slice(0, -2)}`));
  const isWild = host.startsWith('*.');
  const domain = isWild ? host.slice(2) : host;
  if (domain.includes('*') || (isWild && !/^[^.:]+\.[^.:]/.test(domain)))
    return refuse(
      'has a * elsewhere than as the first of several labels',
      advice(`${scheme}://*.${domain.replace(/^.*\*\.?/, '')}`) ?? 'https://*.shop.example for all that ends so',
    );
  if (isWild && /^[\d.]+(:\d+)?$/.test(domain)) return refuse('is no name of a domain', null);
  if (!URL.canParse(`${scheme}://${domain}`)) return refuse('is no origin', null);
  const url = new URL(`${scheme}://${domain}`);
  if (!HOST.test(url.hostname)) return refuse('is no origin', null);
  return `${scheme}://${isWild ? '*.' : ''}${url.host}`;
}

/** An origin as people read it: an international name in both spellings, and `null` with its meaning. */
export function describeOrigin(origin: string): string {
  if (origin === NO_ORIGIN) return 'null (files and sandboxed pages)';
  const [, scheme = '', name = '', port = ''] = /^(.*?:\/\/)(.*?)(:(?:\d+|\*))?$/.exec(origin) ?? [];
  const unicode = name.includes('xn--') ? domainToUnicode(name.replace(/^\*\./, '')) : '';
  return unicode ? `${origin} (${scheme}${name.startsWith('*.') ? '*.' : ''}${unicode}${port})` : origin;
}

const APP = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::\d+)?$/;

/** The `Origin` of a request, if a site could allow it; null when no browser would send it. */
export function readOrigin(header: string | undefined): string | null {
  if (header === undefined || header.includes('*')) return null;
  if (header === NO_ORIGIN || header === 'file://') return NO_ORIGIN;
  try {
    return parseOrigin(header) === header ? header : null;
  } catch {
    return null;
  }
}

/**
 * Decides which pages may show a site's widget. Origins are parsed before they are compared: look-alikes such as
 * `https://shop.example.evil.test` are other origins.
 */
export function isAllowedOrigin(header: string, allowed: readonly string[]): boolean {
  const origin = readOrigin(header);
  if (origin === null) return false;
  return allowed.some((entry) => {
    if (entry === origin) return true;
    const [, scheme, end] = /^(https?:\/\/)\*(\..+)$/.exec(entry) ?? [];
    if (scheme !== undefined && end !== undefined)
      return origin.startsWith(scheme) && origin.endsWith(end) && origin.length > entry.length - 1;
    return entry.endsWith(':*') && origin.replace(/:\d+$/, '') === entry.slice(0, -2);
  });
}
