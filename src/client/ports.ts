import type { Clock } from '../link/clock.ts';
import type { SocketClass } from '../link/connection.ts';
import type * as LazyClient from './lazy-client.ts';

/** Browser features the client uses, so that a test can pass in its own. Each has a default. */
export interface ClientPorts {
  readonly clock?: Clock;
  /** From 0 up to but not including 1. */
  readonly random?: () => number;
  /** Replaces the browser's WebSocket. */
  readonly WebSocket?: SocketClass;
  /** Loads the parts that few visitors need. */
  readonly loadLazy?: () => Promise<typeof LazyClient>;
}
