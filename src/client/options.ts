import type * as Extras from './extras.ts';
import type { Clock } from './connection/clock.ts';
import type { SocketClass } from './connection/connection.ts';

/**
 * `interaction`: nothing is stored before the visitor interacts ·
 * `consent`: nothing is stored or read, not even the cookie, before `setConsent(true)`; until then the chat lasts as long as the page ·
 * `eager`: the visitor gets his identity when the page loads · `memory`: nothing is ever stored.
 */
export type StorageMode = 'interaction' | 'consent' | 'eager' | 'memory';

export interface ChatClientOptions {
  /** Address of the chat server, e.g. `https://chat.example.com`. */
  readonly server: string;
  /** Public key of the site, as in `data-site`. */
  readonly site: string;
  /** Language of the texts the server chooses, a BCP 47 tag. Default: the page's, else `en`. */
  readonly lang?: string;
  /** What may be stored in the browser, and when. Default: `interaction`. */
  readonly storage?: StorageMode;
  /** For tests. */
  readonly clock?: Clock;
  /** For tests: from 0 up to but not including 1. */
  readonly random?: () => number;
  /** For tests: stands in for the browser's WebSocket. */
  readonly WebSocket?: SocketClass;
  /** For tests: how the parts that few visitors need are loaded. */
  readonly loadExtras?: () => Promise<typeof Extras>;
}
