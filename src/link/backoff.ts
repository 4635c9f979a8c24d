import { RECONNECT_BASE_MS, RECONNECT_MAX_MS } from '../protocol/limits.ts';

/** Upper end of the n-th delay; n counts from 0. */
export const backoffCeiling = (attempt: number): number => Math.min(RECONNECT_MAX_MS, RECONNECT_BASE_MS * 2 ** attempt);

/**
 * Delay before the next try (R6), in milliseconds. Full jitter: every moment of the window is equally likely. `lost`: an
 * open connection broke, perhaps together with thousands of others, so the window is at least the one the server asked for;
 * `attempt` is then the number of connections before it that broke at once. Otherwise the window is no wider than the
 * server's, and no wider than the outage has lasted (`outageMs`): without that limit a few unlucky short draws would make a
 * visitor wait long for a server that was away for a second.
 */
export function reconnectDelay(attempt: number, lost: boolean, stormMs: number, random: () => number, outageMs = Infinity): number {
  const ceiling = lost
    ? Math.max(stormMs, attempt > 0 ? backoffCeiling(attempt) : 0)
    : Math.min(backoffCeiling(attempt), Math.max(stormMs, outageMs));
  return Math.floor(random() * ceiling);
}
