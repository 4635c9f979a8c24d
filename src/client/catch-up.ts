import type { EventPage } from '../protocol/index.ts';
import type { Missing } from './session-state.ts';

export interface CatchUpOptions {
  /** Reads one page over HTTP. Resolves to null when the request fails. */
  readonly read: (session: string, after: number) => Promise<EventPage | null>;
  /** Asks over the socket. Returns false when there is no connection. */
  readonly send: (frame: object) => boolean;
  /** Applies a page. The caller asks for events that are missing after it with `fetch`. */
  readonly apply: (page: EventPage) => void;
  /** seq of the last event this page has of a session. */
  readonly lastSeq: (session: string) => number | undefined;
}

/** Fetches events that a gap or a full page shows to be missing, with one request at a time for each session (E3, R3). */
export class CatchUp {
  readonly #options: CatchUpOptions;
  /** Sessions with a request under way. true: another gap showed meanwhile, so the answer may be too old. */
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

  /** A page has arrived, over the socket or over HTTP. */
  answer(page: EventPage): void {
    const { id } = page.session;
    const again = this.#asked.get(id);
    this.#asked.delete(id);
    this.#options.apply(page);
    const after = this.#options.lastSeq(id);
    if (again && after !== undefined && !this.#asked.has(id)) void this.fetch({ session: id, after, page: false });
  }

  /** The connection is gone, so its answers will not come. */
  reset(): void {
    this.#asked.clear();
  }
}
