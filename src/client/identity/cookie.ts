/** Name of the cookie that holds a visitor's token, and of the channel between the tabs of a site. */
export const cookieName = (site: string): string => `chat_${site}`;

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

/** The visitor's token from the cookie `chat_<site>`; null without one, or when it is malformed. */
export const readToken = (site: string): string | null => readCookies(cookieName(site)).find(isToken) ?? null;
