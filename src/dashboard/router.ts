/** Where the hash leads. */
export type Route =
  | { readonly page: 'inbox'; readonly chat: string | null; readonly details?: true }
  | { readonly page: 'block-list'; readonly block: string | null }
  | { readonly page: 'setup' | 'reset'; readonly token: string };

/** Pages of one-time links. They are shown even while somebody is logged in. */
export const isLinkPage = ({ page }: Route): boolean => page === 'setup' || page === 'reset';

/** Unknown addresses lead to the inbox. */
export function parseRoute(hash: string): Route {
  const [first = '', second = '', third = ''] = hash.replace(/^#\/?/, '').split('/').map(decode);
  if ((first === 'setup' || first === 'reset') && second) return { page: first, token: second };
  if (first === 'administration') return { page: 'block-list', block: second === 'block-list' && third ? third : null };
  if (first !== 'inbox' || !second) return { page: 'inbox', chat: null };
  return { page: 'inbox', chat: second, ...(third === 'details' && { details: true }) };
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'inbox':
      return route.chat ? `#/inbox/${encodeURIComponent(route.chat)}${route.details ? '/details' : ''}` : '#/inbox';
    case 'block-list':
      return `#/administration/block-list${route.block ? `/${encodeURIComponent(route.block)}` : ''}`;
    case 'setup':
    case 'reset':
      return `#/${route.page}/${encodeURIComponent(route.token)}`;
  }
}

/** Called once an address has changed: a new entry of the history remembers the one it was opened from. */
export function noteOrigin(before: Route): void {
  if (history.state === null) history.replaceState({ from: hashOf(before) }, '');
}

/** Back on the screen is the browser's Back where that leads there, so that the history does not grow by going to and fro. */
export function goBack(to: Route): void {
  const hash = hashOf(to);
  if ((history.state as { from?: string } | null)?.from === hash) history.back();
  else location.replace(hash);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
