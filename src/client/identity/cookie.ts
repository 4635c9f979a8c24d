/**
 * Name of everything a browser keeps for a visitor, above all the cookie, and of the channel between the tabs. Cookies
 * ignore ports, and staging.shop.example shares them with www.shop.example, so the name contains the server's address (D11).
 */
export function keptName(server: string, site: string): string {
  // A link parses any address, relative ones too, and never throws. http and https are the same server.
  const { host, pathname } = Object.assign(document.createElement('a'), { href: server });
  return `${formerName(site)}_${encodeURIComponent(host + pathname.replace(/\/+$/, ''))}`;
}

/** The name from before names told servers apart: what is stored under it may belong to another server. */
export const formerName = (site: string): string => `chat_${site}`;

/** Tokens are opaque. One that is too short, too long or of another alphabet was tampered with. */
const TOKEN = /^[\w-]{16,128}$/;

/** All values of a cookie: a host-only copy and a domain-wide one may exist together. Never throws. */
export function readCookies(name: string): string[] {
  try {
    return document.cookie
      .split('; ')
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1));
  } catch {
    // Sandboxed frames refuse even reading.
    return [];
  }
}

export const isToken = (value: unknown): boolean => typeof value === 'string' && TOKEN.test(value);

/** The visitor's token from the cookie; null when there is none or it is malformed. */
export const readToken = (name: string): string | null => readCookies(name).find(isToken) ?? null;
