import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { lockPage } from './page-lock.ts';

/** Phones, in both orientations: there the panel fills the screen. The styles of the shell repeat these figures. */
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
    // The covering panel left the top layer when it left the document.
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const covers = this.#host.isConnected && this.matches && this.#covers();
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
