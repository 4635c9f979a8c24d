import type { Site } from '../../protocol/index.ts';
import type { DashboardClient } from './dashboard-client.ts';
import type { KeptReplies } from './kept-replies.ts';
import type { DashboardState } from './types.ts';

/**
 * One client for each site the operator has looked at. They stay connected while another site is on the screen, so that
 * replies under way arrive, drafts are kept, and news is heard from every site the operator works for.
 */
export class SiteClients {
  readonly #make: (site: Site) => DashboardClient;
  readonly #onState: (state: DashboardState) => void;
  readonly #clients = new Map<string, DashboardClient>();
  #current: DashboardClient | null = null;

  /** `onState` hears of the site on the screen alone. */
  constructor(make: (site: Site) => DashboardClient, onState: (state: DashboardState) => void) {
    this.#make = make;
    this.#onState = onState;
  }

  /** The client of the site on the screen. */
  get current(): DashboardClient | null {
    return this.#current;
  }

  /** Puts a site on the screen. */
  show(site: Site): void {
    let client = this.#clients.get(site.key);
    if (!client) {
      const made = this.#make(site);
      this.#clients.set(site.key, (client = made));
      made.subscribe((state) => {
        if (made === this.#current) this.#onState(state);
      });
      made.open();
    }
    this.#current = client;
    this.#onState(client.getState());
  }

  get states(): DashboardState[] {
    return [...this.#clients.values()].map((client) => client.getState());
  }

  /** What each site's client keeps over a reload. */
  get kept(): KeptReplies[] {
    return [...this.#clients.values()].flatMap(({ kept }) => kept ?? []);
  }

  /** The log-in is over: nothing is on the screen, and what was written waits. */
  pause(): void {
    this.#current = null;
    for (const client of this.#clients.values()) client.pause();
  }

  /** The operator is back: goes on at the sites they still work for. */
  resume(sites: readonly Site[]): void {
    for (const [key, client] of this.#clients) {
      if (sites.some((site) => site.key === key)) client.open();
      else {
        client.close();
        this.#clients.delete(key);
        if (client === this.#current) this.#current = null;
      }
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
    this.#current = null;
  }
}
