import type { Clock } from '../../link/clock.ts';
import { entriesOf } from '../outbox/entry.ts';
import { BrowserStore } from '../../link/browser-store.ts';
import { formerName, isToken, readCookies, readToken } from './cookie.ts';
import { DAY_MS, cookiesWritable, expectedEnd, writeToken } from './cookie-jar.ts';
import { decide, replicaOf } from './decide.ts';
import type { Decision, Replica } from './decide.ts';
import { fingerprint } from './fingerprint.ts';
import { forgetStored, removeToken } from './forget.ts';

export interface Found {
  readonly row: Decision['row'];
  /** Texts of an outbox that must not be sent under this identity. */
  readonly drafts: readonly string[];
}

/** The visitor's identity: collects what the browser kept, lets the table decide, and carries out the decision. */
export class Identity {
  token: string | null = null;
  anchor: Decision['anchor'] = 'cookie';
  /** Name of everything the browser keeps for this visitor. */
  readonly name: string;
  /**
   * The token is stored under the former name and may be another server's. Nothing there changes before the server has
   * accepted it.
   */
  borrowed = false;
  readonly #former: string;
  /** A token under the former name that belongs to another server. */
  #foreign: string | null = null;
  readonly #store: BrowserStore;
  readonly #clock: Clock;
  /** The browser may store something for this visitor. */
  remembers: boolean;
  #writtenAt = 0;
  #owner: string | null = null;

  constructor(name: string, site: string, store: BrowserStore, clock: Clock, memoryOnly: boolean) {
    this.name = name;
    this.#former = formerName(site);
    this.#store = store;
    this.#clock = clock;
    this.remembers = !memoryOnly;
    if (memoryOnly) this.anchor = 'memory';
  }

