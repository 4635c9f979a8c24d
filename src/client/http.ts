import type { EventPage } from '../protocol/index.ts';

/** A route of the server, which may be under a path: `https://shop.example/chat`. */
export const routeAt = (server: string, route: string): URL => new URL(server.replace(/\/*$/, route), location.href);

/** Posts text to a route of a site, e.g. `visitor/commands`. Rejects as `fetch` does. */
export function postText(server: string, path: string, site: string, body: string, more: RequestInit = {}): Promise<Response> {
  const url = routeAt(server, `/v1/${path}`);
  url.searchParams.set('site', site);
  return fetch(url, { method: 'POST', credentials: 'omit', body, ...more });
}

/**
 * Reads JSON with the visitor's token. Resolves to null on every failure, and also after ten seconds without an answer,
 * because nobody closes a silent connection.
 */
export async function getJson<T>(server: string, path: string, query: Record<string, string>, token: string | null): Promise<T | null> {
  try {
    const url = routeAt(server, path);
    url.search = new URLSearchParams(query).toString();
    // Some supported browsers lack this; there the request waits as long as the system allows.
    const signal = (AbortSignal.timeout as typeof AbortSignal.timeout | undefined)?.(10_000) ?? null;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const response = await fetch(url, { credentials: 'omit', signal, headers });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}

/** One page of a session's events after a cursor or before a seq (R3). Resolves to null on failure. */
export const getEvents = (
  { server, site }: { readonly server: string; readonly site: string },
  session: string,
  where: { readonly after: number } | { readonly before: number },
  token: string | null,
): Promise<EventPage | null> => getJson(server, '/v1/visitor/events', { site, session, ...(where as object) }, token);
