import type { ChatClient } from '../../client/index.ts';

/** Query and fragment may carry the site's tokens, so only parameters that the site has named leave the page (H6). */
function pageUrl(href: string, params: string | null): string {
  const url = new URL(href);
  const allowed = params?.split(',').map((name) => name.trim()) ?? [];
  const shown = [...url.searchParams].filter(([name]) => allowed.includes(name));
  url.search = new URLSearchParams(shown).toString();
  url.hash = '';
  return url.href;
}

/** Tells operators which page the visitor is on. `params`: the names of the URL parameters they may see. */
export function followPage(client: ChatClient, params: () => string | null, signal: AbortSignal): void {
  const tell = (): void => client.setPage({ url: pageUrl(location.href, params()), title: document.title });
  tell();
  // Single-page sites change pages without a load.
  const { navigation } = globalThis as { navigation?: EventTarget };
  (navigation ?? globalThis).addEventListener(navigation ? 'navigatesuccess' : 'popstate', tell, { signal });
}
