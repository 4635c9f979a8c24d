import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { InboxFilter, InboxTab } from '../../protocol/index.ts';
import { avatar } from '../../ui/avatar.ts';
import { DOT, formatDuration, formatWhen } from '../../ui/i18n.ts';
import { alertIcon, checkIcon, closeIcon, editIcon, endChatIcon, filterIcon, icon, searchIcon } from '../../ui/icons.ts';
import { pathOf, visitorName } from '../parts/format.ts';
import { chatRoute, LIST, openChatOf } from './routes.ts';
import { errorText } from '../strings/index.ts';
import { emptyState, why } from '../parts/common.ts';
import { DashboardElement, TickController } from '../parts/element.ts';
import { selectIcon } from '../parts/icons.ts';
import { VirtualListController } from './virtual-list.ts';
import { hashOf } from '../shell/router.ts';
import { chatsOf, listKey, totalOf } from '../store/inbox-lists.ts';
import type { ListQuery } from '../store/inbox-lists.ts';
import { isDone, isWaiting, lastAt, typist } from '../store/selectors.ts';
import type { Chat, DashboardState } from '../store/types.ts';
import { closeAllEnded } from './close-ended.ts';
import { closeSelected } from './close-selected.ts';
import { heldItems, inboxItems } from './inbox-items.ts';
import type { InboxItem } from './inbox-items.ts';
import { NOTHING_PICKED, spanned, toggled } from './selection.ts';
import type { Selection } from './selection.ts';
import { endedShort, selectionBar, selectionHead } from './selection-parts.ts';

