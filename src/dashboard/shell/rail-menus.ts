import { html, nothing } from 'lit';
import type { LitElement, TemplateResult } from 'lit';
import { floating } from '../../ui/floating.ts';
import { bellIcon, checkIcon, icon, logoutIcon, muteIcon, settingsIcon, soundIcon } from '../../ui/icons.ts';
import { LANGUAGES } from '../../ui/languages.ts';
import type { Language } from '../../ui/languages.ts';
import { MenuController } from '../../ui/menu.ts';
import { menuLayer } from '../parts/menu-layer.ts';
import { askForDesktop } from './notify.ts';
import type { Screen } from './screen.ts';
import type { Theme } from './settings.ts';

/** The menus that open from the rail: the operator's own at its foot, and the choice of a site at its top. */
export class RailMenus {
  readonly profile: MenuController;
  readonly sites: MenuController;

  constructor(rail: LitElement) {
    const menu = (trigger: string, name: string, placement: 'top-start' | 'bottom-start'): MenuController =>
      new MenuController(rail, {
        trigger: () => rail.querySelector<HTMLElement>(trigger),
        menu: () => rail.querySelector<HTMLElement>(`.menu-layer:has(.${name})`),
        placement,
        place: floating,
      });
    this.profile = menu('.me', 'profile', 'top-start');
    this.sites = menu('button.brand', 'sites', 'bottom-start');
  }

  render(screen: Screen): TemplateResult {
    return html`${this.profile.open ? this.#profileMenu(screen) : nothing} ${this.sites.open ? this.#siteMenu(screen) : nothing}`;
  }

  #siteMenu({ t, site, sites, chooseSite }: Screen): TemplateResult {
    const choose = (key: string) => () => {
      this.sites.hide();
      chooseSite(key);
    };
    return menuLayer(
      this.sites,
      { label: t('chooseSite'), name: 'sites' },
      html` ${sites.map(({ key, name }) => radio(html`<bdi>${name}</bdi>`, key === site.key, choose(key)))}`,
    );
  }

  #profileMenu(screen: Screen): TemplateResult {
    const { t, state, settings, client, change, testSound, logOut } = screen;
    const away = state.operator?.presence === 'away';
    return menuLayer(
      this.profile,
      { label: t('profile'), name: 'profile' },
      html` <div role="group" aria-label=${t('availability')}>
          ${radio(t('available'), !away, () => client.setPresence('online'))}${radio(t('away'), away, () => client.setPresence('away'))}
        </div>
        <hr />
        ${toggle(settings.sound ? soundIcon : muteIcon, t('sound'), settings.sound, () => change({ sound: !settings.sound }))}
        ${settings.sound ? html`<button role="menuitem" tabindex="-1" @click=${() => testSound()}>${icon(soundIcon)}${t('soundTest')}</button>` : nothing}
        ${toggle(bellIcon, t('desktopNotifications'), settings.desktop, () => void flipDesktop(screen))}
        <hr />
        <div role="group" aria-label=${t('language')}>
          <p class="group-label" aria-hidden="true">${t('language')}</p>
          ${(Object.keys(LANGUAGES) as Language[]).map((language) => radio(LANGUAGES[language], settings.language === language, () => change({ language })))}
        </div>
        <hr />
        <div role="group" aria-label=${t('theme')}>
          <p class="group-label" aria-hidden="true">${t('theme')}</p>
          ${(['auto', 'light', 'dark'] as Theme[]).map((theme) => radio(t(THEMES[theme]), settings.theme === theme, () => change({ theme })))}
        </div>
        <hr />
        <button role="menuitem" tabindex="-1" @click=${() => this.#shortcuts(screen)}>${icon(settingsIcon)}${t('shortcuts')}</button>
        <button role="menuitem" tabindex="-1" @click=${() => logOut()}>${icon(logoutIcon)}${t('logOut')}</button>`,
    );
  }

  #shortcuts({ show }: Screen): void {
    // The menu closes first, so that the focus is on its button when the dialog takes it.
    this.profile.hide();
    show({ kind: 'shortcuts' });
  }
}

const THEMES = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } as const;

const radio = (label: unknown, on: boolean, choose: () => void): TemplateResult =>
  html`<button role="menuitemradio" aria-checked=${on} tabindex="-1" @click=${choose}>
    <span class="tickbox">${on ? icon(checkIcon, 's18') : nothing}</span>${label}
  </button>`;

const toggle = (path: string, label: string, on: boolean, flip: () => void): TemplateResult =>
  html`<button role="menuitemcheckbox" aria-checked=${on} tabindex="-1" @click=${flip}>
    ${icon(path)}${label}<span class="end switch ${on ? 'on' : ''}"></span>
  </button>`;

async function flipDesktop({ settings, change, toast, t }: Screen): Promise<void> {
  if (settings.desktop) return change({ desktop: false });
  if (await askForDesktop()) change({ desktop: true });
  else toast({ text: t('desktopDenied') });
}
