import type { Clock } from '../link/clock.ts';
import type { Identity } from './identity/identity.ts';
import type { ChatClientOptions } from './options.ts';
import type { StateStore } from './state-store.ts';
import type { BrowserStore } from '../link/browser-store.ts';

/** The objects that all parts of one client share. */
export interface ClientContext {
  readonly options: ChatClientOptions;
  readonly clock: Clock;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  readonly state: StateStore;
  readonly store: BrowserStore;
  readonly identity: Identity;
}
