import { cookieName } from '../client/identity/cookie.ts';
import type { TabMessage } from '../client/tabs.ts';

/**
 * Calls `onNews` when a tab whose client is connected tells the others that the gate has closed or opened (S9): a page
 * nobody chats on has no connection that would hear of it.
 */
export function listenForGateNews(site: string, signal: AbortSignal, onNews: () => void): void {
  try {
    const channel = new BroadcastChannel(cookieName(site));
    channel.onmessage = ({ data }: MessageEvent<{ message?: TabMessage } | null>) => {
      if (data?.message?.kind === 'gate') onNews();
    };
    const close = (): void => channel.close();
    signal.addEventListener('abort', close);
    // A message would throw the page out of the back/forward cache (R8).
    const back = (): void => {
      onNews();
      listenForGateNews(site, signal, onNews);
    };
    const leave = (): void => {
      close();
      addEventListener('pageshow', back, { signal, once: true });
    };
    addEventListener('pagehide', leave, { signal, once: true });
  } catch {
    // Refused where cookies are blocked: the next page asks the server anyway.
  }
}
