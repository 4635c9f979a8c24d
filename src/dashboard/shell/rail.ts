import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { avatar } from '../../ui/avatar.ts';
import { bellIcon, checkIcon, icon, logoutIcon, mark, muteIcon, settingsIcon, soundIcon } from '../../ui/icons.ts';
import { floating } from '../../ui/floating.ts';
import { MenuController } from '../../ui/menu.ts';
import { askForDesktop } from './notify.ts';
import { DashboardElement, defineElements } from '../parts/element.ts';
import { menuLayer } from '../parts/menu-layer.ts';
import { sortIcon } from '../parts/icons.ts';
import { hrefOf, PAGES } from '../pages.ts';
import type { Theme } from './settings.ts';
import type { Screen } from './screen.ts';
import { attentionCount } from '../store/selectors.ts';
import type { TextKey } from '../strings/index.ts';
import { type Language, LANGUAGES } from '../../ui/languages.ts';

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
  readonly #menu = new MenuController(this, {
    trigger: () => this.find('.me'),
    menu: () => this.find('.menu-layer:has(.profile)'),
    placement: 'top-start',
    place: floating,
  });
  readonly #sites = new MenuController(this, {
    trigger: () => this.find('button.brand'),
    menu: () => this.find('.menu-layer:has(.sites)'),
    placement: 'bottom-start',
    place: floating,
  });

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
              aria-expanded=${this.#menu.open}
              aria-describedby="profile-hint"
              @click=${this.#menu.onTriggerClick}
              @keydown=${this.#menu.onTriggerKeydown}
            >
              ${avatar(operator, { size: 32, online: !away })}<span><b>${operator.name}</b> <small>${presence}</small></span
              >${icon(sortIcon, 's18')}
            </button>`
          : nothing
      }
      <span id="profile-hint" hidden>${t('profile')}</span>
      ${this.#menu.open ? this.#profileMenu(away) : nothing} ${this.#sites.open ? this.#siteMenu() : nothing}
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
      aria-expanded=${this.#sites.open}
      @click=${this.#sites.onTriggerClick}
      @keydown=${this.#sites.onTriggerKeydown}
    >
      ${mark()}<span><bdi>${site.name}</bdi></span
      >${icon(sortIcon, 's18')}
    </button>`;
  }

  #siteMenu(): TemplateResult {
    const { t, site, sites, chooseSite } = this.screen;
    const choose = (key: string) => () => {
      this.#sites.hide();
      chooseSite(key);
    };
    return menuLayer(
      this.#sites,
      { label: t('chooseSite'), name: 'sites' },
      html` ${sites.map(
        ({ key, name }) =>
          html`<button role="menuitemradio" aria-checked=${key === site.key} tabindex="-1" @click=${choose(key)}>
            <span class="tickbox">${key === site.key ? icon(checkIcon, 's18') : nothing}</span><bdi>${name}</bdi>
          </button>`,
      )}`,
    );
  }

  #profileMenu(away: boolean): TemplateResult {
    const { t, settings, client, change, testSound, logOut } = this.screen;
    const radio = (label: string, on: boolean, choose: () => void): TemplateResult =>
      html`<button role="menuitemradio" aria-checked=${on} tabindex="-1" @click=${choose}>
        <span class="tickbox">${on ? icon(checkIcon, 's18') : nothing}</span>${label}
      </button>`;
    const toggle = (path: string, label: string, on: boolean, flip: () => void): TemplateResult =>
      html`<button role="menuitemcheckbox" aria-checked=${on} tabindex="-1" @click=${flip}>
        ${icon(path)}${label}<span class="end switch ${on ? 'on' : ''}"></span>
      </button>`;
    return menuLayer(
      this.#menu,
      { label: t('profile'), name: 'profile' },
      html` <div role="group" aria-label=${t('availability')}>
          ${radio(t('available'), !away, () => client.setPresence('online'))}${radio(t('away'), away, () => client.setPresence('away'))}
        </div>
        <hr />
        ${toggle(settings.sound ? soundIcon : muteIcon, t('sound'), settings.sound, () => change({ sound: !settings.sound }))}
        ${settings.sound ? html`<button role="menuitem" tabindex="-1" @click=${() => testSound()}>${icon(soundIcon)}${t('soundTest')}</button>` : nothing}
        ${toggle(bellIcon, t('desktopNotifications'), settings.desktop, () => void this.#flipDesktop())}
        <hr />
        <div role="group" aria-label=${t('language')}>
          <p class="group-label" aria-hidden="true">${t('language')}</p>
          ${(Object.keys(LANGUAGES) as Language[]).map((language) => radio(LANGUAGES[language], settings.language === language, () => change({ language })))}
        </div>
        <hr />
        <div role="group" aria-label=${t('theme')}>
          <p class="group-label" aria-hidden="true">${t('theme')}</p>
          ${(['auto', 'light', 'dark'] as Theme[]).map((theme) => radio(t(theme === 'auto' ? 'themeAuto' : theme === 'light' ? 'themeLight' : 'themeDark'), settings.theme === theme, () => change({ theme })))}
        </div>
        <hr />
        <button role="menuitem" tabindex="-1" @click=${() => this.#shortcuts()}>${icon(settingsIcon)}${t('shortcuts')}</button>
        <button role="menuitem" tabindex="-1" @click=${() => logOut()}>${icon(logoutIcon)}${t('logOut')}</button>`,
    );
  }

  #shortcuts(): void {
    // The menu closes first, so that the focus is on its button when the dialog takes it.
    this.#menu.hide();
    this.screen.show({ kind: 'shortcuts' });
  }

  async #flipDesktop(): Promise<void> {
    const { settings, change, toast, t } = this.screen;
    if (settings.desktop) return change({ desktop: false });
    if (await askForDesktop()) change({ desktop: true });
    else toast({ text: t('desktopDenied') });
  }
}

defineElements({ 'dashboard-rail': DashboardRail });

export const rail = (screen: Screen): TemplateResult => html`<dashboard-rail .screen=${screen}></dashboard-rail>`;
