import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { TemplateResult } from 'lit/html.js';
import type { ScreenCover } from './screen-cover.ts';

/** Phones, in both orientations: there the panel fills the screen. The styles of the launcher repeat these figures. */
const SMALL = '(max-width: 479.98px), (max-height: 479.98px) and (max-width: 959.98px)';

/** Knows whether the panel fills the screen. Only a small screen loads the code and the styles for that. */
export class SmallScreen implements ReactiveController {
  /** Resolves when the panel can be drawn. */
  ready: Promise<void> | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #fills: () => boolean;
  readonly #query = matchMedia(SMALL);
  #cover: ScreenCover | undefined;
  #life: AbortController | undefined;

  /** `fills`: the panel is one that fills a small screen. */
  constructor(host: ReactiveControllerHost & HTMLElement, fills: () => boolean) {
    this.#host = host;
    this.#fills = fills;
    host.addController(this);
  }

  get matches(): boolean {
    return !!this.#cover && this.#isAsked;
  }
  /** The panel would first be drawn as on a large screen. */
  get isComing(): boolean {
    return !this.#cover && !!this.ready && this.#isAsked;
  }

  /** Stands at both ends of the panel. */
  guard(): TemplateResult | undefined {
    return this.matches ? this.#cover?.guard() : undefined;
  }

  hostConnected(): void {
    const { signal } = (this.#life = new AbortController());
    this.#query.addEventListener('change', () => this.#host.requestUpdate(), { signal });
    // The element was moved. A panel that leaves the document leaves the top layer too, and the next drawing puts it back there.
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    if (!this.#isAsked) return;
    this.ready ??= import('./screen-cover.ts').then(
      ({ ScreenCover }) => {
        this.#cover = new ScreenCover(this.#host);
        this.#host.requestUpdate();
      },
      // Without it the panel stands on a small screen as on a large one, until the next drawing tries again.
      () => {
        this.ready = undefined;
        this.#host.requestUpdate();
      },
    );
  }

  hostUpdated(): void {
    this.#cover?.update(this.#host.isConnected && this.matches && this.#host.hasAttribute('open'));
  }

  hostDisconnected(): void {
    this.#life?.abort();
    this.#cover?.update(false);
  }

  get #isAsked(): boolean {
    return this.#fills() && this.#query.matches;
  }
}
