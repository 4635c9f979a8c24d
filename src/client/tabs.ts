import type { Gate, SessionEvent } from '../protocol/index.ts';
import { followPageLifecycle } from '../link/page-lifecycle.ts';

/**
 * Messages between tabs of one site and server. `owner`: fingerprint of the visitor; tabs of another visitor ignore the
 * message.
 */
export type TabMessage =
  | { readonly kind: 'event'; readonly session: string; readonly event: SessionEvent }
  | { readonly kind: 'acked'; readonly cid: string }
  | { readonly kind: 'read'; readonly session: string; readonly seq: number }
  | { readonly kind: 'gate'; readonly gate: Gate }
  /** The cookie changed; read it again. */
  | { readonly kind: 'identity' }
  | { readonly kind: 'wipe' };

export interface Tabs {
  post(message: TabMessage, owner: string | null): void;
  close(): void;
}

/** Tells other tabs sooner what the server tells them too. Nothing depends on it (R9). */
export function openTabs(name: string, onMessage: (message: TabMessage, owner: string | null) => void): Tabs {
  let channel: BroadcastChannel | null = null;
  const open = (): void => {
    try {
      channel ??= new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<{ message: TabMessage; owner: string | null }>) => {
        onMessage(data.message, data.owner);
      };
    } catch {
      // The browser refuses this where cookies are blocked.
    }
  };
  const shut = (): void => {
    channel?.close();
    channel = null;
  };
  open();
  // A message would evict the page from the back/forward cache (R8). The server tells the page later what it misses there.
  const stop = followPageLifecycle({ wake: open, hide: shut });
  return {
    post: (message, owner) => channel?.postMessage({ message, owner }),
    close: () => {
      stop();
      shut();
    },
  };
}
