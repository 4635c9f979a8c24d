import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { closeButton } from '../parts/common.ts';
import { DialogElement } from '../parts/dialog-element.ts';
import type { Chat } from '../store/types.ts';

/** The details where there is room for one pane: a sheet over the chat. */
export class DashboardDetailsSheet extends DialogElement {
  static override properties = { ...DialogElement.properties, chat: { attribute: false } };
  declare chat: Chat;

  protected override initialFocus(): HTMLElement | null {
    return this.find('.sheet-focus');
  }

  protected override render(): TemplateResult {
    const { t } = this.screen;
    return html`<dialog class="dialog sheet" aria-label=${t('visitorDetails')}>
      <header>
        <h2 class="sr sheet-focus" tabindex="-1">${t('visitorDetails')}</h2>
        ${closeButton(t, () => this.close())}
      </header>
      <dashboard-details .screen=${this.screen} .chat=${this.chat}></dashboard-details>
    </dialog>`;
  }
}
