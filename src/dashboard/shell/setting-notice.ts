import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SettingNotice } from '../../protocol/index.ts';
import { alertIcon, icon } from '../../ui/icons.ts';
import type { Screen } from './screen.ts';
import { DashboardElement, defineElements } from '../parts/element.ts';

const AGAIN_MS = 60_000;
const HIDDEN_MS = 24 * 3_600_000;
const nameOf = ({ kind, value }: SettingNotice): string => `chat-notice ${kind} ${value}`;

/** For administrators: what was refused lately because of a setting, and how to set it (M1). */
export class DashboardSettingNotice extends DashboardElement {
  static override properties = { ...DashboardElement.properties, notices: { state: true } };
  declare notices: readonly SettingNotice[];
  #timer: ReturnType<typeof setInterval> | undefined;
  #site = '';

  constructor() {
    super();
    this.notices = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      if (!document.hidden) void this.#load();
    }, AGAIN_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override updated(): void {
    const { site, state } = this.screen;
    if (state.operator?.role !== 'admin' || this.#site === site.key) return;
    this.#site = site.key;
    void this.#load();
  }

  async #load(): Promise<void> {
    const { api, site, state } = this.screen;
    if (state.operator?.role !== 'admin') return;
    try {
      const { notices } = await api.notices(site.key);
      if (site.key === this.screen.site.key) this.notices = notices;
    } catch {
      // Asked again in a minute; what is wrong with the connection is said elsewhere.
    }
  }

  /** Not theirs: quiet for a day. */
  #hide(notice: SettingNotice): void {
    localStorage.setItem(nameOf(notice), String(this.screen.now()));
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { t, now } = this.screen;
    const notice = this.notices.find((one) => now() - Number(localStorage.getItem(nameOf(one)) ?? 0) > HIDDEN_MS);
    return html`<div role="status">
      ${
        notice
          ? html`<div class="banner">
              ${icon(alertIcon, 's18')}<span
                >${t(`notice.${notice.kind}`, { value: notice.value, n: notice.count })} <code dir="ltr">${notice.fix}</code></span
              ><button type="button" @click=${() => this.#hide(notice)}>${t('noticeHide')}</button>
            </div>`
          : nothing
      }
    </div>`;
  }
}

defineElements({ 'dashboard-setting-notice': DashboardSettingNotice });

export const settingNotice = (screen: Screen): TemplateResult =>
  html`<dashboard-setting-notice .screen=${screen}></dashboard-setting-notice>`;
