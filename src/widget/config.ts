import type { Problem, VisitorConfig, VisitorHidden } from '../protocol/index.ts';

/** The server refused, or could not be reached. `retry` says whether asking again can help. */
export interface ConfigError extends Error {
  readonly code: string;
  readonly retry: boolean;
}

const configError = (code: string, message: string, retry: boolean): ConfigError => Object.assign(new Error(message), { code, retry });

const RETRY_MAX_MS = 60_000;

export interface ConfigQuestion {
  readonly server: string;
  readonly query: Record<string, string>;
  /** Read before each try: another tab may have become a visitor meanwhile. */
  readonly token: () => string | null;
  /** Called once, for the first try that failed. */
  readonly onTrouble: (error: ConfigError) => void;
  readonly signal: AbortSignal;
}

/** Asks until the server answers; undefined when it refused for good, which is said in the console, or was aborted. */
export async function askForConfig(question: ConfigQuestion): Promise<VisitorConfig | VisitorHidden | undefined> {
  const { signal, onTrouble } = question;
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return await fetchConfig(question);
    } catch (error) {
      if (signal.aborted) return;
      const trouble = error as ConfigError;
      if (!tries) onTrouble(trouble);
      if (!trouble.retry) return void console.error(`<chat-widget> ${trouble.message}`);
      await pause(Math.min(RETRY_MAX_MS, 2000 * 2 ** tries) * (0.5 + Math.random() / 2), signal);
    }
  }
}

/**
 * Asks the server whether and how the widget is shown. No cookie leaves the page; a known visitor's token travels
 * in a header (never in the URL).
 */
async function fetchConfig({ server, query, token, signal }: ConfigQuestion): Promise<VisitorConfig | VisitorHidden> {
  const known = token();
  const response = await fetch(`${server}/v1/visitor/config?${new URLSearchParams(query)}`, {
    credentials: 'omit',
    signal,
    headers: known ? { authorization: `Bearer ${known}` } : {},
  }).catch((error: unknown) => {
    throw configError('unavailable', String(error), true);
  });
  const { status, ok } = response;
  const body = (await response.json().catch(() => null)) as Partial<VisitorConfig & Problem> | null;
  // Something between the server and the page may answer in its place.
  if (ok && body?.gate) return body as VisitorConfig | VisitorHidden;
  const problem = body?.error;
  throw configError(problem?.code ?? 'unavailable', problem?.message ?? `HTTP ${status}`, status > 499 || status === 429 || ok);
}

/** Waits, or less: a browser that is back online asks at once. */
const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener('online', resolve, { signal });
  });
