import type { Clock } from '../../link/clock.ts';
import type { Observable } from '../../link/observable.ts';
import { LIST_PAGE, LIST_PAGE_MAX, parseInboxCursor } from '../../protocol/index.ts';
import type { ErrorCode } from '../../protocol/index.ts';
import { ApiError } from './api.ts';
import type { Api } from './api.ts';
import { withPage } from './dashboard-state.ts';
import { chatsOf, countAll, listKey } from './inbox-lists.ts';
import type { ListQuery } from './inbox-lists.ts';
import type { SiteLog } from './site-log.ts';
import type { DashboardState, InboxList, NumberedSiteEvent } from './types.ts';

export interface InboxReaderOptions {
  readonly state: Observable<DashboardState>;
  readonly api: Api;
  /** Public key of the site. */
  readonly site: string;
  readonly log: SiteLog;
  readonly clock: Clock;
  /** The inbox has been read anew; called before it is shown. Returns the outbox without the replies that are in it. */
  readonly onRead: () => DashboardState['outbox'];
  readonly onLoggedOut: () => void;
}

/** After this the inbox is read again, when it could not be. */
const AGAIN_MS = 3000;
const codeOf = (error: unknown): ErrorCode => (error instanceof ApiError ? error.code : 'internal');

/** Reads the inbox and the pages of its lists over HTTP, as far as they are on the screen (L1). */
export class InboxReader {
  readonly #options: InboxReaderOptions;
  /** The list on the screen. */
  #shown: ListQuery = { tab: 'all', filter: 'none', search: '' };
  /** Events that were applied while a page is on its way, which may be older than they are. */
  #since: NumberedSiteEvent[] = [];
  #pagesLoading = 0;
  #stopRetry: (() => void) | null = null;
  /** How often the inbox has been read. */
  readings = 0;
  /** How often the client has paused. What was asked before a pause says nothing about the log-in after it. */
  pauses = 0;

  constructor(options: InboxReaderOptions) {
    this.#options = options;
  }

  pause(): void {
    this.pauses += 1;
    this.#stopRetry?.();
  }

  /** An event has been applied. */
  applied(numbered: NumberedSiteEvent): void {
    if (this.#pagesLoading > 0) this.#since.push(numbered);
  }

  /** Puts a list on the screen; its first page is read unless it is there. */
  showList(query: ListQuery): void {
    const { state } = this.#options;
    this.#shown = query;
    const key = listKey(query);
    const { loaded, lists } = state.get();
    // A search that was typed over is not asked for again.
    const kept = Object.fromEntries(Object.entries(lists).filter(([other]) => other.endsWith(' ') || other === key));
    if (Object.keys(kept).length < Object.keys(lists).length) state.set({ lists: kept });
    const list = kept[key];
    if (loaded && (!list || (list.error && !list.loading))) void this.#loadPage(query);
  }

  /** Reads the next page of the list on the screen, unless it is on its way. */
  loadMore(): void {
    const list = this.#options.state.get().lists[listKey(this.#shown)];
    if (list?.next && !list.loading && !list.error) void this.#loadPage(this.#shown, list.next);
  }

  /** After a page that did not come. */
  loadAgain(): void {
    void this.#loadPage(this.#shown, this.#options.state.get().lists[listKey(this.#shown)]?.next ?? undefined);
  }

  async loadInbox(): Promise<void> {
    const { state, api, site, log, clock, onRead, onLoggedOut } = this.#options;
    if (log.isHeld) return;
    log.hold();
    const { pauses } = this;
    try {
      // As much as was on the screen, so that nobody loses their place by it.
      const query = this.#shown;
      const limit = Math.min(LIST_PAGE_MAX, Math.max(LIST_PAGE, chatsOf(state.get(), query).length));
      const { epoch, gseq, chats, next = null, counts } = await api.inbox(site, { ...query, limit });
      this.readings += 1;
      const outbox = onRead();
      const { threads, operator, blockListVersion } = state.get();
      state.set({
        epoch,
        gseq,
        chats: Object.fromEntries(chats.map((chat) => [chat.id, chat])),
        lists: { [listKey(query)]: { end: next === null ? null : parseInboxCursor(next), next, loading: false, error: null } },
        counts: counts ?? countAll(chats, operator?.id),
        // Threads may have changed in ways no event told: they are read again when they are on the screen.
        threads: Object.fromEntries(Object.entries(threads).map(([session, thread]) => [session, { ...thread, stale: true }])),
        outbox,
        loaded: true,
        loadError: null,
        blockListVersion: blockListVersion + 1,
      });
      log.release();
      this.showList(this.#shown);
    } catch (error) {
      log.drop();
      if (pauses !== this.pauses) {
        if (state.get().connection.status === 'open') void this.loadInbox();
        return;
      }
      const code = codeOf(error);
      if (code === 'unauthorized') return onLoggedOut();
      state.set({ loadError: code });
      this.#stopRetry?.();
      this.#stopRetry = clock.after(AGAIN_MS, () => void this.loadInbox());
    }
  }

  async #loadPage(query: ListQuery, after?: string): Promise<void> {
    const { state, api, site, onLoggedOut } = this.#options;
    const key = listKey(query);
    const { readings, pauses } = this;
    const there = state.get().lists[key] ?? { end: null, next: null };
    this.#note(key, { ...there, loading: true, error: null });
    this.#pagesLoading += 1;
    try {
      const asked = { ...query, limit: LIST_PAGE, ...(after !== undefined && { after }) };
      const { gseq, chats, next = null } = await api.inbox(site, asked);
      // The inbox was read anew meanwhile, from its beginning.
      if (readings !== this.readings) return;
      state.set(withPage(state.get(), { key, gseq, chats, next, end: next === null ? null : parseInboxCursor(next) }, this.#since));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'unauthorized' && pauses === this.pauses) return onLoggedOut();
      if (readings === this.readings) this.#note(key, { ...there, loading: false, error: code });
    } finally {
      this.#pagesLoading -= 1;
      if (this.#pagesLoading === 0) this.#since = [];
    }
  }

  #note(key: string, list: InboxList): void {
    const { state } = this.#options;
    state.set({ lists: { ...state.get().lists, [key]: list } });
  }
}
