import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { lockPage } from './page-lock.ts';

/** Phones, upright and on their side: there the panel fills the screen. The styles of the shell have the same figures. */
const SMALL = '(max-width: 479.98px), (max-height: 479.98px) and (max-width: 959.98px)';

/** Knows whether the panel fills the screen, holds the page still behind it and keeps above the on-screen keyboard. */
export class SmallScreen implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #covers: () => boolean;
  readonly #query = matchMedia(SMALL);
  #unlock: (() => void) | undefined;
  #life: AbortController | undefined;

  /** `covers`: the panel is open and may fill the screen. */
  constructor(host: ReactiveControllerHost & HTMLElement, covers: () => boolean) {
    this.#host = host;
    this.#covers = covers;
    host.addController(this);
  }

  get matches(): boolean {
    return this.#query.matches;
  }

  hostConnected(): void {
    const { signal } = (this.#life = new AbortController());
    this.#query.addEventListener('change', () => this.#host.requestUpdate(), { signal });
    for (const moved of ['resize', 'scroll']) visualViewport?.addEventListener(moved, () => this.#fit(), { signal });
    // The covering panel was taken from the top layer when it left the document.
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const covers = this.matches && this.#covers();
    if (covers) this.#unlock ??= lockPage();
    else this.#release();
    this.#raise(covers);
    this.#fit();
  }

  hostDisconnected(): void {
    this.#life?.abort();
    this.#release();
  }

  #release(): void {
    this.#unlock?.();
    this.#unlock = undefined;
  }

  /** In the top layer no transform or stacking of the page holds the panel off the screen's edges (H4). */
  #raise(on: boolean): void {
    const host = this.#host;
    if (!('popover' in host) || on === (host.popover === 'manual' && host.matches(':popover-open'))) return;
    host.popover = on ? 'manual' : null;
    if (on) host.showPopover();
  }

  // iOS, and Android by default, lay the keyboard over fixed elements instead of shrinking the viewport; iOS moves the page under it too.
  // What two fingers do is not undone: by its scale the height is that of the screen again, and the place is the visitor's.
  // Asking for a measure makes the browser lay the page out, so nobody asks while the panel covers nothing.
  #fit(): void {
    const { style } = this.#host;
    const names = ['--visible', '--visible-top'];
    if (!this.#unlock || !visualViewport) return names.forEach((name) => style.removeProperty(name));
    const { height, scale, offsetTop } = visualViewport;
    // A page may scale its body, and with it every length of ours.
    const zoom = (this.#host as { currentCSSZoom?: number }).currentCSSZoom ?? 1;
    [height * scale, scale > 1.01 ? 0 : offsetTop].forEach((px, i) => style.setProperty(names[i]!, `${px / zoom}px`));
  }
}
