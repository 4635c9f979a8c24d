/** Where the hash leads. */
export type Route =
  | { readonly page: 'inbox'; readonly chat: string | null }
  | { readonly page: 'block-list'; readonly block: string | null }
  | { readonly page: 'setup' | 'reset'; readonly token: string };

/** Pages of one-time links, which are shown whoever is logged in. */
export const isLinkPage = ({ page }: Route): boolean => page === 'setup' || page === 'reset';

/** Unknown addresses lead to the inbox. */
export function parseRoute(hash: string): Route {
  const [first = '', second = '', third = ''] = hash.replace(/^#\/?/, '').split('/').map(decode);
  if ((first === 'setup' || first === 'reset') && second) return { page: first, token: second };
  if (first === 'administration') return { page: 'block-list', block: second === 'block-list' && third ? third : null };
  return { page: 'inbox', chat: first === 'inbox' && second ? second : null };
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'inbox':
      return route.chat ? `#/inbox/${encodeURIComponent(route.chat)}` : '#/inbox';
    case 'block-list':
      return `#/administration/block-list${route.block ? `/${encodeURIComponent(route.block)}` : ''}`;
    case 'setup':
    case 'reset':
      return `#/${route.page}/${encodeURIComponent(route.token)}`;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
