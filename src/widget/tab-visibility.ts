import type { TabLetter } from '../client/tabs.ts';
import { openTabChannel } from '../link/tab-channel.ts';

/**
 * Calls `onNews` when a tab with a connected client tells the others that the gate has closed or opened (S9): a page without
 * a chat has no connection that could report it.
 */
export function listenForTabVisibility(name: string, signal: AbortSignal, onNews: () => void): void {
  // Scripts of the page may post to any channel.
  const hear = (letter: Partial<TabLetter> | null): void => {
    if (letter?.message?.kind === 'gate') onNews();
  };
  openTabChannel(name, hear, signal, onNews);
}
