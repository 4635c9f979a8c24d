import type { Clock } from './connection/clock.ts';
import type { SocketClass } from './connection/connection.ts';
import type * as LazyClient from './lazy-client.ts';

/** What the client takes from the browser, so that a test can hand in its own. Each has a default. */
export interface ClientPorts {
  readonly clock?: Clock;
  /** From 0 up to but not including 1. */
  readonly random?: () => number;
  /** Stands in for the browser's WebSocket. */
  readonly WebSocket?: SocketClass;
  /** How the parts that few visitors need are loaded. */
  readonly loadLazy?: () => Promise<typeof LazyClient>;
}
