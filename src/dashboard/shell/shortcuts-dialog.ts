import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { DEFAULT_KEYS, keyLabel, keyOf, withKey } from './keyboard.ts';
import type { Shortcut } from './keyboard.ts';
import { closeButton } from '../parts/common.ts';
import { adoptDialogSheets, DialogElement } from '../parts/dialog-element.ts';
import { defineElements } from '../parts/element.ts';
import type { Screen } from './screen.ts';

const LABELS = {
  next: 'keyNext',
  previous: 'keyPrev',
  reply: 'keyReply',
  close: 'keyClose',
  details: 'keyDetails',
  select: 'keySelect',
  search: 'keySearch',
  help: 'keyHelp',
} as const;

/** Keys that type no character can stay as they are. */
const FIXED = [
  [['Ctrl', 'Z'], 'keyUndo'],
  [['Enter'], 'keySend'],
  [['Shift', 'Enter'], 'keyBreak'],
  [['Space'], 'keyPick'],
  [['Shift', 'Space'], 'keySpan'],
  [['Esc'], 'keySelectEnd'],
] as const;

/** The list of keys, on `?` and in the operator's menu. Keys of a single character can be turned off and chosen anew (U3). */
export class DashboardShortcutsDialog extends DialogElement {
  static override properties = { ...DialogElement.properties, choosing: { state: true } };
  /** Waits for its new key. */
  declare choosing: Shortcut | null;

  constructor() {
    super();
    this.choosing = null;
  }

  protected override initialFocus(): HTMLElement | null {
    return this.find('h2');
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { choosing } = this;
    if (!choosing) return;
    if (event.key === 'Escape' || event.key === 'Tab') {
      // Esc takes the question back, not the dialog.
      if (event.key === 'Escape') event.preventDefault();
      this.choosing = null;
      return;
    }
    const key = keyOf(event);
    if (key === null) return;
    event.preventDefault();
    const { settings, change, t, voice } = this.screen;
    change({ keys: withKey(settings.keys, choosing, key) });
    voice.say(`${t(LABELS[choosing])}: ${keyLabel(key)}`);
    this.choosing = null;
  };

  protected override render(): TemplateResult {
    const { t, settings, change } = this.screen;
    return html`<dialog class="dialog" aria-labelledby="keys-title">
      <header>
        <h2 id="keys-title" tabindex="-1">${t('shortcuts')}</h2>
        ${closeButton(t, () => this.close())}
      </header>
      <div class="body">
        <label class="keys-on"
          >${t('keysOn')}<input
            class="switch"
            type="checkbox"
            role="switch"
            aria-checked=${settings.shortcuts}
            .checked=${settings.shortcuts}
            @change=${(event: Event) => change({ shortcuts: (event.target as HTMLInputElement).checked })}
        /></label>
        ${
          settings.shortcuts
            ? html`<p class="hint">${t('keysHint')}</p>
                <dl class="keys-list">${(Object.keys(LABELS) as Shortcut[]).map((shortcut) => this.#row(shortcut))}</dl>
                <button class="btn sm" type="button" @click=${() => change({ keys: DEFAULT_KEYS })}>${t('keysReset')}</button>`
            : nothing
        }
        <dl class="keys-list">
          ${FIXED.map(
            ([keys, label]) =>
              html`<dt>${keys.map((key) => html`<kbd class="kbd">${key}</kbd>`)}</dt>
                <dd>${t(label)}</dd>`,
          )}
        </dl>
      </div>
    </dialog>`;
  }

  #row(shortcut: Shortcut): TemplateResult {
    const { t, settings } = this.screen;
    const what = t(LABELS[shortcut]);
    const key = keyLabel(settings.keys[shortcut]);
    const isChosen = this.choosing === shortcut;
    return html`<dt>
        <button
          class="kbd"
          type="button"
          aria-label=${isChosen ? t('keyPress') : t('keyNow', { what, key })}
          aria-pressed=${isChosen}
          @click=${() => (this.choosing = isChosen ? null : shortcut)}
          @keydown=${this.#onKey}
          @blur=${() => (this.choosing = null)}
        >
          ${isChosen ? t('keyPress') : key}
        </button>
      </dt>
      <dd>${what}</dd>`;
  }
}

adoptDialogSheets();
defineElements({ 'dashboard-shortcuts-dialog': DashboardShortcutsDialog });

export const shortcutsDialog = (screen: Screen, onClosed: () => void): TemplateResult =>
  html`<dashboard-shortcuts-dialog .screen=${screen} .onClosed=${onClosed}></dashboard-shortcuts-dialog>`;
