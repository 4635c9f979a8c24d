import type { AddressLimiter } from './access/address-limiter.ts';
import type { PendingBlocks } from './hub/pending-blocks.ts';
import type { BlockedAttempts } from './jobs/blocked-attempts.ts';
import type { Ports } from './ports.ts';
import type { SettingNotices } from './setting-notices.ts';

export type { Clock } from './ports.ts';

/** The services that routes, sockets, commands and jobs get: the ports, and those built on them. Made once in `buildApp`. */
export interface Services extends Ports {
  readonly addresses: AddressLimiter;
  readonly blockedAttempts: BlockedAttempts;
  readonly notices: SettingNotices;
  readonly pendingBlocks: PendingBlocks;
}
