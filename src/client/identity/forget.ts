import { tabMemory } from './tab-memory.ts';

/** Removes the visitor's cookie, this host's own copy and those on the domains above it, and what the tab kept. `rest`: what goes with it. */
export function removeToken(name: string, rest?: () => void): void {
  tabMemory(name, null);
  try {
    const labels = location.hostname.split('.');
    for (const domain of ['', ...labels.map((_, i) => `; Domain=${labels.slice(i).join('.')}`)]) {
      document.cookie = `${name}=; Path=/; Max-Age=0${domain}`;
    }
    rest?.();
  } catch {
    // Site data is blocked, or the frame is sandboxed: there is nothing.
  }
}

/** Empties what the browser keeps under a name, without a look at it. */
export function forgetStored(name: string): void {
  // Open connections, of other tabs too, close because of it.
  removeToken(name, () => indexedDB.deleteDatabase(name));
}
