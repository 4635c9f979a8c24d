/** What the page's lifecycle means for its connection (R5, R8). */
export interface PageLifecycleListener {
  /** The page or the network came back. `certain` is false for a mere focus, which happens all the time. */
  readonly wake: (certain: boolean) => void;
  /** The page goes away, perhaps into the back/forward cache. */
  readonly hide: () => void;
  /** The browser reports that it is offline. */
  readonly offline?: () => void;
}

/** Starts listening. Returns a function that stops it. */
export function followPageLifecycle({ wake, hide, offline }: PageLifecycleListener): () => void {
  const stop = new AbortController();
  const on = (target: EventTarget, type: string, fn: () => void): void => target.addEventListener(type, fn, { signal: stop.signal });
  on(document, 'visibilitychange', () => {
    if (!document.hidden) wake(true);
  });
  // iOS brings a page back by pageshow without visibilitychange, and its sockets die without a close event.
  on(window, 'pageshow', () => wake(true));
  on(window, 'online', () => wake(true));
  if (offline) on(window, 'offline', offline);
  on(window, 'focus', () => wake(false));
  on(window, 'pagehide', hide);
  return () => stop.abort();
}
