import { html, type TemplateResult } from 'lit/html.js';
import { lockPage } from './page-lock.ts';
import { smallScreenStyles } from './small-screen-styles.ts';

/** Lays the panel over a small screen, holds the page still behind it and keeps above the on-screen keyboard. */
export class ScreenCover {
  readonly #host: HTMLElement;
  #unlock: (() => void) | undefined;
  #life: AbortController | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
    const root = host.shadowRoot!;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, smallScreenStyles.styleSheet];
  }

  update(covers: boolean): void {
    if (covers && !this.#unlock) {
      this.#unlock = lockPage();
      const { signal } = (this.#life = new AbortController());
      for (const moved of ['resize', 'scroll']) visualViewport?.addEventListener(moved, () => this.#fit(), { signal });
    } else if (!covers) {
      this.#life?.abort();
      this.#unlock?.();
      this.#unlock = undefined;
    }
    this.#raise(covers);
    this.#fit();
  }

  /** Tab stays in a panel that fills the screen: past either end it starts again at the other (U2). */
  guard(): TemplateResult {
    return html`<i tabindex="0" @focus=${this.#turn}></i>`;
  }

  readonly #turn = ({ target, relatedTarget }: FocusEvent): void => {
    const root = this.#host.shadowRoot!;
    const backwards = (target as Element).nextElementSibling && relatedTarget !== root.querySelector('.panel');
    root.querySelector<HTMLElement>(backwards ? '.composer textarea' : '.acts button')?.focus();
  };

  /** In the top layer no transform or stacking of the page keeps the panel from the screen's edges (H4). */
  #raise(on: boolean): void {
    const host = this.#host;
    if (!('popover' in host) || on === (host.popover === 'manual' && host.matches(':popover-open'))) return;
    host.popover = on ? 'manual' : null;
    if (on) host.showPopover();
  }

  // iOS, and Android by default, lay the keyboard over fixed elements instead of shrinking the viewport; iOS also moves the
  // page under it. A pinch zoom is not undone: multiplied by the scale, the height is the screen's again, and the place is
  // the visitor's choice. Reading a measure makes the browser lay out the page, so this runs only while the panel covers it.
  #fit(): void {
    const { style } = this.#host;
    const names = ['--visible', '--visible-top'];
    if (!this.#unlock || !visualViewport) return names.forEach((name) => style.removeProperty(name));
    const { height, scale, offsetTop } = visualViewport;
    // A page may scale its body, and with it all our lengths.
    const zoom = (this.#host as { currentCSSZoom?: number }).currentCSSZoom ?? 1;
    [height * scale, scale > 1.01 ? 0 : offsetTop].forEach((px, i) => style.setProperty(names[i]!, `${px / zoom}px`));
  }
}