  /** Names the owner of outbox entries, the same across all tokens of a visitor; null while there is no identity. */
  get owner(): string | null {
    return this.token && (this.#owner ?? fingerprint(this.token));
  }

  /**
   * `interacted: false` writes, creates and probes nothing for a stranger. `unknown`: the server does not know the token.
   */
  async find(interacted: boolean, unknown = false): Promise<Found> {
    if (!this.remembers) {
      if (unknown) this.token = null;
      return { row: 'I7', drafts: [] };
    }
    const { borrowed, token: refused } = this;
    if (unknown) this.#foreign = refused;
    const values = readCookies(this.name);
    const cookie = values.find(isToken) ?? null;
    const replica = replicaOf(await (interacted || values.length ? this.#store.get('replica') : this.#store.peek('replica')));
    const now = this.#clock.now();
    this.borrowed = !unknown && !values.length && !replica && (await this.#borrow(now));
    if (this.borrowed) return { row: 'I1', drafts: [] };
    if (!interacted && !values.length && !replica && !unknown) return { row: 'I5', drafts: [] };
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
    if (decision.row === 'I8') this.#remove(borrowed ? null : refused);
    // In memory mode each page is its own visitor, and this visitor must survive a second look.
    if (decision.anchor !== 'memory') {
      this.token = decision.token;
      this.#owner = (replica?.token === decision.token && replica?.owner) || null;
    }
    this.anchor = decision.anchor;
    const fresh = decision.row === 'I1' && replica?.token === cookie && now - replica.writtenAt < DAY_MS;
    this.#writtenAt = replica?.writtenAt ?? now;
    if (decision.token && this.anchor === 'cookie' && !fresh) await this.#keep(decision.token);
    return { row: decision.row, drafts };
  }

  /**
   * Stores a token that the server issued. If another tab was first, its token is the one in use afterwards. A new token of
   * a known visitor is stored before it is used, and the visitor still owns the messages they wrote.
   */
  async adopt(token: string): Promise<void> {
    const { owner, token: previous } = this;
    const first = !this.remembers || previous ? null : readToken(this.name);
    if (!previous) this.token = first ?? token;
    else if (this.remembers && this.anchor === 'cookie') {
      // Even if the page ends before the cookie is written, the replica shows that the two tokens belong together.
      const now = this.#clock.now();
      await this.#store.set('replica', {
        token,
        previous,
        owner: owner ?? '',
        writtenAt: now,
        expiresAt: now + 7 * DAY_MS,
      } satisfies Replica);
    }
    this.#owner = owner;
    if (previous) this.#removeFormer(previous);
    if (!first && this.remembers) await this.#keep(token, previous);
    this.token = first ?? token;
  }

  /** Another tab has put a newer token into the store that the tabs share. */
  async renewed(): Promise<boolean> {
    const shared = this.anchor === 'store' ? replicaOf(await this.#store.get('replica'))?.token : this.stored;
    return !!shared && shared !== this.token;
  }

  /**
   * The visitor allows storing their identity, or withdraws that: then it is wiped from the browser and lives on in this
   * page only.
   */
  async remember(on: boolean): Promise<void> {
    this.remembers = on;
    this.anchor = on ? 'cookie' : 'memory';
    this.#store.enable(on);
    if (on && this.token) await this.#keep(this.token);
    if (!on) for (const name of [this.name, this.#former]) forgetStored(name);
  }

  /** The borrowed identity is this visitor's own. Another tab may have been first, with a newer token. */
  async own(): Promise<void> {
    this.borrowed = false;
    if (this.token && !readToken(this.name)) await this.#keep(this.token);
  }

  /** The token in the browser's cookies. */
  get stored(): string | null {
    if (!this.remembers) return null;
    const former = readToken(this.#former);
    return readToken(this.name) ?? (former === this.#foreign ? null : former);
  }

  /** The cookie has changed since this page read it (I9). */
  get changed(): boolean {
    return this.anchor === 'cookie' && this.token !== null && this.stored !== this.token;
  }

  /** Writes the cookie again once a day, so that its expiry moves on. */
  async renewWhenOld(): Promise<void> {
    if (this.token && this.anchor === 'cookie' && this.#clock.now() - this.#writtenAt > DAY_MS) await this.find(true);
  }

  /** Forgets everything this browser knows of the visitor. */
  async wipe(): Promise<void> {
    const { token } = this;
    this.token = this.#owner = null;
    if (!this.remembers) return;
    this.#remove(token);
    await this.#store.clear();
  }

  /** Looks under the former name, as the former widget did. Takes nothing and changes nothing there. */
  async #borrow(now: number): Promise<boolean> {
    const values = readCookies(this.#former);
    const cookie = values.find(isToken) ?? null;
    const replica = this.#store.usable ? replicaOf(await new BrowserStore(this.#former, this.#clock).peek('replica')) : null;
    if (!cookie && (!replica || values.length)) return false;
    const cookieWritable = cookie !== null || cookiesWritable();
    const found = decide({ cookie, malformed: false, cookieWritable, replica, storeUsable: true, now });
    // Visitors who clear cookies clear them for every server (I3).
    if (found.row === 'I3') forgetStored(this.#former);
    if (!found.token || found.token === this.#foreign) return false;
    this.token = found.token;
    this.#owner = (replica?.token === found.token && replica.owner) || null;
    this.anchor = found.anchor;
    return true;
  }

  #remove(token: string | null): void {
    removeToken(this.name);
    this.#removeFormer(token);
  }

  /** Removes the copy that was left for pages with the former widget. */
  #removeFormer(token: string | null): void {
    if (token !== null && readToken(this.#former) === token) removeToken(this.#former);
  }

  async #keep(token: string, previous: string | null = null): Promise<void> {
    const now = (this.#writtenAt = this.#clock.now());
    const kept = writeToken(this.name, token);
    const expiresAt = kept ? await expectedEnd(this.name, now) : 0;
    const replica: Replica = { token, previous, owner: this.#owner ?? fingerprint(token), writtenAt: now, expiresAt };
    const stored = await this.#store.set('replica', replica);
    this.anchor = kept ? 'cookie' : stored ? 'store' : 'memory';
  }

  async #texts(): Promise<string[]> {
    return entriesOf(await this.#store.get('outbox')).map((entry) => entry.text);
  }
}
