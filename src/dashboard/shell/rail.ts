import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { avatar } from '../../ui/avatar.ts';
import { icon, mark, settingsIcon } from '../../ui/icons.ts';
import { DashboardElement, defineElements } from '../parts/element.ts';
import { sortIcon } from '../parts/icons.ts';
import { hrefOf, PAGES } from '../pages.ts';
import { railMenusPart } from './parts.ts';
import type { RailMenus } from './rail-menus.ts';
import type { Screen } from './screen.ts';
import { attentionCount } from '../store/selectors.ts';
import type { TextKey } from '../strings/index.ts';

interface Place {
  readonly title: TextKey;
  readonly icon: string;
  readonly pages: typeof PAGES;
}

const ADMINISTRATION: Place = { title: 'admin', icon: settingsIcon, pages: PAGES.filter(({ section }) => section !== undefined) };
const PLACES: readonly Place[] = [
  ...PAGES.filter(({ section }) => section === undefined).map((page) => ({ ...page, pages: [page] })),
  ADMINISTRATION,
];

/** Navigation on the left, the operator's own menu at its foot. */
export class DashboardRail extends DashboardElement {
  #menus: RailMenus | undefined;

  /** Their code comes with the first press, if it is not there yet. */
  #open(act: (menus: RailMenus) => void): void {
    railMenusPart.use((Menus) => act((this.#menus ??= new Menus(this))));
  }

  protected override render(): TemplateResult {
    const { t, state, site } = this.screen;
    const count = attentionCount(state);
    const { operator } = state;
    const away = operator?.presence === 'away';
    const presence = t(away ? 'away' : 'available');
    return html`<aside class="rail">
      ${
        this.screen.sites.length > 1
          ? this.#switch()
          : html`<div class="brand">
              ${mark()}<span><bdi>${site.name}</bdi></span>
            </div>`
      }
      <nav aria-label=${t('mainNav')}>${PLACES.map((place) => this.#place(place, count))}</nav>
      ${count ? html`<span id="rail-count" hidden>${t('unread', { n: count })}</span>` : nothing}
      ${
        operator
          ? html`<button
              class="me"
              type="button"
              aria-haspopup="menu"
              aria-expanded=${this.#menus?.profile.open ?? false}
              aria-describedby="profile-hint"
              @click=${() => this.#open(({ profile }) => profile.onTriggerClick())}
              @keydown=${(event: KeyboardEvent) => this.#menus?.profile.onTriggerKeydown(event)}
            >
              ${avatar(operator, { size: 32, online: !away })}<span><b>${operator.name}</b> <small>${presence}</small></span
              >${icon(sortIcon, 's18')}
            </button>`
          : nothing
      }
      <span id="profile-hint" hidden>${t('profile')}</span>
      ${this.#menus?.render(this.screen)}
    </aside>`;
  }

  #place({ title, icon: path, pages }: Place, count: number): TemplateResult {
    const { t, route } = this.screen;
    const [first] = pages;
    // Only the inbox, where unknown addresses lead, has something to count.
    const n = first === PAGES[0] ? count : 0;
    return html`<a
      class="nav"
      href=${hrefOf(first!)}
      title=${t(title)}
      aria-current=${pages.some((page) => page.path === route.page) ? 'page' : nothing}
      aria-describedby=${n ? 'rail-count' : nothing}
      >${icon(path)}<span>${t(title)}</span>${n ? html`<span class="badge sm accent" aria-hidden="true">${n}</span>` : nothing}</a
    >`;
  }

  #switch(): TemplateResult {
    const { site, t } = this.screen;
    return html`<button
      class="brand"
      type="button"
      title=${t('chooseSite')}
      aria-label=${site.name}
      aria-haspopup="menu"
      aria-expanded=${this.#menus?.sites.open ?? false}
      @click=${() => this.#open(({ sites }) => sites.onTriggerClick())}
      @keydown=${(event: KeyboardEvent) => this.#menus?.sites.onTriggerKeydown(event)}
    >
      ${mark()}<span><bdi>${site.name}</bdi></span
      >${icon(sortIcon, 's18')}
    </button>`;
  }
}

defineElements({ 'dashboard-rail': DashboardRail });

export const rail = (screen: Screen): TemplateResult => html`<dashboard-rail .screen=${screen}></dashboard-rail>`;
