import type { Problem, VisitorConfig, VisitorHidden } from '../../protocol/index.ts';

/** The settings, or why there are none. `final`: asking again is of no use. */
export interface ConfigAnswer {
  readonly config?: VisitorConfig | VisitorHidden;
  readonly problem: Problem['error'];
  readonly final: boolean;
}

/**
 * Asks the server once whether and how the widget is shown. No cookie leaves the page; a known visitor's token travels in a
 * header (never in the URL). Never rejects.
 */
export async function readConfig(url: string, token: string | null, signal: AbortSignal | null): Promise<ConfigAnswer> {
  let problem: Problem['error'] = { code: 'unavailable', message: '' };
  let final = false;
  try {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(url, { credentials: 'omit', signal, headers });
    const { status, ok } = response;
    problem = { ...problem, message: `HTTP ${status}` };
    final = !ok && status < 500 && status !== 429;
    const body = (await response.json()) as (VisitorConfig & Partial<Problem>) | null;
    problem = body?.error ?? problem;
    // Something between the server and the page may answer instead of the server.
    if (ok && body?.gate) return { config: body, problem, final };
  } catch (error) {
    problem = { ...problem, message: problem.message || String(error) };
  }
  return { problem, final };
}
