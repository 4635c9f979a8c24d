import type { ReactiveControllerHost } from 'lit';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { StickToEndController } from './stick-to-end.ts';
import { threadItems, type ThreadInput, type ThreadItem } from './thread-items.ts';
import { ThreadWindow } from './thread-window.ts';

export interface ThreadControllerOptions {
  /** The scroll container once it is rendered. */
  readonly log: () => HTMLElement | null | undefined;
  /** Whether there are earlier messages that are not loaded yet. */
  readonly more: () => boolean;
  /** Loads them. */
  readonly load: () => Promise<unknown>;
  /** Gets the error when they could not be loaded. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * A thread on the screen, the same for visitors and operators. It draws a window of the thread and loads earlier messages
 * while the reader scrolls up (L3, L4).
 */
export class ThreadController {
  readonly stick: StickToEndController;
  /** The end of the thread, for announcing new messages wherever the reader is. */
  latest: readonly ThreadItem[] = [];
  readonly #host: ReactiveControllerHost;
  readonly #options: ThreadControllerOptions;
  readonly #window = new ThreadWindow();
  #loading = false;
  /** Loading failed: only the reader starts the next try. */
  #failed = false;

  constructor(host: ReactiveControllerHost, options: ThreadControllerOptions) {
    this.#host = host;
    this.#options = options;
    this.stick = new StickToEndController(host, options.log, {
      below: () => this.#window.below,
      onEdge: (up) => {
        if (!up) this.#grow(false);
        else if (!this.#failed) void this.#earlier();
      },
    });
  }

  /** The items that the log shows. Call it once before each rendering. */
  draw(input: ThreadInput): readonly ThreadItem[] {
    const { stick } = this;
    const items = this.#cut(input);
    this.latest = this.#window.below ? threadItems({ ...input, sessions: this.#window.end() }) : items;
    stick.update(this.latest);
    return this.#window.below && stick.atEnd ? this.#cut(input) : items;
  }

  /** The way to earlier messages for readers who do not scroll. Place it above the list. */
  button(label: string): TemplateResult | typeof nothing {
    return this.#window.above || this.#options.more()
      ? html`<button class="earlier" type="button" aria-disabled=${this.#loading} @click=${this.#onClick}>${label}</button>`
      : nothing;
  }

  #cut(input: ThreadInput): readonly ThreadItem[] {
    const { atEnd, isHeld } = this.stick;
    if (atEnd) this.#window.toEnd();
    const sessions = this.#window.cut(input.sessions, isHeld, atEnd);
    // Typing and unsent messages belong to the end.
    return threadItems(this.#window.below ? { ...input, sessions, outbox: [], typing: [] } : { ...input, sessions });
  }

  #grow(up: boolean): boolean {
    const grown = this.#window.grow(up, this.stick.isHeld);
    if (grown) this.#host.requestUpdate();
    return grown;
  }

  readonly #onClick = (): void => {
    this.#failed = false;
    void this.#earlier().then(async () => {
      await this.#host.updateComplete;
      // The button has gone with the last page, and the focus with it.
      const log = this.#options.log();
      if (log && !log.querySelector('.earlier')) log.focus({ preventScroll: true });
    });
  };

  async #earlier(): Promise<void> {
    if (this.#loading || this.#grow(true) || !this.#options.more()) return;
    this.#loading = true;
    this.#host.requestUpdate();
    try {
      await this.#options.load();
      // The window sees the loaded events with the next drawing.
      await this.#host.updateComplete;
      this.#grow(true);
    } catch (error) {
      this.#failed = true;
      this.#options.onFailed(error);
    } finally {
      this.#loading = false;
      this.#host.requestUpdate();
    }
  }
}
