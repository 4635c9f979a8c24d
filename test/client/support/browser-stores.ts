import { keptName, readToken } from '../../../src/client/identity/cookie.ts';

let count = 0;
const servers = new Map<string, string>();

/** The tests of this page talk to `url` about `site`; without this call, to a server that does not exist. */
export const serves = (url: string, site: string): void => void servers.set(site, url);

/** Name of everything the browser keeps for a site's visitor. */
export const nameOf = (site: string): string => keptName(servers.get(site) ?? 'http://chat.test', site);

export const tokenOf = (site: string): string | null => readToken(nameOf(site));

/** A site that no other test uses. */
export const newSite = (): string => `site-${Date.now().toString(36)}-${count++}`;

export const setCookie = (site: string, value: string): void => void (document.cookie = `${nameOf(site)}=${value}; Path=/; SameSite=Lax`);

export const clearCookie = (site: string): void => void (document.cookie = `${nameOf(site)}=; Path=/; Max-Age=0`);

export const cookieOf = (site: string): string | undefined =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${nameOf(site)}=`))
    ?.split('=')[1];

/** Reports whether a database exists, without creating it. */
export function databaseExists(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = indexedDB.open(name);
    let exists = true;
    request.onupgradeneeded = () => {
      exists = false;
      request.transaction?.abort();
    };
    request.onsuccess = () => {
      request.result.close();
      resolve(exists);
    };
    request.onerror = () => resolve(exists);
  });
}
