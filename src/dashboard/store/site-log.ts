import { CatchUp } from '../../link/catch-up.ts';
import type { Clock } from '../../link/clock.ts';
import type { Observable } from '../../link/observable.ts';
import { receive } from './dashboard-state.ts';
import type { DashboardState, NumberedSiteEvent } from './types.ts';

export interface SiteLogOptions {
  readonly state: Observable<DashboardState>;
  readonly clock: Clock;
  /** Asks for the events after a number. Returns false without a connection. */
  readonly ask: (after: number) => boolean;
  /** Called after each event that was applied. */
  readonly onApplied: (numbered: NumberedSiteEvent) => void;
}

/** The log that this client follows; a visitor's client follows one for each session. */
const SITE = 'site';

/** Follows the site's log (E4): applies events in order, asks for missing ones, and holds events while the inbox is read. */
export class SiteLog {
  readonly #options: SiteLogOptions;
  readonly #catchUp: CatchUp;
  #held: NumberedSiteEvent[] | null = null;
  /** The number of the site's last event when the present connection began. */
  #begunAt = 0;

  constructor(options: SiteLogOptions) {
    this.#options = options;
    const { state, clock, ask } = options;
    this.#catchUp = new CatchUp({ clock, ask: () => ask(state.get().gseq) });
  }

  /** The inbox is on its way. */
  get isHeld(): boolean {
    return this.#held !== null;
  }

  /** A connection begins. The answers of the former one will not come. */
  begin(gseq: number): void {
    this.#catchUp.reset();
    this.#begunAt = gseq;
  }

  follow(events: readonly NumberedSiteEvent[]): void {
    if (this.#held) return void this.#held.push(...events);
    const { state, onApplied } = this.#options;
    for (const numbered of events) {
      const { state: next, outcome } = receive(state.get(), numbered);
      if (outcome === 'gap') return void this.#catchUp.fetch(SITE);
      if (outcome === 'dropped') continue;
      state.set(next);
      onApplied(numbered);
    }
  }

  /** The server has answered the request for missing events. */
  answer(apply: () => void): void {
    this.#catchUp.answer(SITE, apply);
  }

  /** The server refused a signal and did not say which one. If it asked for missing events, nothing else would close the gap. */
  refused(retryAfterMs?: number): void {
    this.#catchUp.refused(retryAfterMs);
  }

  hold(): void {
    this.#held = [];
  }

  /** The inbox has been read: the events that came meanwhile follow it. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.follow(held);
    // Asked for on a connection that broke meanwhile: what came between this answer and the present one was told to nobody.
    if (this.#options.state.get().gseq < this.#begunAt) void this.#catchUp.fetch(SITE);
  }

  /** The inbox could not be read. The next reading brings what came meanwhile. */
  drop(): void {
    this.#held = null;
  }

  stop(): void {
    this.#catchUp.reset();
  }
}
