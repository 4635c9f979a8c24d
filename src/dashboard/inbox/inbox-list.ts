import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { InboxFilter, InboxTab } from '../../protocol/index.ts';
import { DashboardElement, TickController } from '../parts/element.ts';
import { chatsOf, listKey, totalOf } from '../store/inbox-lists.ts';
import type { ListQuery } from '../store/inbox-lists.ts';
import type { Chat } from '../store/types.ts';
import { filterBar } from './filters.ts';
import type { InboxItem } from './inbox-items.ts';
import { emptyList, moreOfList } from './list-end.ts';
import { listTitle, searchField } from './list-header.ts';
import { endedPart, selectingPart } from './parts.ts';
import { chatRow } from './row.ts';
import { sectionHeading } from './section.ts';
import type { Selecting } from './selecting.ts';
import { ShownOrder } from './shown-order.ts';
import { inboxTabs } from './tabs.ts';
import { VirtualListController } from './virtual-list.ts';

/** So near to its end the next page of a list is asked for. */
const AHEAD = 20;
/** How long the typing rests before the server is asked. */
const SEARCH_AFTER_MS = 150;

/** The chats that are not closed: visitors who wait on top, then the operator's unread, then by the last event (L1). */
export class DashboardInbox extends DashboardElement {
  static override properties = {
    ...DashboardElement.properties,
    tab: { state: true },
    filter: { state: true },
    searching: { state: true },
    query: { state: true },
    closing: { state: true },
    filtering: { state: true },
  };
  declare tab: InboxTab;
  declare filter: InboxFilter;
  declare searching: boolean;
  declare query: string;
  /** Several chats are being closed. */
  declare closing: boolean;
  /** With one pane the filters are shown on request: rows need the room. */
  declare filtering: boolean;
  readonly #list = new VirtualListController(this, () => this.find('.rows'));
  readonly #order = new ShownOrder();
  /** What the server has been asked for; it follows the typing. */
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #key = '';
  #selecting: Selecting | undefined;

