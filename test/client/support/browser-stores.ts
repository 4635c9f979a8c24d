let count = 0;

/** A site no other test uses. */
export const newSite = (): string => `site-${Date.now().toString(36)}-${count++}`;

export const setCookie = (site: string, value: string): void => void (document.cookie = `chat_${site}=${value}; Path=/; SameSite=Lax`);

export const clearCookie = (site: string): void => void (document.cookie = `chat_${site}=; Path=/; Max-Age=0`);

export const cookieOf = (site: string): string | undefined =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`chat_${site}=`))
    ?.split('=')[1];

/** Tells whether a database is there, without making it. */
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
