import type { Clock } from '../../link/clock.ts';

/** A frozen tab keeps its lock, so a longer wait would only keep the visitor from chatting. */
const LIMIT_MS = 3000;

/**
 * Lets one tab at a time ask for a new identity. It is only a courtesy: where locks do not work, or the holder does not
 * answer, the work runs without the lock, and the cookie that was written first wins.
 */
export async function withMintLock(name: string, clock: Clock, work: () => Promise<void>): Promise<void> {
  let begun: Promise<void> | null = null;
  const run = (): Promise<void> => (begun ??= work());
  const waiting = new AbortController();
  const stop = clock.after(LIMIT_MS, () => waiting.abort());
  try {
    await navigator.locks.request(name, { signal: waiting.signal }, run);
  } catch {
    await run();
  } finally {
    stop();
  }
}
