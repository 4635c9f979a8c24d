import type { Logger } from 'pino';

/** Runs `job` every `ms` milliseconds until the returned function is called. A failure is logged as `failure` and changes nothing. */
export function every(ms: number, job: () => Promise<unknown>, failure: string, log: Pick<Logger, 'error'>): () => void {
  const timer = setInterval(() => {
    job().catch((error: unknown) => {
      log.error({ err: error }, failure);
    });
  }, ms);
  // A job alone must not keep the process alive.
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
