/**
 * Messages between the tabs of this browser, until `signal` aborts. Returns the function that posts one. Nothing depends on
 * them (R9): a page in the back/forward cache hears none, because a message would evict it from there (R8). `onWake` is
 * called when the page has come back.
 */
export function openTabChannel<M>(
  name: string,
  onMessage: (message: M) => void,
  signal: AbortSignal,
  onWake?: () => void,
): (message: M) => void {
  let channel: BroadcastChannel | undefined;
  const shut = (): void => {
    channel?.close();
    channel = undefined;
  };
  const open = (): void => {
    try {
      channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<M>) => onMessage(data);
    } catch {
      // The browser refuses this where cookies are blocked.
    }
  };
  signal.addEventListener('abort', shut);
  addEventListener('pagehide', shut, { signal });
  const wake = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    open();
    onWake?.();
  };
  addEventListener('pageshow', wake, { signal });
  open();
  return (message) => channel?.postMessage(message);
}
