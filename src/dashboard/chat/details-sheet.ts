import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { closeButton } from '../parts/common.ts';
import { DialogElement } from '../parts/dialog-element.ts';
import type { Chat } from '../store/types.ts';

/** Drawn down this far, the sheet goes. */
const AWAY_PX = 80;

/** The details where there is room for one pane: a sheet over the chat. */
export class DashboardDetailsSheet extends DialogElement {
  static override properties = { ...DialogElement.properties, chat: { attribute: false } };
  declare chat: Chat;

  protected override initialFocus(): HTMLElement | null {
    return this.find('h2');
  }

  readonly #drag = (event: PointerEvent): void => {
    const { box } = this;
    if (!box) return;
    const grip = event.currentTarget as HTMLElement;
    const life = new AbortController();
    const { signal } = life;
    const down = ({ clientY }: PointerEvent): number => Math.max(0, clientY - event.clientY);
    const end = (up: PointerEvent): void => {
      life.abort();
      box.style.removeProperty('translate');
      if (up.type === 'pointerup' && down(up) > AWAY_PX) this.close();
    };
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener('pointermove', (move) => box.style.setProperty('translate', `0 ${down(move)}px`), { signal });
    grip.addEventListener('pointerup', end, { signal });
    grip.addEventListener('pointercancel', end, { signal });
  };

  protected override render(): TemplateResult {
    const { t } = this.screen;
    return html`<dialog class="dialog sheet" aria-label=${t('visitorDetails')}>
      <div class="grab" @pointerdown=${this.#drag}></div>
      <header>
        <h2 class="sr" tabindex="-1">${t('visitorDetails')}</h2>
        ${closeButton(t, () => this.close())}
      </header>
      <dashboard-details .screen=${this.screen} .chat=${this.chat}></dashboard-details>
    </dialog>`;
  }
}
