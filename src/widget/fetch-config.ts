import type { Problem, VisitorConfig, VisitorHidden } from '../protocol/index.ts';

const RETRY_MAX_MS = 60_000;

/**
 * Asks the server whether and how the widget is shown, until it answers. Resolves to undefined when the request was aborted
 * or the server refused for good; the console then says why. No cookie leaves the page; a known visitor's token travels in a
 * header (never in the URL).
 *
 * `token` is read before each try, because another tab may have created the visitor meanwhile. `onTrouble` is called once,
 * for the first failed try.
 */
export async function fetchConfig(
  url: string,
  token: () => string | null,
  onTrouble: (problem: Problem['error']) => void,
  signal: AbortSignal,
): Promise<VisitorConfig | VisitorHidden | undefined> {
  for (let tries = 0; !signal.aborted; tries++) {
    const known = token();
    let code: Problem['error']['code'] = 'unavailable';
    let message = '';
    let final = false;
    try {
      const headers = known ? { authorization: `Bearer ${known}` } : {};
      const response = await fetch(url, { credentials: 'omit', signal, headers });
      const { status, ok } = response;
      message = `HTTP ${status}`;
      final = !ok && status < 500 && status !== 429;
      const body = (await response.json()) as Partial<VisitorConfig & Problem> | null;
      // Something between the server and the page may answer instead of the server.
      if (ok && body?.gate) return body as VisitorConfig | VisitorHidden;
      ({ code, message } = body?.error ?? { code, message });
    } catch (error) {
      message ||= String(error);
    }
    if (signal.aborted) return;
    if (!tries) onTrouble({ code, message });
    if (final) return void console.error(`<chat-widget> ${message}`);
    // A browser that is back online asks at once.
    await new Promise((resolve) => {
      setTimeout(resolve, Math.min(RETRY_MAX_MS, 2000 * 2 ** tries) * (0.5 + Math.random() / 2));
      addEventListener('online', resolve, { signal });
    });
  }
  return undefined;
}
