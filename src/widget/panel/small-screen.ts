import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Below this the panel fills the screen. The styles of the shell have the same figure. */
const SMALL = '(max-width: 479.98px)';

/** Knows whether the panel fills the screen, holds the page still behind it and keeps above the on-screen keyboard. */
export class SmallScreen implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #covers: () => boolean;
  readonly #query = matchMedia(SMALL);
  #unlock: (() => void) | undefined;

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
    this.#query.addEventListener('change', this.#changed);
    visualViewport?.addEventListener('resize', this.#fit);
  }

  hostUpdated(): void {
    const covers = this.matches && this.#covers();
    if (covers && !this.#unlock) this.#unlock = lockPage();
    if (!covers) this.#release();
    this.#fit();
  }

  hostDisconnected(): void {
    this.#query.removeEventListener('change', this.#changed);
    visualViewport?.removeEventListener('resize', this.#fit);
    this.#release();
  }

  #release(): void {
    this.#unlock?.();
    this.#unlock = undefined;
  }

  readonly #changed = (): void => this.#host.requestUpdate();

  // iOS lays the keyboard over fixed elements instead of shrinking the viewport.
  readonly #fit = (): void => {
    const { style } = this.#host;
    if (this.#unlock && visualViewport) style.setProperty('--visible', `${visualViewport.height}px`);
    else style.removeProperty('--visible');
  };
}

/** Stops the page from scrolling; returns the undo, which restores what the page had set itself. */
function lockPage(): () => void {
  const { style } = document.documentElement;
  const before = style.overflow;
  style.overflow = 'hidden';
  return () => {
    style.overflow = before;
  };
}
