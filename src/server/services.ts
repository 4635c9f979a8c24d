import type { Logger } from 'pino';
import type { AddressLimiter } from './address-limiter.ts';
import type { Config } from './config.ts';
import type { IdleClock } from './idle-sweep.ts';
import type { Limits } from './limits.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Refusals } from './refusals.ts';
import type { SettingNotices } from './setting-notices.ts';
import type { HeldBlocks } from './realtime/held-blocks.ts';
import type { Hub } from './realtime/hub.ts';
import type { SecurityLog } from './security-log.ts';
import type { Connections } from './store/connect.ts';
import type { UnitOfWork } from './store/unit-of-work.ts';

/** Milliseconds since 1970; handed in so that tests own the time. */
export interface Clock {
  now(): number;
}

/** What routes and sockets are given; made once in `buildApp`. */
export interface Services {
  readonly config: Config;
  readonly store: Connections;
  readonly unitOfWork: UnitOfWork;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly rates: RateLimiter;
  readonly addresses: AddressLimiter;
  readonly refusals: Refusals;
  readonly notices: SettingNotices;
  readonly heldBlocks: HeldBlocks;
  readonly idleClock: IdleClock;
  /** Whether the server is stopping: new connections are refused, what is under way finishes (R10). */
  readonly lifecycle: { draining: boolean };
  readonly security: SecurityLog;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  /** The life of the database that clients are told (R2); another one after a restore beside the running server. */
  readonly epoch: string;
}
