import { html, nothing } from 'lit';
import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import type { Toast } from './screen.ts';
import type { Translate } from '../strings/index.ts';

/** Long enough to read a sentence; with a button long enough to reach it by keyboard. */
const SHOWN_MS = 4000;
const SHOWN_WITH_BUTTON_MS = 10_000;

/** One toast at a time. It stays while the pointer or the focus is on it. */
export class ToastController implements ReactiveController {
  readonly #host: ReactiveControllerHost & ParentNode;
  #toast: Toast | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & ParentNode) {
    this.#host = host;
    host.addController(this);
  }

  show(toast: Toast): void {
    this.#toast = toast;
    this.#start();
    this.#host.requestUpdate();
  }

  /** Above the reply box or the bar that stands in its place: it covers neither (W5). */
  hostUpdated(): void {
    if (!this.#toast) return;
    const region = this.#host.querySelector<HTMLElement>('.toasts');
    const foot = this.#host.querySelector('.thread > .holder')?.getBoundingClientRect().bottom;
    region?.style.setProperty('--foot', foot ? `${Math.max(0, Math.round(innerHeight - foot))}px` : '0px');
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#toast = null;
  }

  readonly #start = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#hide, this.#toast?.undo || this.#toast?.open ? SHOWN_WITH_BUTTON_MS : SHOWN_MS);
  };

  readonly #hold = (): void => clearTimeout(this.#timer);

  readonly #hide = (): void => {
    clearTimeout(this.#timer);
    this.#toast = null;
    this.#host.requestUpdate();
  };

  /** A key does it too: the button is far away for people who do not use a mouse (U3). */
  undo(): boolean {
    const undo = this.#toast?.undo;
    if (undo) this.#hide();
    undo?.();
    return undo !== undefined;
  }

  /** The region is always there: assistive technology announces what comes into it. */
  render(t: Translate): TemplateResult {
    const toast = this.#toast;
    const act = (deed: () => void) => (): void => {
      this.#hide();
      deed();
    };
    return html`<div class="toasts" role="status">
      ${
        toast
          ? html`<div
              class="toast"
              @pointerenter=${this.#hold}
              @pointerleave=${this.#start}
              @focusin=${this.#hold}
              @focusout=${this.#start}
            >
              <span dir="auto">${toast.text}</span
              >${toast.undo ? html`<button type="button" aria-keyshortcuts="Control+Z" @click=${() => this.undo()}>${t('undo')}</button>` : nothing}${toast.open ? html`<button type="button" @click=${act(toast.open)}>${t('openChat')}</button>` : nothing}
            </div>`
          : nothing
      }
    </div>`;
  }
}
