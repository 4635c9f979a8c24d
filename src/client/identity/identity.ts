import type { Clock } from '../connection/clock.ts';
import type { StoredEntry } from '../outbox/entry.ts';
import type { SiteStore } from '../storage/site-store.ts';
import { cookieName, isToken, readCookies, readToken } from './cookie.ts';
import { DAY_MS, cookiesWritable, expectedEnd, removeToken, writeToken } from './cookie-jar.ts';
import { decide } from './decide.ts';
import type { Decision, Replica } from './decide.ts';
import { fingerprint } from './fingerprint.ts';

export interface Found {
  readonly row: Decision['row'];
  /** Texts of an outbox that must not be sent under this identity. */
  readonly drafts: readonly string[];
}

/** Who the visitor is: gathers what the browser kept, lets the table decide, and does what it says. */
export class Identity {
  token: string | null = null;
  anchor: Decision['anchor'] = 'cookie';
  readonly #site: string;
  readonly #store: SiteStore;
  readonly #clock: Clock;
  readonly #memoryOnly: boolean;
  #writtenAt = 0;

  constructor(site: string, store: SiteStore, clock: Clock, memoryOnly: boolean) {
    this.#site = site;
    this.#store = store;
    this.#clock = clock;
    this.#memoryOnly = memoryOnly;
    if (memoryOnly) this.anchor = 'memory';
  }

  /** Names the owner of outbox entries; null while there is no identity. */
  get owner(): string | null {
    return this.token && fingerprint(this.token);
  }

  /** `interacted: false` writes, creates and probes nothing for a stranger. `unknown`: the server does not know the token. */
  async find(interacted: boolean, unknown = false): Promise<Found> {
    if (this.#memoryOnly) {
      if (unknown) this.token = null;
      return { row: 'I7', drafts: [] };
    }
    const values = readCookies(cookieName(this.#site));
    const cookie = values.find(isToken) ?? null;
    const replica =
      (await (interacted || values.length ? this.#store.get<Replica>('replica') : this.#store.peek<Replica>('replica'))) ?? null;
    if (!interacted && !values.length && !replica) return { row: 'I5', drafts: [] };
    const now = this.#clock.now();
    const decision = decide({
      cookie,
      malformed: values.length > 0,
      cookieWritable: cookie !== null || cookiesWritable(),
      replica,
      storeUsable: this.#store.usable,
      unknown,
      now,
    });
    const drafts = decision.drafts ? await this.#texts() : [];
    if (decision.wipe) await this.#store.clear();
    if (decision.row === 'I8') removeToken(this.#site);
    // In memory mode each page is its own visitor, who must survive a second look.
    if (decision.anchor !== 'memory') this.token = decision.token;
    this.anchor = decision.anchor;
    const fresh = decision.row === 'I1' && replica !== null && now - replica.writtenAt < DAY_MS;
    this.#writtenAt = replica?.writtenAt ?? now;
    if (decision.token && this.anchor === 'cookie' && !fresh) await this.#keep(decision.token);
    return { row: decision.row, drafts };
  }

  /** Stores a token the server made. Another tab may have been first: then its token is the one in use afterwards. */
  async adopt(token: string): Promise<void> {
    const first = this.#memoryOnly || this.token ? null : readToken(this.#site);
    this.token = first ?? token;
    if (!first && !this.#memoryOnly) await this.#keep(token);
  }

  /** The cookie is not what it was when this page read it (I9). */
  get changed(): boolean {
    return this.anchor === 'cookie' && this.token !== null && readToken(this.#site) !== this.token;
  }

  /** The cookie is written once a day, so that its life slides. */
  async renewWhenOld(): Promise<void> {
    if (this.token && this.anchor === 'cookie' && this.#clock.now() - this.#writtenAt > DAY_MS) await this.find(true);
  }

  /** Forgets everything this browser knows of the visitor. */
  async wipe(): Promise<void> {
    this.token = null;
    if (this.#memoryOnly) return;
    removeToken(this.#site);
    await this.#store.clear();
  }

  async #keep(token: string): Promise<void> {
    const now = (this.#writtenAt = this.#clock.now());
    const kept = writeToken(this.#site, token);
    const expiresAt = kept ? await expectedEnd(this.#site, now) : 0;
    const replica: Replica = { token, writtenAt: now, expiresAt };
    const stored = await this.#store.set('replica', replica);
    this.anchor = kept ? 'cookie' : stored ? 'store' : 'memory';
  }

  async #texts(): Promise<string[]> {
    return ((await this.#store.get<StoredEntry[]>('outbox')) ?? []).map((entry) => entry.text);
  }
}
