/** Names that the server's own paths begin with. */
const OWN = ['v1', 'chat.js', 'embed', 'sdk', 'demo', 'dashboard', 'healthz', 'readyz'];

/** The path under which people reach the server: '' or '/chat'. */
export const basePath = (publicUrl: string | null): string => (publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, ''));

/** Whether a path looks like one of the server's own; the two could not be told apart. */
export const isOwnName = (path: string): boolean => OWN.includes(path.split('/')[1] ?? '');

/** A request's URL as the routes know it. A proxy may remove the path of PUBLIC_URL or leave it in place. */
export function withoutBase(base: string, url: string): string {
  if (base === '' || !url.startsWith(base) || !/^([/?]|$)/.test(url.slice(base.length))) return url;
  const rest = url.slice(base.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
