import { tabMemory } from './tab-memory.ts';

/**
 * Removes the visitor's cookie, on this host and on the domains above it, and what the tab kept. `rest` removes whatever
 * else belongs to it.
 */
export function removeToken(name: string, rest?: () => void): void {
  tabMemory(name, null);
  try {
    const labels = location.hostname.split('.');
    for (const domain of ['', ...labels.map((_, i) => `; Domain=${labels.slice(i).join('.')}`)]) {
      document.cookie = `${name}=; Path=/; Max-Age=0${domain}`;
    }
    rest?.();
  } catch {
    // Site data is blocked, or the frame is sandboxed, so there is nothing to remove.
  }
}

/** Empties everything the browser keeps under a name, without reading it. */
export function forgetStored(name: string): void {
  // This closes open connections to the database, also those of other tabs.
  removeToken(name, () => indexedDB.deleteDatabase(name));
}
