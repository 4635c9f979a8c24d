import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { blockIcon, chatIcon, closeIcon, endChatIcon, icon } from '../../ui/icons.ts';
import { jumpPill } from '../../ui/jump-pill.ts';
import { linkify } from '../../ui/linkify.ts';
import { LogAnnouncer } from '../../ui/log-announcer.ts';
import { messageList, systemText } from '../../ui/message-list.ts';
import type { MessageListOptions } from '../../ui/message-list.ts';
import { ThreadController } from '../../ui/thread-controller.ts';
import type { Speaker, ThreadItem } from '../../ui/thread-items.ts';
import { ApiError } from '../store/api.ts';
import { shortName, visitorName, whenText } from '../parts/format.ts';
import { BLOCK_LIST } from '../blocks/routes.ts';
import { chatRoute, openChatOf } from '../inbox/routes.ts';
import { backLink } from './back-link.ts';
import { emptyState, failed, loading, why } from '../parts/common.ts';
import { DashboardElement } from '../parts/element.ts';
import { hashOf } from '../shell/router.ts';
import { findChat, newerChat, seenSeq, threadOf, typingColleagues, typist } from '../store/selectors.ts';
import type { Chat, ThreadView } from '../store/types.ts';
import { errorText } from '../strings/index.ts';
import { threadStrings } from './thread-strings.ts';
import { reopenChat } from './reopen.ts';
import type { DashboardReplyBox } from './reply-box.ts';

const ENDED = { visitor: 'endedLine', block: 'endedBlock', idle: 'endedIdle', merged: 'endedMerged' } as const;

