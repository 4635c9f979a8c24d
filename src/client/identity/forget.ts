import { cookieName } from './cookie.ts';

/** Removes the visitor's cookie: this host's own copy, and those on the domains above it. `rest`: what goes with it. */
export function removeToken(site: string, rest?: () => void): void {
  try {
    const labels = location.hostname.split('.');
    for (const domain of ['', ...labels.map((_, i) => `; Domain=${labels.slice(i).join('.')}`)]) {
      document.cookie = `${cookieName(site)}=; Path=/; Max-Age=0${domain}`;
    }
    rest?.();
  } catch {
    // Site data is blocked, or the frame is sandboxed: there is nothing.
  }
}

/** Empties what the chat of a site keeps in this browser, without a look at it. */
export function forgetStored(site: string): void {
  // Open connections, of other tabs too, close because of it.
  removeToken(site, () => indexedDB.deleteDatabase(cookieName(site)));
}