  constructor() {
    super();
    this.tab = 'all';
    this.filter = 'none';
    this.searching = false;
    this.query = '';
    this.closing = false;
    this.filtering = false;
    new TickController(this, () => this.screen.state.counts.waiting > 0);
    this.addEventListener('click', this.#onClick);
    this.addEventListener('mousedown', this.#onDown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  get #shown(): ListQuery {
    return { tab: this.tab, filter: this.filter, search: this.query };
  }

  /** What the list shows, in its order. */
  get visible(): readonly Chat[] {
    return this.#items.flatMap((item) => (item.kind === 'chat' ? [item.chat] : []));
  }

  get #items(): readonly InboxItem[] {
    const { state } = this.screen;
    const rows = (): HTMLElement | null => this.find('.rows');
    const canScroll = (): boolean => (rows()?.scrollHeight ?? 0) > (rows()?.clientHeight ?? 0) + 1;
    return this.#order.items(chatsOf(state, this.#shown), state.operator?.id, this.filter, canScroll);
  }

  /** The chat `step` places from `id`; without one the first or last. */
  neighbour(id: string | null, step: 1 | -1): Chat | undefined {
    const chats = this.visible;
    const at = chats.findIndex((chat) => chat.id === id);
    return at < 0 ? (step > 0 ? chats[0] : chats.at(-1)) : chats[at + step];
  }

  /** Puts the focus on the row of a chat, else on the list's heading, so that it is never lost. */
  focusRow(id: string | undefined): void {
    const find = (): HTMLElement | null =>
      id === undefined ? null : this.querySelector(`[data-chat="${CSS.escape(id)}"] ${this.screen.selection ? '.check' : '.name'}`);
    if (id !== undefined) {
      this.#list.reveal(id);
      // A row far away is drawn now, so that it can have the focus.
      this.performUpdate();
    }
    (find() ?? this.find('h1'))?.focus({ preventScroll: find() !== null });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { loaded } = this.screen.state;
    const query = { ...this.#shown, search: this.#asked };
    const key = `${this.screen.site.key} ${loaded} ${listKey(query)}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#order.forget();
    this.screen.client.showList(query);
    // Nothing is closed that is not seen.
    if (this.screen.selection) this.screen.pick(() => null);
  }

  protected override updated(): void {
    this.#selecting?.updated();
    const rows = this.#list.rows;
    if ((rows.at(-1)?.index ?? 0) >= this.#items.length - AHEAD && this.#asked === this.query) this.screen.client.loadMore();
  }

  #search(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#asked = this.query;
      this.requestUpdate();
    }, SEARCH_AFTER_MS);
  }

  async openSearch(): Promise<void> {
    this.searching = true;
    await this.updateComplete;
    this.find<HTMLInputElement>('input[type="search"]')?.focus();
  }

  #closeSearch(): void {
    this.searching = false;
    this.#search('');
    void this.updateComplete.then(() => this.find('.list > header .icon-btn')?.focus());
  }

  #toggleFilters(): void {
    this.filtering = !(this.filtering || this.filter !== 'none');
    // Nothing is filtered by what cannot be seen.
    if (!this.filtering) this.filter = 'none';
  }

  readonly #clearFilters = (): void => {
    this.filter = 'none';
    void this.updateComplete.then(() => this.find('.fbar button')?.focus());
  };

  readonly #walkTo = (tab: InboxTab): void => {
    this.tab = tab;
    void this.updateComplete.then(() => this.find('[role="tab"][aria-selected="true"]')?.focus());
  };

  async #closeEnded(): Promise<void> {
    this.closing = true;
    await (await endedPart.ready())?.closeAllEnded(this.screen);
    this.closing = false;
    if (this.screen.state.counts.all.ended === 0) this.filter = 'none';
    await this.updateComplete;
    this.focusRow(this.visible[0]?.id);
  }

  /* While somebody points at the list, or has the focus in it, its order rests. */

  #hold(by: 'pointer' | 'focus', on: boolean): void {
    if (!this.#order.hold(by, on, () => this.#items)) return;
    this.#list.held = null;
    this.requestUpdate();
  }

  readonly #onPointer = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const row = (event.target as Element).closest<HTMLElement>('[data-chat]');
    if (row) this.#list.held = row.dataset['chat'] ?? null;
    if (!this.#order.isPointed) this.#hold('pointer', true);
  };

  readonly #onFocus = (event: FocusEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-chat]');
    this.#list.pinned = row?.dataset['chat'] ?? null;
    if (row && !this.#order.isPointed) this.#list.held = this.#list.pinned;
    this.#hold('focus', row !== null);
  };

  readonly #onBlur = (event: FocusEvent): void => {
    if ((event.currentTarget as Element).contains(event.relatedTarget as Node | null)) return;
    this.#list.pinned = null;
    this.#hold('focus', false);
  };

  /* Selection */

  /** Does something with the selection, whose code comes with the first one. */
  select(act: (selecting: Selecting) => void): void {
    const { route } = this.screen;
    selectingPart.use((code) => {
      // An operator who has opened something meanwhile has turned to other work.
      if (this.screen.route === route) act((this.#selecting ??= new code.Selecting(this)));
    });
  }

  /** While chats are picked the keys for the next and the previous one open nothing; false when none are. */
  moveFocus(step: 1 | -1): boolean {
    if (!this.screen.selection) return false;
    const to = this.neighbour(this.querySelector<HTMLElement>('[data-chat]:focus-within')?.dataset['chat'] ?? null, step);
    if (to) this.focusRow(to.id);
    return true;
  }

  /** Closes what is picked; false when nothing is. */
  closePicked(): boolean {
    if (!this.screen.selection?.picked.size) return false;
    this.select((selecting) => selecting.close());
    return true;
  }

  readonly #onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    const id = target.closest<HTMLElement>('[data-chat]')?.dataset['chat'];
    const chat = id === undefined ? undefined : this.visible.find((one) => one.id === id);
    if (!chat || target.closest('button') || event.ctrlKey || event.metaKey || event.altKey) return;
    const isBox = target.matches('.check');
    if (!isBox && !event.shiftKey && !this.screen.selection) return;
    // A box shows by itself what was pressed; a link and a label act otherwise.
    if (!isBox) event.preventDefault();
    this.select((selecting) => selecting.toggle(chat, event.shiftKey));
  };

  /** Shift picks a span: it marks no text. */
  readonly #onDown = (event: MouseEvent): void => {
    if (event.shiftKey && (event.target as Element).closest('[data-chat]')) event.preventDefault();
  };

  protected override render(): TemplateResult {
    const { t, state, selection } = this.screen;
    const items = this.#items;
    this.#list.show(items);
    const shown = this.#shown;
    const total = totalOf(state, shown);
    return html`<section class="list" aria-label=${t('inbox')}>
      <header>${this.#header()}</header>
      ${inboxTabs(this.screen, this.tab, { choose: (tab) => (this.tab = tab), walk: this.#walkTo })}
      ${selection ? this.#selecting?.head(selection) : this.#filters()}
      ${
        this.filter === 'ended' && !selection && state.counts.all.ended > 0
          ? endedPart.code?.endedCard(this.screen, this.closing, () => void this.#closeEnded())
          : nothing
      }
      <div
        class="rows ${selection ? 'picking' : ''}"
        role="tabpanel"
        id="inbox-rows"
        aria-labelledby="tab-${this.tab}"
        tabindex=${items.length ? nothing : '0'}
        @pointerover=${this.#onPointer}
        @pointerleave=${() => this.#hold('pointer', false)}
        @focusin=${this.#onFocus}
        @focusout=${this.#onBlur}
      >
        ${
          items.length
            ? html`<ul .style=${`height:${this.#list.height}px`}>
                ${repeat(
                  this.#list.rows,
                  ({ index }) => items[index]!.key,
                  ({ index, start }) => this.#item(items[index]!, index, start, total),
                )}
              </ul>`
            : emptyList(this.screen, shown, this.#asked === this.query, this.#clearFilters)
        }
        ${moreOfList(this.screen, shown)}
      </div>
      ${selection ? this.#selecting?.bar(selection) : nothing}
    </section>`;
  }

  #header(): TemplateResult {
    const { t, selection } = this.screen;
    if (this.searching) return searchField(t, this.query, { type: (query) => this.#search(query), close: () => this.#closeSearch() });
    return listTitle(this.screen, this.filtering || this.filter !== 'none', {
      search: () => void this.openSearch(),
      filter: () => this.#toggleFilters(),
      select: () => this.select((selecting) => (selection ? selecting.stop() : selecting.begin())),
    });
  }

  #filters(): TemplateResult | typeof nothing {
    if (this.screen.onePane && !this.filtering && this.filter === 'none') return nothing;
    return filterBar(this.screen, this.tab, this.filter, (filter) => (this.filter = filter));
  }

  #item(item: InboxItem, index: number, start: number, total: number | null): TemplateResult {
    const style = `top:${start}px`;
    if (item.kind === 'chat') return chatRow(this.screen, item.chat, { index, style, place: item.place, total }, this.filter === 'ended');
    return html`<li class="sect" data-index=${index} .style=${style}>${sectionHeading(this.screen, item.of, this.#shown)}</li>`;
  }
}
