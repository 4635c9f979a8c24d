/**
 * `interaction`: nothing is stored before the visitor interacts ·
 * `consent`: nothing is stored or read, not even the cookie, before `setConsent(true)`; until then the chat lasts as long as
 * the page ·
 * `eager`: the visitor gets their identity when the page loads · `memory`: nothing is ever stored.
 */
export type StorageMode = 'interaction' | 'consent' | 'eager' | 'memory';

export interface ChatClientOptions {
  /** Address of the chat server, e.g. `https://chat.example.com`. */
  readonly server: string;
  /** Public key of the site, as in `data-site`. */
  readonly site: string;
  /** Language of the texts the server chooses, a BCP 47 tag. Default: the page's language, else `en`. */
  readonly lang?: string;
  /** What may be stored in the browser, and when. Default: `interaction`. */
  readonly storage?: StorageMode;
}
