import type { TabMessage } from '../client/tabs.ts';

/**
 * Calls `onNews` when a tab whose client is connected tells the others that the gate has closed or opened (S9): a page
 * nobody chats on has no connection that would hear of it.
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
    // Refused where cookies are blocked: the next page asks the server anyway.
    return;
  }
  signal.addEventListener('abort', close);
  // A message would throw the page out of the back/forward cache (R8).
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
