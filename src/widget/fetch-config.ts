import { readConfig } from '../client/visibility/read-config.ts';
import type { Problem, VisitorConfig, VisitorHidden } from '../protocol/index.ts';

const RETRY_MAX_MS = 60_000;

/**
 * Asks the server whether and how the widget is shown, until it answers. Resolves to undefined when the request was aborted
 * or the server refused for good; the console then says why.
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
    const { config, problem, final } = await readConfig(url, token(), signal);
    if (signal.aborted) return;
    if (config) return config;
    if (!tries) onTrouble(problem);
    if (final) return void console.error(`<chat-widget> ${problem.message}`);
    // A browser that is back online asks at once.
    await new Promise((resolve) => {
      setTimeout(resolve, Math.min(RETRY_MAX_MS, 2000 * 2 ** tries) * (0.5 + Math.random() / 2));
      addEventListener('online', resolve, { signal });
    });
  }
  return undefined;
}
