/**
 * Name of all a browser keeps for a visitor, the cookie above all, and of the channel between the tabs. Cookies know no
 * ports, and staging.shop.example shares them with www.shop.example: so the server's address is in the name (D11).
 */
export function keptName(server: string, site: string): string {
  // A link reads any address, relative ones too, and never throws. http and https are the same server.
  const { host, pathname } = Object.assign(document.createElement('a'), { href: server });
  return `${formerName(site)}_${encodeURIComponent(host + pathname.replace(/\/+$/, ''))}`;
}

/** The name before it told servers apart: what lies there may be another server's. */
export const formerName = (site: string): string => `chat_${site}`;

/** Tokens are opaque; what is too short, too long or of another alphabet was tampered with. */
const TOKEN = /^[\w-]{16,128}$/;

/** All values of a cookie; a host-only copy and a domain-wide one may lie side by side. Throws nothing. */
export function readCookies(name: string): string[] {
  try {
    return document.cookie
      .split('; ')
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1));
  } catch {
    // Sandboxed frames refuse even the reading.
    return [];
  }
}

export const isToken = (value: unknown): boolean => typeof value === 'string' && TOKEN.test(value);

/** The visitor's token from the cookie; null without one, or when it is malformed. */
export const readToken = (name: string): string | null => readCookies(name).find(isToken) ?? null;
