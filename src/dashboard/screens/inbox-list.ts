import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { avatar } from '../../ui/avatar.ts';
import { DOT, formatDuration, formatWhen } from '../../ui/i18n.ts';
import { alertIcon, blockIcon, closeIcon, endChatIcon, icon, searchIcon } from '../../ui/icons.ts';
import { pathOf, visitorName } from '../format.ts';
import { why } from '../parts/common.ts';
import { DashboardElement, TickController } from '../parts/element.ts';
import { hashOf } from '../router.ts';
import { chatsOf, isWaiting, lastAt, typist } from '../store/selectors.ts';
import type { InboxTab } from '../store/selectors.ts';
import type { Chat } from '../store/types.ts';

const TABS: readonly InboxTab[] = ['unassigned', 'mine', 'all'];
const LABELS = { unassigned: 'tabNew', mine: 'tabMine', all: 'tabAll' } as const;
const NONE = { unassigned: 'noUnassigned', mine: 'noMine', all: 'emptyList' } as const;

/** The chats that are not closed: who waits on top, then by the last message. */
export class DashboardInbox extends DashboardElement {
  static override properties = { ...DashboardElement.properties, tab: { state: true }, searching: { state: true }, query: { state: true } };
  declare tab: InboxTab;
  declare searching: boolean;
  declare query: string;

  constructor() {
    super();
    this.tab = 'all';
    this.searching = false;
    this.query = '';
    new TickController(this, () => Object.values(this.screen.state.chats).some(isWaiting));
  }

  /** What the list shows, in its order. */
  get visible(): readonly Chat[] {
    const needle = this.query.trim().toLocaleLowerCase();
    const chats = chatsOf(this.screen.state, this.tab);
    if (needle === '') return chats;
    return chats.filter(({ visitor, last }) =>
      [visitorName(visitor, this.screen.t), visitor.email, last?.text, visitor.page?.url].some((text) =>
        text?.toLocaleLowerCase().includes(needle),
      ),
    );
  }

  /** The chat `step` places from `id`; without one the first or last. */
  neighbour(id: string | null, step: 1 | -1): Chat | undefined {
    const chats = this.visible;
    const at = chats.findIndex((chat) => chat.id === id);
    return at < 0 ? (step > 0 ? chats[0] : chats.at(-1)) : chats[at + step];
  }

  /** Puts the focus on the row of a chat, else on the list's heading, so that it is never lost. */
  focusRow(id: string | undefined): void {
    const row = id === undefined ? null : this.querySelector<HTMLElement>(`[data-chat="${CSS.escape(id)}"] .name`);
    (row ?? this.find('h1'))?.focus();
  }

  async openSearch(): Promise<void> {
    this.searching = true;
    await this.updateComplete;
    this.find<HTMLInputElement>('input[type="search"]')?.focus();
  }

