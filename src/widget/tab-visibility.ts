import type { TabMessage } from '../client/tabs.ts';

/**
 * Calls `onNews` when a tab with a connected client tells the others that the gate has closed or opened (S9): a page without
 * a chat has no connection that could report it.
 */
export function listenForTabVisibility(name: string, signal: AbortSignal, onNews: () => void): void {
  let channel: BroadcastChannel;
  const listen = (): void => {
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<{ message?: TabMessage } | null>) => {
      if (data?.message?.kind === 'gate') onNews();
    };
  };
  const close = (): void => channel.close();
  try {
    listen();
  } catch {
    // The browser refuses this where cookies are blocked. The next page asks the server anyway.
    return;
  }
  signal.addEventListener('abort', close);
  // A message would evict the page from the back/forward cache (R8).
  addEventListener('pagehide', close, { signal });
  addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (!persisted) return;
      listen();
      onNews();
    },
    { signal },
  );
}
