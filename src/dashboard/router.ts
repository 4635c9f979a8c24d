/** Where the hash leads. */
export type Route =
  | { readonly page: 'inbox'; readonly chat: string | null }
  | { readonly page: 'block-list'; readonly block: string | null }
  | { readonly page: 'setup'; readonly token: string };

/** Unknown addresses lead to the inbox. */
export function parseRoute(hash: string): Route {
  const [first = '', second = '', third = ''] = hash.replace(/^#\/?/, '').split('/').map(decode);
  if (first === 'setup' && second) return { page: 'setup', token: second };
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
      return `#/setup/${encodeURIComponent(route.token)}`;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