  #closeSearch(): void {
    this.searching = false;
    this.query = '';
    void this.updateComplete.then(() => this.find('.list > header .icon-btn')?.focus());
  }

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
    const { visible } = this;
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
                  @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)}
                  @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#closeSearch()}
                />
                <button class="icon-btn sm" type="button" aria-label=${t('clearSearch')} @click=${() => this.#closeSearch()}>
                  ${icon(closeIcon, 's16')}
                </button></span
              >`
            : html`<h1 tabindex="-1">${t('inbox')}</h1>
                <button class="icon-btn" type="button" aria-label=${t('search')} @click=${() => this.openSearch()}>
                  ${icon(searchIcon)}
                </button>`
        }
      </header>
      <div class="tabs" role="tablist" aria-label=${t('inbox')} @keydown=${this.#onTabKey}>${TABS.map((tab) => this.#tab(tab))}</div>
      <div class="rows" role="tabpanel" id="inbox-rows" aria-labelledby="tab-${this.tab}" tabindex=${visible.length ? nothing : '0'}>
        ${
          visible.length
            ? html`<ul>
                ${repeat(
                  visible,
                  (chat) => chat.id,
                  (chat) => this.#row(chat),
                )}
              </ul>`
            : html`<div class="empty"><p>${state.loaded ? t(this.query ? 'noMatches' : NONE[this.tab]) : t('loading')}</p></div>`
        }
      </div>
    </section>`;
  }

  #tab(tab: InboxTab): TemplateResult {
    const { t, state } = this.screen;
    const on = tab === this.tab;
    const count = chatsOf(state, tab).length;
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
      ${t(LABELS[tab])}${count ? html`<span class="badge sm ${tab === 'unassigned' ? 'accent' : 'quiet'}" id="count-${tab}" aria-hidden="true">${count}</span>` : nothing}
    </button>`;
  }

  #row(chat: Chat): TemplateResult {
    const { t, route, locale, now } = this.screen;
    const name = visitorName(chat.visitor, t);
    const current = route.page === 'inbox' && route.chat === chat.id;
    const waits = isWaiting(chat);
    const unread = chat.unread > 0;
    const assignee = chat.operators[0];
    const time = waits ? t('waitingFor', { t: formatDuration(now() - chat.createdAt, locale) }) : formatWhen(lastAt(chat), now(), locale);
    // The link covers the row by its ::after; the button beside it stays a button of its own.
    return html`<li>
      <div class="row ${waits ? 'new' : ''} ${unread ? 'unread' : ''} ${current ? 'is-current' : ''}" data-chat=${chat.id}>
        ${avatar({ id: chat.visitor.id, name }, { online: chat.visitor.online })}
        <a
          class="name"
          href=${hashOf({ page: 'inbox', chat: chat.id })}
          aria-current=${current ? 'true' : nothing}
          aria-describedby="row-${chat.id}"
          ><bdi>${name}</bdi></a
        ><time>${time}</time>
        <span class="prev" id="row-${chat.id}" dir="auto"
          >${this.#preview(chat)}${unread ? html`<span class="sr">${DOT}${t('unread', { n: chat.unread })}</span>` : nothing}</span
        >
        <span class="end"
          >${unread && !waits ? html`<span class="badge sm accent" aria-hidden="true">${chat.unread}</span>` : assignee ? avatar(assignee, { size: 20 }) : nothing}</span
        >
        ${
          waits
            ? html`<div class="act">
                <span class="pill warn">${t('newChat')}</span
                >${chat.visitor.page ? html`<span class="where" dir="ltr">${pathOf(chat.visitor.page.url)}</span>` : nothing}
                <button class="btn primary sm" type="button" @click=${() => this.#join(chat)}>${t('join')}</button>
              </div>`
            : nothing
        }
      </div>
    </li>`;
  }

  #preview(chat: Chat): unknown {
    const { t, state } = this.screen;
    if (chat.session.status === 'ended')
      return html`${icon(chat.session.endedBy === 'block' ? blockIcon : endChatIcon, 's16')}${t(chat.session.endedBy === 'visitor' ? 'endedShort' : chat.session.endedBy === 'block' ? 'blocked' : 'endedIdle')}`;
    // Who answered and went on to the next chat learns here that the answer came back.
    const refused = state.refused[chat.id];
    if (refused) return html`<span class="failed-t">${icon(alertIcon, 's16')}${t('notSent')}:</span> ${refused.text}`;
    if (typist(state, chat.session.id, null)) return html`<span class="typing-t">${t('typing')}</span>`;
    if (!chat.last) return nothing;
    return chat.last.author === 'operator' && chat.last.operator?.id === state.operator?.id
      ? `${t('you')}: ${chat.last.text}`
      : chat.last.text;
  }

  async #join(chat: Chat): Promise<void> {
    const { client, go, focusReply, toast, t } = this.screen;
    go({ page: 'inbox', chat: chat.id });
    focusReply();
    try {
      await client.command({ type: 'chat.join', chat: chat.id });
    } catch (error) {
      toast({ text: t('joinFailed', { why: why(t, error) }) });
    }
  }
}
