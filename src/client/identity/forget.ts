import { cookieName } from './cookie.ts';

/** Removes the visitor's cookie: this host's own copy, and those on the domains above it. */
export function removeToken(site: string): void {
  const labels = location.hostname.split('.');
  for (const domain of ['', ...labels.map((_, i) => `; Domain=${labels.slice(i).join('.')}`)]) {
    document.cookie = `${cookieName(site)}=; Path=/; Max-Age=0${domain}`;
  }
}

/** Empties what the chat of a site keeps in this browser, without a look at it. */
export function forgetStored(site: string): void {
  try {
    removeToken(site);
    // Open connections, of other tabs too, close because of it.
    indexedDB.deleteDatabase(cookieName(site));
  } catch {
    // Site data is blocked: there is nothing.
  }
}
