import type { Observable } from '../../link/observable.ts';
import type { SessionEvent } from '../../protocol/index.ts';
import { ApiError } from './api.ts';
import type { Api } from './api.ts';
import { continues, withThread } from './dashboard-state.ts';
import type { InboxReader } from './inbox-reader.ts';
import { findChat, threadOf } from './selectors.ts';
import type { DashboardState, SiteEvent, ThreadView } from './types.ts';

export interface ThreadReaderOptions {
  readonly state: Observable<DashboardState>;
  readonly api: Api;
  /** Public key of the site. */
  readonly site: string;
  readonly inbox: InboxReader;
  readonly onLoggedOut: () => void;
}

/** Reads threads over HTTP: the newest page when a chat is opened, and earlier ones when they are asked for (L3). */
export class ThreadReader {
  readonly #options: ThreadReaderOptions;
  /** Events that arrive while a thread is on its way, which may be older than they are. */
  #meanwhile: { session: string; event: SessionEvent }[] = [];
  #loading = 0;

  constructor(options: ThreadReaderOptions) {
    this.#options = options;
  }

  /** An event has been applied. */
  applied(event: SiteEvent): void {
    if (event.type === 'session.appended' && this.#loading > 0) this.#meanwhile.push(event);
  }

  /** Reads the thread of a chat unless it is there already. Rejects with `ApiError`. */
  async open(id: string): Promise<void> {
    const thread = this.#threadOf(id);
    if (thread && !thread.stale && thread.chats.some((one) => one.id === id)) return;
    await this.#load(id);
  }

  /** Reads the page before the first event on the screen. */
  async loadEarlier(id: string): Promise<void> {
    const thread = this.#threadOf(id);
    const first = thread?.events[0]?.seq;
    if (thread?.more && first !== undefined) await this.#load(id, first);
  }

  #threadOf(id: string): ThreadView | undefined {
    const state = this.#options.state.get();
    return threadOf(state, findChat(state, id));
  }

  async #load(id: string, before?: number): Promise<void> {
    const { state, api, site, inbox, onLoggedOut } = this.#options;
    this.#loading += 1;
    const { readings, pauses } = inbox;
    try {
      const { chat, chats, events, more } = await api.thread(site, id, before);
      if (before !== undefined && !continues(state.get().threads[chat.session.id], before)) return;
      const late = this.#meanwhile.filter(({ session }) => session === chat.session.id).map(({ event }) => event);
      state.set(
        withThread(state.get(), {
          session: chat.session,
          chats,
          events: [...events, ...late.filter(({ seq }) => seq > (events.at(-1)?.seq ?? 0))],
          more,
          // What came between this answer and a later one with the inbox was told to nobody.
          ...(before === undefined && readings !== inbox.readings && { stale: true }),
        }),
      );
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthorized' && pauses === inbox.pauses) onLoggedOut();
      throw error;
    } finally {
      this.#loading -= 1;
      if (this.#loading === 0) this.#meanwhile = [];
    }
  }
}
