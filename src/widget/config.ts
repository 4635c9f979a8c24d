import type { Problem, VisitorConfig, VisitorHidden } from '../protocol/index.ts';

/** The server refused, or could not be reached. `retry` says whether asking again can help. */
export interface ConfigError extends Error {
  readonly code: string;
  readonly retry: boolean;
}

const configError = (code: string, message: string, retry: boolean): ConfigError => Object.assign(new Error(message), { code, retry });

/**
 * Asks the server whether and how the widget is shown. No cookie leaves the page; a known visitor's token travels
 * in a header (never in the URL).
 */
export async function fetchConfig(
  server: string,
  query: Record<string, string>,
  token: string | null,
  signal: AbortSignal,
): Promise<VisitorConfig | VisitorHidden> {
  const response = await fetch(`${server}/v1/visitor/config?${new URLSearchParams(query)}`, {
    credentials: 'omit',
    signal,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  }).catch((error: unknown) => {
    throw configError('unavailable', String(error), true);
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body) return body as VisitorConfig | VisitorHidden;
  const problem = (body as Problem | null)?.error;
  const { status } = response;
  throw configError(problem?.code ?? 'unavailable', problem?.message ?? `HTTP ${status}`, status > 499 || status === 429 || response.ok);
}
