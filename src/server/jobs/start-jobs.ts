import type { Services } from '../services.ts';
import { ATTEMPTS_FLUSH_MS } from './blocked-attempts.ts';
import { every } from './every.ts';
import { IDLE_SWEEP_MS, sweepIdle, sweepLeft } from './idle-sweep.ts';
import { removeExpired } from './remove-expired.ts';

const REMOVE_EXPIRED_MS = 3_600_000;

/** Starts the server's recurring jobs; a job that the start needs also runs now. Returns a function that stops them. */
export async function startJobs(services: Services): Promise<() => void> {
  const { log } = services;
  const sweep = async (): Promise<void> => {
    await sweepIdle(services);
    await sweepLeft(services);
  };
  await sweep();
  const stops = [
    every(REMOVE_EXPIRED_MS, () => removeExpired(services), 'old rows could not be removed', log),
    every(IDLE_SWEEP_MS, sweep, 'idle sessions could not be ended', log),
    every(ATTEMPTS_FLUSH_MS, () => services.blockedAttempts.flush(services), 'refused attempts could not be counted', log),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
