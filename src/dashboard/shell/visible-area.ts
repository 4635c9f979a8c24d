import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Keeps the screen above an on-screen keyboard. Where the keyboard lies over the page instead of shrinking it, as on iOS, only the
 * visual viewport knows what is left; `--visible` and `--visible-top` tell the sheets.
 */
export class VisibleAreaController implements ReactiveController {
  #life: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    const { signal } = (this.#life = new AbortController());
    for (const moved of ['resize', 'scroll']) visualViewport?.addEventListener(moved, this.#fit, { signal });
  }

  hostDisconnected(): void {
    this.#life?.abort();
    if (visualViewport) this.#fit();
  }

  readonly #fit = (): void => {
    const { style } = document.documentElement;
    const { height, offsetTop, scale } = visualViewport!;
    // Two fingers make the visual viewport smaller too; what they do is not undone.
    const isCovered = this.#life?.signal.aborted === false && Math.abs(scale - 1) < 0.01 && height < innerHeight - 1;
    for (const [name, px] of [
      ['--visible', height],
      ['--visible-top', offsetTop],
    ] as const) {
      if (isCovered) style.setProperty(name, `${px}px`);
      else style.removeProperty(name);
    }
  };
}