const TABS: readonly InboxTab[] = ['unassigned', 'mine', 'all'];
const LABELS = { unassigned: 'tabNew', mine: 'tabMine', all: 'tabAll' } as const;
const NONE = { unassigned: 'noUnassigned', mine: 'noMine', all: 'emptyList' } as const;
const FILTERS = { unread: 'filterUnread', ended: 'filterEnded' } as const;
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
  /** What the server has been asked for; it follows the typing. */
  #asked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #key = '';
  /** How many were picked when it was said last. */
  #said: number | null = null;
  /** The order on the screen while somebody points at the list or has the focus in it. */
  #order: readonly string[] | null = null;
  readonly #holding = { pointer: false, focus: false };
  #made: { readonly of: readonly unknown[]; readonly items: readonly InboxItem[] } = { of: [], items: [] };

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
    const chats = chatsOf(state, this.#shown);
    const of = [chats, this.#order, state.operator?.id, this.filter];
    // A key typed in the reply box draws this screen too: nothing is made for it.
    if (this.#made.of.every((one, i) => one === of[i]) && this.#made.of.length > 0) return this.#made.items;
    const sorted = inboxItems(chats, state.operator?.id, this.filter === 'ended');
    const rows = this.find('.rows');
    const items = this.#order ? heldItems(sorted, this.#order, rows !== null && rows.scrollHeight > rows.clientHeight + 1) : sorted;
    this.#made = { of, items };
    return items;
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
    if (key !== this.#key) {
      this.#key = key;
      this.#order = null;
      this.screen.client.showList(query);
      // Nothing is closed that is not seen.
      if (this.screen.selection) this.screen.pick(null);
    }
  }

  protected override updated(): void {
    this.#sayPicked();
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

  #hold(by: 'pointer' | 'focus', on: boolean): void {
    this.#holding[by] = on;
    const { pointer, focus } = this.#holding;
    if (pointer || focus) this.#order ??= this.#items.map(({ key }) => key);
    else if (this.#order) {
      this.#order = null;
      this.#list.held = null;
      this.requestUpdate();
    }
  }

  readonly #onPointer = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const row = (event.target as Element).closest<HTMLElement>('[data-chat]');
    if (row) this.#list.held = row.dataset['chat'] ?? null;
    if (!this.#holding.pointer) this.#hold('pointer', true);
  };

  readonly #onFocus = (event: FocusEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('[data-chat]');
    this.#list.pinned = row?.dataset['chat'] ?? null;
    if (row && !this.#holding.pointer) this.#list.held = this.#list.pinned;
    this.#hold('focus', row !== null);
  };

  readonly #onBlur = (event: FocusEvent): void => {
    if ((event.currentTarget as Element).contains(event.relatedTarget as Node | null)) return;
    this.#list.pinned = null;
    this.#hold('focus', false);
  };

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

  #clearFilters(): void {
    this.filter = 'none';
    void this.updateComplete.then(() => this.find('.fbar button')?.focus());
  }

  async #closeEnded(): Promise<void> {
    this.closing = true;
    await closeAllEnded(this.screen);
    this.closing = false;
    if (this.screen.state.counts.all.ended === 0) this.filter = 'none';
    await this.updateComplete;
    this.focusRow(this.visible[0]?.id);
  }

  /* Selection */

  /** Changes the selection, and keeps the focus in the row that has it: a link gives way to a box, or comes back. */
  #pick(selection: Selection | null): void {
    const row = this.querySelector<HTMLElement>('[data-chat]:focus-within');
    // Before the link goes: a focus that falls is lost.
    if (!this.screen.selection) row?.querySelector<HTMLElement>('.check')?.focus({ preventScroll: true });
    const ends = this.screen.selection !== null && selection === null;
    this.screen.pick(selection);
    if (ends && row) void this.#drawn().then(() => this.focusRow(row.dataset['chat']));
  }

  /** The app hands the selection down with the next drawing. */
  async #drawn(): Promise<void> {
    await Promise.resolve();
    await this.updateComplete;
  }

  #sayPicked(): void {
    const { selection, t, voice } = this.screen;
    const n = selection?.picked.size ?? null;
    if (n === this.#said) return;
    this.#said = n;
    if (n !== null) voice.say(t('selectedN', { n }));
  }

  #toggle(chat: Chat, span: boolean): void {
    const { selection, route } = this.screen;
    const current = openChatOf(route);
    this.#pick(span ? spanned(selection, this.visible, chat, current) : toggled(selection, chat));
  }

  /** By key: the row with the focus, else the chat that is open. */
  pickFocused(current: string | null, span = false): void {
    const id = this.querySelector<HTMLElement>('[data-chat]:focus-within')?.dataset['chat'] ?? current;
    const chat = this.visible.find((one) => one.id === id);
    if (!chat) return;
    this.#toggle(chat, span);
    if (!this.querySelector('[data-chat]:focus-within')) void this.#drawn().then(() => this.focusRow(chat.id));
  }

  /** While chats are picked the keys for the next and the previous one open nothing; false when none are. */
  moveFocus(step: 1 | -1): boolean {
    if (!this.screen.selection) return false;
    const to = this.neighbour(this.querySelector<HTMLElement>('[data-chat]:focus-within')?.dataset['chat'] ?? null, step);
    if (to) this.focusRow(to.id);
    return true;
  }

  endSelection(): void {
    const inside = this.querySelector('[data-chat]:focus-within') !== null;
    const first = this.screen.selection?.anchor ?? undefined;
    this.#pick(null);
    if (!inside) void this.#drawn().then(() => this.focusRow(first));
  }

  /** Closes what is picked; false when nothing is. */
  closePicked(): boolean {
    if (!this.screen.selection?.picked.size) return false;
    if (!this.closing) void this.#closePicked(this.screen.selection);
    return true;
  }

  async #closePicked({ picked }: Selection): Promise<void> {
    this.closing = true;
    const { visible } = this;
    const at = visible.findIndex(({ id }) => picked.has(id));
    const onwards = [...visible.slice(at), ...visible.slice(0, at).reverse()];
    const closed = await closeSelected(this.screen, picked);
    // Where all were picked, one that stayed open is where the operator goes on.
    const next = onwards.find(({ id }) => !picked.has(id)) ?? onwards.find(({ id }) => !closed.includes(id));
    this.closing = false;
    const { route, go, pick } = this.screen;
    pick(null);
    const current = openChatOf(route);
    if (current !== null && closed.includes(current)) go(LIST);
    await this.#drawn();
    this.focusRow(next?.id);
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
    this.#toggle(chat, event.shiftKey);
  };

  /** Shift picks a span: it marks no text. */
  readonly #onDown = (event: MouseEvent): void => {
    if (event.shiftKey && (event.target as Element).closest('[data-chat]')) event.preventDefault();
  };

  readonly #onTabKey = (event: KeyboardEvent): void => {
    const at = TABS.indexOf(this.tab);
    const forward = getComputedStyle(this.find('.tabs')!).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const to = { [forward]: at + 1, [forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight']: at - 1, Home: 0, End: TABS.length - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    this.tab = TABS.at(to % TABS.length)!;
    void this.updateComplete.then(() => this.find('[role="tab"][aria-selected="true"]')?.focus());
  };

  protected override render(): TemplateResult {
    const { t, state } = this.screen;
    const items = this.#items;
    this.#list.show(items);
    const total = totalOf(state, this.#shown);
    const { selection } = this.screen;
    return html`<section class="list" aria-label=${t('inbox')}>
      <header>
        ${
          this.searching
            ? html`<span class="input-icon find"
                >${icon(searchIcon, 's18')}<input
                  class="input sm quiet"
                  type="search"
                  aria-label=${t('searchChats')}
                  placeholder=${t('search')}
                  .value=${this.query}
                  @input=${(event: Event) => this.#search((event.target as HTMLInputElement).value)}
                  @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#closeSearch()}
                />
                <button class="icon-btn sm" type="button" aria-label=${t('clearSearch')} @click=${() => this.#closeSearch()}>
                  ${icon(closeIcon, 's16')}
                </button></span
              >`
            : html`<h1 tabindex="-1">${t('inbox')}</h1>
                <button class="icon-btn" type="button" aria-label=${t('search')} @click=${() => this.openSearch()}>
                  ${icon(searchIcon)}
                </button>
                ${this.screen.onePane ? this.#filterButton() : nothing}
                <button
                  class="icon-btn"
                  type="button"
                  aria-label=${t('select')}
                  aria-pressed=${selection !== null}
                  @click=${() => this.#pick(selection ? null : NOTHING_PICKED)}
                >
                  ${icon(selectIcon)}
                </button>`
        }
      </header>
      <div class="tabs" role="tablist" aria-label=${t('inbox')} @keydown=${this.#onTabKey}>${TABS.map((tab) => this.#tab(tab))}</div>
      ${selection ? selectionHead(this.screen, selection, this.visible, () => this.endSelection()) : this.#filters()}
      ${this.filter === 'ended' && !selection && state.counts.all.ended > 0 ? this.#endedCard() : nothing}
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
            : this.#nothing()
        }
        ${this.#more(state)}
      </div>
      ${selection ? selectionBar(this.screen, selection, this.closing, () => this.closePicked()) : nothing}
    </section>`;
  }

  #filterButton(): TemplateResult {
    return html`<button
      class="icon-btn"
      type="button"
      aria-label=${this.screen.t('filters')}
      aria-expanded=${this.filtering || this.filter !== 'none'}
      @click=${() => this.#toggleFilters()}
    >
      ${icon(filterIcon)}
    </button>`;
  }

  #toggleFilters(): void {
    this.filtering = !(this.filtering || this.filter !== 'none');
    // Nothing is filtered by what cannot be seen.
    if (!this.filtering) this.filter = 'none';
  }

  #filters(): TemplateResult | typeof nothing {
    const { t, state, onePane } = this.screen;
    if (onePane && !this.filtering && this.filter === 'none') return nothing;
    const counts = state.counts[this.tab];
    return html`<div class="fbar" role="group" aria-label=${t('filters')}>
      ${(['unread', 'ended'] as const).map((filter) => {
        const on = this.filter === filter;
        return html`<button class="chip" type="button" aria-pressed=${on} @click=${() => (this.filter = on ? 'none' : filter)}>
          ${t(FILTERS[filter])} ${counts[filter] ? html`<span class="n">${counts[filter]}</span>` : nothing}
        </button>`;
      })}
    </div>`;
  }

  #endedCard(): TemplateResult {
    const { t, state } = this.screen;
    return html`<div class="ended-card">
      <p>${icon(endChatIcon, 's18')}<span>${t('endedN', { n: state.counts.all.ended })}</span></p>
      <p class="hint" id="ended-hint">${t('closeEndedHint')}</p>
      <button
        class="btn"
        type="button"
        aria-describedby="ended-hint"
        aria-disabled=${this.closing}
        @click=${() => !this.closing && void this.#closeEnded()}
      >
        ${this.closing ? html`<span class="spin"></span>` : nothing}${t('closeEnded')}
      </button>
    </div>`;
  }

  #nothing(): TemplateResult {
    const { t, state, onePane } = this.screen;
    const none = onePane && state.loaded && state.counts.all.total === 0 && !this.query && this.filter === 'none';
    // Two panes say it beside the list.
    return none ? emptyState(checkIcon, t('emptyInbox'), t('emptyBody')) : html`<div class="empty">${this.#empty()}</div>`;
  }

  #empty(): TemplateResult {
    const { t, state } = this.screen;
    const list = state.lists[listKey(this.#shown)];
    if (!state.loaded || list?.loading || this.#asked !== this.query) return html`<p>${t('loading')}</p>`;
    if (list?.error) return html``;
    if (this.query) return html`<p>${t('noMatches')}</p>`;
    if (this.filter === 'none') return html`<p>${t(NONE[this.tab])}</p>`;
    return html`<p>${t('noFilterMatch')}</p>
      <button class="btn sm" type="button" @click=${() => this.#clearFilters()}>${t('clearFilters')}</button>`;
  }

  /** What stands below the last row while there are more. */
  #more(state: DashboardState): TemplateResult | typeof nothing {
    const { t, client } = this.screen;
    const list = state.lists[listKey(this.#shown)];
    if (list?.error)
      return html`<div class="more">
        <p role="alert">${t('loadFailed')} ${errorText(t, list.error)}</p>
        <button class="btn sm" type="button" @click=${() => client.loadAgain()}>${t('tryAgain')}</button>
      </div>`;
    return list?.next ? html`<p class="more">${t('loading')}</p>` : nothing;
  }

  #item(item: InboxItem, index: number, start: number, total: number | null): TemplateResult {
    const { t } = this.screen;
    const style = `top:${start}px`;
    if (item.kind === 'chat') return this.#row(item.chat, item.place, index, style, total);
    const n = this.#under(item.of);
    return html`<li class="sect" data-index=${index} .style=${style}>
      <h2>${t(item.of)}${n === null ? nothing : html` <span class="n">${n}</span>`}</h2>
    </li>`;
  }

  /** How many stand under a heading; a filter or search leaves some of them out, and nobody has counted those. */
  #under(heading: 'yourUnread' | 'otherChats'): number | null {
    const { counts } = this.screen.state;
    if (this.query || this.filter === 'ended') return null;
    if (heading === 'yourUnread') return counts.mine.unread;
    if (this.filter !== 'none') return null;
    if (this.tab === 'mine') return counts.mine.total - counts.mine.unread;
    return counts.all.total - counts.waiting - counts.mine.unread;
  }

  #tab(tab: InboxTab): TemplateResult {
    const { t, state } = this.screen;
    const on = tab === this.tab;
    const { counts } = state;
    // What asks for this operator is marked, wherever its row is; else the number of chats stands there (W4).
    const asks = tab === 'unassigned' ? counts.waiting : tab === 'mine' ? counts.mine.unread : 0;
    const count = asks || counts[tab].total;
    return html`<button
      role="tab"
      id="tab-${tab}"
      type="button"
      aria-selected=${on}
      aria-controls="inbox-rows"
      tabindex=${on ? 0 : -1}
      aria-describedby=${count ? `count-${tab}` : nothing}
      @click=${() => (this.tab = tab)}
    >
      ${t(LABELS[tab])}${count ? html`<span class="badge sm ${asks ? 'accent' : 'quiet'}" id="count-${tab}" aria-label=${asks && tab === 'mine' ? t('unread', { n: asks }) : nothing} aria-hidden="true">${count}</span>` : nothing}
    </button>`;
  }

  #row(chat: Chat, place: number, index: number, style: string, total: number | null): TemplateResult {
    const { t, locale, now, selection } = this.screen;
    const picked = selection?.picked.has(chat.id) ?? false;
    const name = visitorName(chat.visitor, t);
    const current = this.#isCurrent(chat);
    const waits = isWaiting(chat);
    const unread = chat.unread > 0;
    const assignee = chat.operators[0];
    const time = waits ? t('waitingFor', { t: formatDuration(now() - chat.createdAt, locale) }) : formatWhen(lastAt(chat), now(), locale);
    // The link covers the row by its ::after; the button beside it stays a button of its own.
    return html`<li data-index=${index} aria-posinset=${place + 1} aria-setsize=${total ?? -1} .style=${style}>
      <div
        class="row ${waits ? 'new' : ''} ${unread ? 'unread' : ''} ${current && !selection ? 'is-current' : ''} ${picked ? 'picked' : ''}"
        data-chat=${chat.id}
      >
        <input
          class="check"
          type="checkbox"
          id="pick-${chat.id}"
          tabindex=${selection ? nothing : '-1'}
          aria-label=${t('selectOne', { name })}
          aria-describedby="row-${chat.id}"
          .checked=${live(picked)}
        />
        ${avatar({ id: chat.visitor.id, name }, { online: chat.visitor.online })}
        ${
          selection
            ? html`<label class="name" for="pick-${chat.id}"><bdi>${name}</bdi></label>`
            : html`<a
                class="name"
                href=${hashOf(chatRoute(chat.id))}
                aria-current=${current ? 'true' : nothing}
                aria-describedby="row-${chat.id}"
                ><bdi>${name}</bdi></a
              >`
        }<time>${time}</time>
        <span class="prev" id="row-${chat.id}" dir="auto"
          >${this.#preview(chat)}${unread ? html`<span class="sr">${DOT}${t('unread', { n: chat.unread })}</span>` : nothing}</span
        >
        <span class="end"
          >${unread && !waits ? html`<span class="badge sm accent" aria-hidden="true">${chat.unread}</span>` : assignee ? avatar(assignee, { size: 20 }) : nothing}</span
        >
        ${
          this.filter === 'ended'
            ? html`<span class="rated">${chat.rating === undefined ? t('noRating') : t('ratedShort', { score: chat.rating })}</span>`
            : nothing
        }
        ${
          waits
            ? html`<div class="act">
                <span class="pill warn">${t('newChat')}</span
                >${chat.visitor.page ? html`<span class="where" dir="ltr">${pathOf(chat.visitor.page.url)}</span>` : nothing}
                <button class="btn primary sm" type="button" aria-label=${`${t('join')}: ${name}`} @click=${() => this.#join(chat)}>
                  ${t('join')}
                </button>
              </div>`
            : nothing
        }
      </div>
    </li>`;
  }

  #isCurrent(chat: Chat): boolean {
    return openChatOf(this.screen.route) === chat.id;
  }

  #preview(chat: Chat): unknown {
    const { t, state } = this.screen;
    if (chat.session.status === 'ended') return endedShort(t, chat);
    if (this.filter === 'ended' && isDone(chat)) return t('leftShort');
    // An operator who replied and moved to another chat sees here that the reply was refused.
    const refused = state.refused[chat.id];
    if (refused) return html`<span class="failed-t">${icon(alertIcon, 's16')}${t('notSent')}:</span> ${refused.text}`;
    if (typist(state, chat.session.id, null)) return html`<span class="typing-t">${t('typing')}</span>`;
    // Beside its own reply box a draft says nothing new.
    const draft = this.#isCurrent(chat) ? undefined : state.drafts[chat.id];
    if (draft) return html`<span class="draft-t">${icon(editIcon, 's16')}${t('draft')}</span> ${draft}`;
    if (!chat.last) return nothing;
    return chat.last.author === 'operator' && chat.last.operator?.id === state.operator?.id
      ? `${t('you')}: ${chat.last.text}`
      : chat.last.text;
  }

  async #join(chat: Chat): Promise<void> {
    const { client, go, focusReply, toast, t } = this.screen;
    go(chatRoute(chat.id));
    focusReply();
    try {
      await client.command({ type: 'chat.join', chat: chat.id });
    } catch (error) {
      toast({ text: t('joinFailed', { why: why(t, error) }) });
    }
  }
}
