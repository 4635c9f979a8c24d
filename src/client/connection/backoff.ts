import { RECONNECT_BASE_MS, RECONNECT_MAX_MS } from '../../protocol/limits.ts';

/** Upper end of the n-th delay, n from 0. */
export const backoffCeiling = (attempt: number): number => Math.min(RECONNECT_MAX_MS, RECONNECT_BASE_MS * 2 ** attempt);

/**
 * How long to wait before the next try (R6), in milliseconds. Full jitter: any moment of the window is as likely as any
 * other. `lost`: a connection that had been open broke, perhaps together with thousands of others, so the window is at
 * least the one the server asked for; `attempt` is then how many before it broke at once. Otherwise the window is no wider
 * than that one, or than the outage has lasted (`outageMs`): a few unlucky short draws would else make a visitor wait for
 * a server that was away for a second.
 */
export function reconnectDelay(attempt: number, lost: boolean, stormMs: number, random: () => number, outageMs = Infinity): number {
  const ceiling = lost
    ? Math.max(stormMs, attempt > 0 ? backoffCeiling(attempt) : 0)
    : Math.min(backoffCeiling(attempt), Math.max(stormMs, outageMs));
  return Math.floor(random() * ceiling);
}
