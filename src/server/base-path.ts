/** Names that stand first in the server's own addresses. */
const OWN = ['v1', 'chat.js', 'embed', 'sdk', 'demo', 'dashboard', 'healthz', 'readyz'];

/** The path of an address people reach the server under: '' or '/chat'. */
export const basePath = (publicUrl: string | null): string => (publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, ''));

/** A path that looks like one of the server's own could not be told from it. */
export const isOwnName = (path: string): boolean => OWN.includes(path.split('/')[1] ?? '');

/** A request's address as the routes know it. A proxy may take the path of PUBLIC_URL off itself or leave it. */
export function withoutBase(base: string, url: string): string {
  if (base === '' || !url.startsWith(base) || !/^([/?]|$)/.test(url.slice(base.length))) return url;
  const rest = url.slice(base.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
