import type { Clock } from './connection/clock.ts';
import type { SocketClass } from './connection/connection.ts';

export interface ChatClientOptions {
  /** Address of the chat server, e.g. `https://chat.example.com`. */
  readonly server: string;
  /** Public key of the site, as in `data-site`. */
  readonly site: string;
  /** Language of the texts the server chooses, a BCP 47 tag. Default: the page's, else `en`. */
  readonly lang?: string;
  /** `interaction` (default): nothing is stored before the visitor interacts. `memory`: nothing is ever stored. */
  readonly storage?: 'interaction' | 'memory';
  /** For tests. */
  readonly clock?: Clock;
  /** For tests: from 0 up to but not including 1. */
  readonly random?: () => number;
  /** For tests: stands in for the browser's WebSocket. */
  readonly WebSocket?: SocketClass;
}
