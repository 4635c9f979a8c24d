import type { Problem, VisitorConfig, VisitorHidden } from '../protocol/index.ts';

const RETRY_MAX_MS = 60_000;

export interface ConfigQuestion {
  readonly server: string;
  readonly query: Record<string, string>;
  /** Read before each try, because another tab may have created the visitor meanwhile. */
  readonly token: () => string | null;
  /** Called once, for the first failed try. */
  readonly onTrouble: (problem: { code: string; message: string }) => void;
  readonly signal: AbortSignal;
}

/**
 * Asks the server whether and how the widget is shown, until it answers. Resolves to undefined when the request was aborted
 * or the server refused for good; the console then says why. No cookie leaves the page; a known visitor's token travels in a
 * header (never in the URL).
 */
export async function fetchConfig({
  server,
  query,
  token,
  onTrouble,
  signal,
}: ConfigQuestion): Promise<VisitorConfig | VisitorHidden | undefined> {
  for (let tries = 0; !signal.aborted; tries++) {
    const known = token();
    let problem = { code: 'unavailable', message: '' };
    let final = false;
    try {
      const response = await fetch(`${server}/v1/visitor/config?${new URLSearchParams(query)}`, {
        credentials: 'omit',
        signal,
        headers: known ? { authorization: `Bearer ${known}` } : {},
      });
      const { status, ok } = response;
      problem.message = `HTTP ${status}`;
      final = !ok && status < 500 && status !== 429;
      const body = (await response.json()) as Partial<VisitorConfig & Problem> | null;
      // Something between the server and the page may answer instead of the server.
      if (ok && body?.gate) return body as VisitorConfig | VisitorHidden;
      problem = body?.error ?? problem;
    } catch (error) {
      problem.message ||= String(error);
    }
    if (signal.aborted) return;
    if (!tries) onTrouble(problem);
    if (final) return void console.error(`<chat-widget> ${problem.message}`);
    await pause(Math.min(RETRY_MAX_MS, 2000 * 2 ** tries) * (0.5 + Math.random() / 2), signal);
  }
}

/** Waits for `ms` at most: a browser that is back online asks at once. */
const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener('online', resolve, { signal });
  });