/** The chat that the address names: head, thread, reply box or what stands in its place, details. */
export class DashboardChat extends DashboardElement {
  static override properties = { ...DashboardElement.properties, problem: { state: true } };
  declare problem: { readonly chat: string; readonly code: ApiError['code'] } | null;
  readonly #thread = new ThreadController(this, {
    log: () => this.find('.log'),
    more: () => threadOf(this.screen.state, this.chat)?.more ?? false,
    load: async () => this.chat && this.screen.client.loadEarlier(this.chat.id),
    onFailed: (error) => this.screen.toast({ text: `${this.screen.t('loadFailed')} ${why(this.screen.t, error)}` }),
  });
  readonly #announcer = new LogAnnouncer(this, {
    voice: () => this.screen.voice,
    name: ({ speaker }) => this.#person(speaker).name,
    line: (item) => (item.line === 'youJoined' ? '' : systemText(item, this.#words)),
  });
  #opened: string | null = null;
  #refused: unknown;
  #status: string | null = null;
  #loading: string | null = null;
  #stopVisibility: (() => void) | null = null;

  constructor() {
    super();
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const seen = (): void => this.#markRead();
    document.addEventListener('visibilitychange', seen);
    addEventListener('focus', seen);
    this.#stopVisibility = () => {
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('focus', seen);
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopVisibility?.();
  }

  get #id(): string | null {
    return openChatOf(this.screen.route);
  }

  get chat(): Chat | undefined {
    return this.#id === null ? undefined : findChat(this.screen.state, this.#id);
  }

  focusReply(): void {
    this.find<DashboardReplyBox>('dashboard-reply-box')?.focusBox();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#id !== this.#opened) {
      this.#opened = this.#id;
      this.#thread.stick.atEnd = true;
    }
    // What a reply has overlooked is shown along with it.
    const refused = this.#id === null ? undefined : this.screen.state.refused[this.#id];
    if (refused !== this.#refused && refused?.code === 'stale_reply') this.#thread.stick.atEnd = true;
    this.#refused = refused;
    // What could not be reached is read again by itself once the server is back.
    const { status } = this.screen.state.connection;
    if (status === 'open' && this.#status !== 'open' && this.problem?.code === 'unavailable') this.problem = null;
    this.#status = status;
    this.#load();
  }

  protected override updated(): void {
    this.#markRead();
  }

  #load(again = false): void {
    const id = this.#id;
    // An element that has left the page is told of no newer state: it would ask again and again.
    if (!this.isConnected || id === null || !this.screen.state.loaded || this.#loading === id) return;
    if (this.problem?.chat === id && !again) return;
    const thread = threadOf(this.screen.state, this.chat);
    if (thread && !thread.stale && thread.chats.some((chat) => chat.id === id)) return;
    this.#loading = id;
    this.screen.client.openChat(id).then(
      () => this.#loaded(id, null),
      (error: unknown) => this.#loaded(id, error instanceof ApiError ? error.code : 'internal'),
    );
  }

  #loaded(id: string, code: ApiError['code'] | null): void {
    if (this.#loading === id) this.#loading = null;
    this.problem = code ? { chat: id, code } : this.problem?.chat === id ? null : this.problem;
    this.requestUpdate();
  }

  #markRead(): void {
    const { chat } = this;
    const thread = threadOf(this.screen.state, chat);
    if (!chat || !thread || chat.status === 'closed' || !this.#thread.stick.atEnd || document.hidden || !document.hasFocus()) return;
    if (thread.session.lastSeq > 0) this.screen.client.markRead(chat.id, thread.session.lastSeq);
  }

  #person({ author, operator }: Speaker): { id: string; name: string } {
    const { state, site, t } = this.screen;
    const visitor = this.chat?.visitor;
    if (author === 'visitor' && visitor) return { id: visitor.id, name: visitorName(visitor, t) };
    if (operator) return operator.id === state.operator?.id ? state.operator : operator;
    return { id: site.id, name: site.name };
  }

  get #words(): Pick<MessageListOptions, 'strings' | 'person'> {
    const { t, state, blockedHere } = this.screen;
    const { chat } = this;
    return {
      strings: threadStrings(t, threadOf(state, chat)?.session.endedBy ?? null, chat !== undefined && blockedHere.has(chat.visitor.id)),
      person: (speaker) => this.#person(speaker),
    };
  }

  #items(chat: Chat, thread: ThreadView): readonly ThreadItem[] {
    const { state, now, locale } = this.screen;
    const { session, events } = thread;
    return this.#thread.draw({
      sessions: [{ id: session.id, status: session.status, events, readByOther: session.readByVisitor, deliveredSeq: 0 }],
      outbox: state.outbox[chat.id] ?? [],
      stalled: state.connection.status !== 'open',
      perspective: 'operator',
      ...(state.operator && { self: state.operator.id }),
      typing: typist(state, session.id, null) && session.status === 'active' ? [null] : [],
      now: now(),
      locale,
    });
  }

  protected override render(): TemplateResult {
    const { t, state, details, onePane } = this.screen;
    const { chat } = this;
    if (this.problem?.chat === this.#id) {
      const gone = this.problem.code === 'not_found';
      return html`<section class="chat bare">
        ${this.#backBar()}${gone ? emptyState(chatIcon, t('chatNotFound'), t('chatNotFoundBody')) : failed(t, errorText(t, this.problem.code), () => this.#load(true))}
      </section>`;
    }
    if (!chat) return html`<section class="chat bare">${this.#backBar()}${loading(t)}</section>`;
    const thread = threadOf(state, chat);
    return html`<section class="chat ${details && !onePane ? '' : 'no-details'}" aria-label=${visitorName(chat.visitor, t)}>
      <dashboard-chat-head .screen=${this.screen} .chat=${chat} .seen=${seenSeq(thread)}></dashboard-chat-head>
      <div class="thread">${thread ? this.#log(chat, thread) : loading(t)}${this.#foot(chat, thread)}</div>
      ${
        !details
          ? nothing
          : onePane
            ? html`<dashboard-details-sheet
                .screen=${this.screen}
                .chat=${chat}
                .onClosed=${() => this.screen.setDetails(false)}
              ></dashboard-details-sheet>`
            : html`<dashboard-details .screen=${this.screen} .chat=${chat}></dashboard-details>`
      }
    </section>`;
  }

  /** Where there is no chat to show there is still a way back. */
  #backBar(): TemplateResult | typeof nothing {
    return this.screen.onePane ? html`<header class="chat-head">${backLink(this.screen)}</header>` : nothing;
  }

  #log(chat: Chat, thread: ThreadView): TemplateResult {
    const { t, locale, client } = this.screen;
    const items = this.#items(chat, thread);
    this.#announcer.update(this.#thread.latest, !thread.stale, thread.session.id);
    return html`<div class="holder">
      <div class="log" role="log" aria-live="off" tabindex="0" aria-label=${visitorName(chat.visitor, t)}>
        ${this.#thread.button(t('loadEarlier'))}
        ${messageList(items, { ...this.#words, locale, linkify, onRetry: (cid) => client.retryReply(chat.id, cid) })}
      </div>
      ${jumpPill(this.#thread.stick, { newMessages: t('newMessages'), jumpLatest: t('jumpLatest') }, locale)}
    </div>`;
  }

  /**
   * The reply box, or why nothing can be sent. What was written stays to be copied. The box stays while an operator
   * types in it and the chat ends: their letters must not become shortcuts (U2).
   */
  #foot(chat: Chat, thread: ThreadView | undefined): TemplateResult {
    const { state, t } = this.screen;
    const session = thread?.session ?? chat.session;
    const bar = this.#bar(chat, session);
    const isKept = (state.refused[chat.id] ?? state.drafts[chat.id]) || this.find('dashboard-reply-box textarea:focus');
    return html`${bar ? nothing : this.#colleagues(session.id)}${
      bar && !isKept
        ? nothing
        : html`<dashboard-reply-box
            .screen=${this.screen}
            .chat=${chat.id}
            .name=${shortName(chat.visitor, t)}
            .over=${bar !== null}
            @focusout=${() => this.requestUpdate()}
          ></dashboard-reply-box>`
    }${bar}`;
  }

  /** Why nothing can be sent, or null. */
  #bar(chat: Chat, session: Chat['session']): TemplateResult | null {
    const { t, go } = this.screen;
    if (chat.visitor.blocked) {
      return html`<div class="blocked-bar">
        ${icon(blockIcon)}<span>${t('isBlocked')}</span
        ><button class="btn sm" type="button" @click=${() => go(BLOCK_LIST)}>${t('viewBlock')}</button>
      </div>`;
    }
    if (chat.status === 'closed') {
      const newer = newerChat(threadOf(this.screen.state, chat), chat);
      return html`<div class="ended-bar">
        ${icon(closeIcon)}<span>${this.#closedLine(chat)}</span>${
          newer
            ? html`<a class="btn sm" href=${hashOf(chatRoute(newer.id))}>${t('openChat')}</a>`
            : html`<button class="btn sm" type="button" @click=${() => void reopenChat(this.screen, chat)}>${t('reopen')}</button>`
        }
      </div>`;
    }
    if (session.status === 'ended') {
      const name = visitorName(chat.visitor, t);
      const text = t(session.endedBy ? ENDED[session.endedBy] : 'endedIdle', { name });
      return html`<div class="ended-bar">${icon(endChatIcon)}<span>${text}</span></div>`;
    }
    return null;
  }

  /** Two operators who answer at once would talk over each other. The line keeps its room, so that nothing moves when it comes. */
  #colleagues(session: string): TemplateResult {
    const { t, state, locale } = this.screen;
    const names = typingColleagues(state, session).map(({ name }) => name);
    const name = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
    return html`<p class="colleagues" role="status">
      ${names.length ? html`<bdi>${t(names.length > 1 ? 'typingNames' : 'typingColleague', { name })}</bdi>` : nothing}
    </p>`;
  }

  #closedLine({ closedBy, closedAt }: Chat): string {
    const { t, state, locale, now } = this.screen;
    if (closedAt === null) return t('closedBar');
    const when = whenText(closedAt, now(), locale, t, true);
    if (!closedBy) return t('closedAtBar', { when });
    return closedBy.id === state.operator?.id ? t('closedByYou', { when }) : t('closedByBar', { name: closedBy.name, when });
  }
}
