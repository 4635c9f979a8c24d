import type { EventPage } from '../protocol/index.ts';

/** A visitor's route of the server, which may be under a path: `https://shop.example/chat`. */
export const visitorRoute = (server: string, route: string): URL => new URL(server.replace(/\/*$/, `/v1/visitor/${route}`), location.href);

/**
 * Reads JSON with the visitor's token. Resolves to null on every failure, and also after ten seconds without an answer,
 * because nobody closes a silent connection.
 */
export async function getJson<T>(server: string, route: string, query: Record<string, string>, token: string | null): Promise<T | null> {
  try {
    const url = visitorRoute(server, route);
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
  where: { readonly session: string } & ({ readonly after: number } | { readonly before: number }),
  token: string | null,
): Promise<EventPage | null> => getJson(server, 'events', { site, ...(where as object) }, token);
