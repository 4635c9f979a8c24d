import type { EventPage } from '../protocol/index.ts';

/** A visitor's route of the server, which may be under a path: `https://shop.example/chat`. */
export function visitorUrl(server: string, route: string, query?: Record<string, string>): string {
  const url = new URL(server.replace(/\/*$/, `/v1/visitor/${route}`), location.href);
  url.search = new URLSearchParams(query).toString();
  return url.href;
}

/** Ten seconds: nobody else ends a request without an answer. Some supported browsers wait as long as the system allows. */
export const requestLimit = (): AbortSignal | null => (AbortSignal.timeout as typeof AbortSignal.timeout | undefined)?.(10_000) ?? null;

/** One page of a session's events after a cursor or before a seq (R3). Resolves to null on failure. */
export async function getEvents(
  { server, site }: { readonly server: string; readonly site: string },
  where: { readonly session: string } & ({ readonly after: number } | { readonly before: number }),
  token: string | null,
): Promise<EventPage | null> {
  try {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const url = visitorUrl(server, 'events', { site, ...(where as object) });
    const response = await fetch(url, { credentials: 'omit', signal: requestLimit(), headers });
    return response.ok ? ((await response.json()) as EventPage) : null;
  } catch {
    return null;
  }
}
