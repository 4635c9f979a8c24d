import type { EventPage } from '../protocol/index.ts';
import type { Missing } from './session-state.ts';

export interface CatchUpOptions {
  /** Reads one page over HTTP; null when that failed. */
  readonly read: (session: string, after: number) => Promise<EventPage | null>;
  /** Asks over the socket; false when there is none. */
  readonly send: (frame: object) => boolean;
  /** Applies a page; what is missing after it is asked for with `fetch`. */
  readonly apply: (page: EventPage) => void;
  /** seq of the last event the page has of a session. */
  readonly lastSeq: (session: string) => number | undefined;
}

/** Fetches events a gap or a full page showed to be missing: one question at a time for each session (E3, R3). */
export class CatchUp {
  readonly #options: CatchUpOptions;
  /** Sessions asked for; true: another gap showed meanwhile, so the answer may be too old. */
  readonly #asked = new Map<string, boolean>();

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  async fetch({ session, after, page }: Missing): Promise<void> {
    if (this.#asked.has(session)) return void this.#asked.set(session, true);
    this.#asked.set(session, false);
    const found = page ? await this.#options.read(session, after) : null;
    if (found) this.answer(found);
    else if (!this.#options.send({ type: 'sync', session, after })) this.#asked.delete(session);
  }

  /** A page came, over whichever way. */
  answer(page: EventPage): void {
    const { id } = page.session;
    const again = this.#asked.get(id);
    this.#asked.delete(id);
    this.#options.apply(page);
    const after = this.#options.lastSeq(id);
    if (again && after !== undefined && !this.#asked.has(id)) void this.fetch({ session: id, after, page: false });
  }

  /** The connection is gone, and the answers with it. */
  reset(): void {
    this.#asked.clear();
  }
}
