import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { closeButton } from '../parts/common.ts';
import { DialogElement } from '../parts/dialog-element.ts';

const KEYS = [
  [['J'], 'keyNext'],
  [['K'], 'keyPrev'],
  [['R'], 'keyReply'],
  [['E'], 'keyClose'],
  [[']'], 'keyDetails'],
  [['/'], 'keySearch'],
  [['?'], 'keyHelp'],
  [['Enter'], 'keySend'],
  [['Shift', 'Enter'], 'keyBreak'],
] as const;

/** The list of keys, on `?`. */
export class DashboardShortcutsDialog extends DialogElement {
  protected override initialFocus(): HTMLElement | null {
    return this.find('h2');
  }

  protected override render(): TemplateResult {
    const { t } = this.screen;
    return html`<dialog class="dialog" aria-labelledby="keys-title">
      <header>
        <h2 id="keys-title" tabindex="-1">${t('shortcuts')}</h2>
        ${closeButton(t, () => this.close())}
      </header>
      <div class="body">
        <dl class="keys-list">
          ${KEYS.map(
            ([keys, label]) =>
              html`<dt>${keys.map((key) => html`<kbd class="kbd">${key}</kbd>`)}</dt>
                <dd>${t(label)}</dd>`,
          )}
        </dl>
      </div>
    </dialog>`;
  }
}
