import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { avatar } from '../../ui/avatar.ts';
import { DOT, formatDate, formatDuration } from '../../ui/i18n.ts';
import { globeIcon, icon, monitorIcon } from '../../ui/icons.ts';
import { pathOf, placeOf, safeHref, visitorName } from '../parts/format.ts';
import { chatRoute } from '../inbox/routes.ts';
import { why } from '../parts/common.ts';
import { DashboardElement, TickController } from '../parts/element.ts';
import { hashOf } from '../shell/router.ts';
import type { Chat, VisitorDetails } from '../store/types.ts';

/** The visitor's name, contact and pages. It is read again when the visitor opens another page. */
export class DashboardDetails extends DashboardElement {
  static override properties = {
    ...DashboardElement.properties,
    chat: { attribute: false },
    details: { state: true },
    problem: { state: true },
  };
  declare chat: Chat;
  declare details: VisitorDetails | null;
  declare problem: string;
  #read = '';

  constructor() {
    super();
    this.details = null;
    this.problem = '';
    new TickController(this, () => this.details?.pages[0]?.until === null);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { visitor } = this.chat;
    const key = [visitor.id, visitor.page?.url, visitor.online, this.chat.session.id].join(' ');
    if (key === this.#read) return;
    if (this.details && this.details.visitor.id !== visitor.id) this.details = null;
    this.#read = key;
    void this.#load(visitor.id);
  }

  async #load(id: string): Promise<void> {
    const { api, site } = this.screen;
    try {
      const details = await api.visitor(site.key, id);
      if (this.chat.visitor.id === id) this.details = details;
      this.problem = '';
    } catch (error) {
      this.problem = why(this.screen.t, error);
    }
  }

  protected override render(): TemplateResult {
    const { t } = this.screen;
    const { visitor } = this.chat;
    const { details } = this;
    const name = visitorName(visitor, t);
    return html`<aside class="details" id="details" tabindex="-1" aria-label=${t('visitorDetails')}>
      <section>
        <div class="ident">
          ${avatar({ id: visitor.id, name }, { size: 48, online: visitor.online })}
          <div>
            <p class="named">
              <b><bdi>${name}</bdi></b
              >${visitor.verified ? html`<span class="pill ok">${t('verified')}</span>` : nothing}
            </p>
            ${
              visitor.email
                ? html`<a class="link" dir="ltr" href="mailto:${encodeURIComponent(visitor.email).replace('%40', '@')}"
                    >${visitor.email}</a
                  >`
                : html`<span class="none">${t('noEmail')}</span>`
            }
            ${!visitor.verified && (visitor.name || visitor.email) ? html`<small class="unverified" title=${t('unverifiedHint')}>${t('unverified')}</small>` : nothing}
          </div>
        </div>
      </section>
      ${this.problem ? html`<section><p role="alert">${t('loadFailed')} ${this.problem}</p></section>` : nothing}
      ${details ? this.#facts(details) : nothing}
    </aside>`;
  }

  #facts(details: VisitorDetails): TemplateResult {
    const { t } = this.screen;
    const { browser, system, address, pages } = details;
    // Once its session has ended, the chat on the screen is one of the visitor's earlier ones itself.
    const previousChats = details.previousChats.filter(({ id }) => id !== this.chat.id);
    return html`${
      browser || address
        ? html`<section>
            <dl class="facts">
              ${
                browser
                  ? html`<div>
                      <dt>${icon(monitorIcon)}<span class="sr">${t('device')}</span></dt>
                      <dd>${browser}${system ? html`<span>${DOT}${system}</span>` : nothing}</dd>
                    </div>`
                  : nothing
              }
              ${
                address
                  ? html`<div>
                      <dt>${icon(globeIcon)}<span class="sr">${t('ip')}</span></dt>
                      <dd><span class="num" dir="ltr">${address}</span></dd>
                    </div>`
                  : nothing
              }
            </dl>
          </section>`
        : nothing
    }
    ${pages.length ? this.#pages(pages) : nothing} ${previousChats.length ? this.#previous(previousChats) : nothing}`;
  }

  #pages(pages: VisitorDetails['pages']): TemplateResult {
    const { t, now, locale } = this.screen;
    const spent = (page: VisitorDetails['pages'][number]): string => formatDuration((page.until ?? now()) - page.at, locale);
    const [first] = pages;
    const here = first?.until === null ? first : undefined;
    const href = here && safeHref(here.url);
    const content =
      here &&
      html`<b dir="auto">${here.title || pathOf(here.url)}</b><small dir="ltr">${placeOf(here.url)}</small><time>${spent(here)}</time>`;
    return html`<section>
      ${
        here
          ? html`<h3>${t('currentPage')}</h3>
              ${href ? html`<a class="here" href=${href} target="_blank" rel="noopener noreferrer nofollow ugc">${content}</a>` : html`<div class="here">${content}</div>`}`
          : nothing
      }
      <h3>${t('pageHistory')}</h3>
      <ol class="pages">
        ${pages.map((page) => html`<li class=${page.until === null ? 'now' : ''}><span dir="ltr" title=${page.url}>${pathOf(page.url)}</span><time>${spent(page)}</time></li>`)}
      </ol>
    </section>`;
  }

  #previous(chats: VisitorDetails['previousChats']): TemplateResult {
    const { t, now, locale } = this.screen;
    return html`<section>
      <h3>${t('prevChats')}<span class="badge sm quiet">${chats.length}</span></h3>
      <ul class="past">
        ${chats.map(
          (chat) =>
            html`<li>
              <span
                ><a class="link" href=${hashOf(chatRoute(chat.id))}><bdi>${chat.preview || t('openChat')}</bdi></a></span
              ><time>${formatDate(chat.createdAt, locale, now())}</time>
            </li>`,
        )}
      </ul>
    </section>`;
  }
}
