import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { avatar } from '../../ui/avatar.ts';
import { blockIcon, closeIcon, icon, kebabIcon, panelIcon, undoIcon } from '../../ui/icons.ts';
import { floating } from '../../ui/floating.ts';
import { MenuController } from '../../ui/menu.ts';
import { pathOf, shortName, visitorName } from '../parts/format.ts';
import { chatRoute, detailsRoute } from '../inbox/routes.ts';
import { keyLabel } from '../shell/keyboard.ts';
import { copyLink, why } from '../parts/common.ts';
import { DashboardElement } from '../parts/element.ts';
import { backLink } from './back-link.ts';
import { menuLayer } from '../parts/menu-layer.ts';
import { linkIcon } from '../parts/icons.ts';
import { hashOf } from '../shell/router.ts';
import { newerChat, threadOf } from '../store/selectors.ts';
import type { Chat } from '../store/types.ts';
import { ChatClosedEvent } from './events.ts';
import { reopenChat } from './reopen.ts';

/** Avatars that fit beside the buttons. */
const TEAM_MAX = 3;

/** The visitor's name, Options and Close. */
export class DashboardChatHead extends DashboardElement {
  static override properties = {
    ...DashboardElement.properties,
    chat: { attribute: false },
    seen: { attribute: false },
    busy: { state: true },
  };
  declare chat: Chat;
  /** seq of the last event on the screen: Close is refused when the visitor wrote after it. */
  declare seen: number;
  declare busy: boolean;
  readonly #menu = new MenuController(this, { trigger: () => this.find('.opt'), menu: () => this.find('.menu-layer'), place: floating });

  constructor() {
    super();
    this.seen = 0;
    this.busy = false;
  }

  /** Closes the chat for every operator (S1); says so only once the server has done it. */
  async closeChat(): Promise<void> {
    const { chat, seen } = this;
    const { client, toast, t } = this.screen;
    if (this.busy || chat.status === 'closed') return;
    this.busy = true;
    try {
      await client.command({ type: 'chat.close', chat: chat.id, seen });
      this.dispatchEvent(new ChatClosedEvent(chat));
      toast({ text: t('closedToast', { name: shortName(chat.visitor, t) }), undo: () => void reopenChat(this.screen, chat) });
    } catch (error) {
      toast({ text: t('closeFailed', { why: why(t, error) }) });
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { t, details, setDetails, onePane } = this.screen;
    const { chat } = this;
    const { visitor } = chat;
    const name = visitorName(visitor, t);
    return html`<header class="chat-head">
      ${onePane ? backLink(this.screen, chat) : nothing} ${avatar({ id: visitor.id, name }, { online: visitor.online })}
      <div class="who">
        <h2 tabindex=${onePane ? '-1' : nothing} aria-level=${onePane ? 1 : nothing}>
          ${onePane ? this.#toDetails(name) : html`<bdi>${name}</bdi>`}${visitor.verified ? html`<span class="pill ok">${t('verified')}</span>` : nothing}
        </h2>
        ${
          visitor.online && visitor.page
            ? html`<p>
                <i class="dot"></i><span>${t('onPage')} <bdi dir="ltr">${pathOf(visitor.page.url)}</bdi></span>
              </p>`
            : html`<p><i class="dot away"></i><span>${t('visitorAway')}</span></p>`
        }
      </div>
      ${chat.operators.length > 1 ? this.#team() : nothing}
      <div class="acts">
        <button
          class="icon-btn only-md"
          type="button"
          aria-label=${t('details')}
          aria-expanded=${details}
          @click=${() => setDetails(!details)}
        >
          ${icon(panelIcon)}
        </button>
        <button
          class="btn sm opt"
          type="button"
          aria-haspopup="menu"
          aria-expanded=${this.#menu.open}
          @click=${this.#menu.onTriggerClick}
          @keydown=${this.#menu.onTriggerKeydown}
        >
          ${icon(kebabIcon)}<span>${t('options')}</span>
        </button>
        ${
          chat.status === 'closed'
            ? nothing
            : html`<span class="closer"
                ><button
                  class="btn sm"
                  type="button"
                  aria-describedby="close-tip"
                  aria-disabled=${this.busy}
                  @click=${() => this.closeChat()}
                >
                  ${icon(closeIcon)}${t('close')}</button
                ><span class="tip" id="close-tip">${t('closeTip')}</span></span
              >`
        }
      </div>
      ${this.#menu.open ? this.#options() : nothing}
    </header>`;
  }

  /** The whole block opens the details; its name says so. */
  #toDetails(name: string): TemplateResult {
    const { t, setDetails } = this.screen;
    const { id } = this.chat;
    const open = (event: Event): void => {
      event.preventDefault();
      setDetails(true);
    };
    return html`<a class="to-details" href=${hashOf(detailsRoute(id))} aria-haspopup="dialog" title=${t('showDetails')} @click=${open}
      ><bdi>${name}</bdi></a
    >`;
  }

  /** The other operators in this chat. An operator who is alone sees nothing. */
  #team(): TemplateResult {
    const { operators } = this.chat;
    const shown = operators.length > TEAM_MAX ? operators.slice(0, TEAM_MAX - 1) : operators;
    const rest = operators.length - shown.length;
    const label = this.screen.t('inThisChat', { names: operators.map(({ name }) => name).join(', ') });
    return html`<span class="avatars" role="img" aria-label=${label} title=${label}
      >${shown.map((one) => avatar(one, { size: 28 }))}${rest ? html`<span class="avatar s28 place">+${rest}</span>` : nothing}</span
    >`;
  }

  #options(): TemplateResult {
    const { t, state, details, setDetails, show, settings } = this.screen;
    const { chat } = this;
    // The menu closes first, so that the focus is on Options when a dialog takes it.
    const act = (fn: () => void) => () => {
      this.#menu.hide();
      fn();
    };
    const link = new URL(hashOf(chatRoute(chat.id)), location.href).href;
    return menuLayer(
      this.#menu,
      { label: t('options') },
      html` <button role="menuitem" tabindex="-1" @click=${act(() => void copyLink(this.screen, link))}>
          ${icon(linkIcon)}${t('copyLink')}
        </button>
        <button role="menuitem" tabindex="-1" @click=${act(() => setDetails(!details))}>
          ${icon(panelIcon)}${t(details ? 'hideDetails' : 'showDetails')}${
            settings.shortcuts ? html`<span class="end kbd" aria-hidden="true">${keyLabel(settings.keys.details)}</span>` : nothing
          }
        </button>
        ${
          chat.status === 'closed' && !newerChat(threadOf(state, chat), chat)
            ? html`<button role="menuitem" tabindex="-1" @click=${act(() => void reopenChat(this.screen, chat))}>
                ${icon(undoIcon)}${t('reopen')}
              </button>`
            : nothing
        }
        ${
          chat.visitor.blocked
            ? nothing
            : html`<hr />
                <button role="menuitem" class="danger" tabindex="-1" @click=${act(() => show({ kind: 'block', chat }))}>
                  ${icon(blockIcon)}${t('block')}
                </button>`
        }`,
    );
  }
}
