import type { Logger } from 'pino';
import type { Limits } from './access/limits.ts';
import type { RateLimiter } from './access/rate-limiter.ts';
import type { Config } from './config.ts';
import type { Hub } from './hub/hub.ts';
import type { SecurityLog } from './security-log.ts';
import type { Connections } from './store/connect.ts';
import type { UnitOfWork } from './store/unit-of-work.ts';

/** Milliseconds since 1970. The clock is passed in so that tests control the time. */
export interface Clock {
  now(): number;
}

/** The server's running time, kept in the database: it never goes back and never jumps, whatever the machine's clock does. */
export interface IdleClock {
  ms: number;
}

/** The base of all services: configuration, database, time, connections, log. Made once in `buildApp`. */
export interface Ports {
  readonly config: Config;
  readonly store: Connections;
  readonly unitOfWork: UnitOfWork;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly rates: RateLimiter;
  readonly security: SecurityLog;
  readonly idleClock: IdleClock;
  /** Whether the server is stopping: new connections are refused, and commands under way finish (R10). */
  readonly lifecycle: { draining: boolean };
  readonly log: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  /** The life of the database that clients are told (R2). It changes after a restore beside the running server. */
  readonly epoch: string;
}
