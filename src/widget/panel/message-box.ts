import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { html, nothing, render } from 'lit/html.js';
import { ComposerController, type ComposerControllerOptions } from '../../ui/composer-controller.ts';
import { fill } from '../../ui/i18n.ts';
import { icon, sendIcon } from '../../ui/icons.ts';
import type { WidgetStrings } from '../strings/en.ts';

export interface MessageBoxOptions extends Omit<ComposerControllerOptions, 'box'> {
  /** Gets the sentence that says that the text is too long. */
  readonly onOver: (text: string) => void;
}

/**
 * The composer. It draws itself, so a keystroke redraws nothing else (L4). Its name never changes; its placeholder says what
 * writing does.
 */
export class MessageBox implements ReactiveControllerHost {
  readonly element = document.createElement('div');
  readonly composer: ComposerController;
  readonly updateComplete = Promise.resolve(true);
  #strings: WidgetStrings | undefined;
  #ended = false;
  #over = false;
  readonly #onOver: (text: string) => void;

  constructor({ onOver, ...options }: MessageBoxOptions) {
    this.#onOver = onOver;
    this.composer = new ComposerController(this, { ...options, box: () => this.element.querySelector('textarea') });
  }

  /** `ended`: writing starts a new session. */
  draw(strings: WidgetStrings, ended: boolean): HTMLElement {
    if (strings !== this.#strings || ended !== this.#ended) {
      this.#strings = strings;
      this.#ended = ended;
      this.requestUpdate();
    }
    return this.element;
  }

  requestUpdate(): void {
    const strings = this.#strings;
    const { composer } = this;
    if (!strings) return;
    const over = composer.over > 0;
    const tooLong = over ? fill(strings.tooLong, { n: composer.over }) : '';
    // Announced when the text passes the limit, not with every key; the box itself shows by how much (U1).
    if (over && !this.#over) this.#onOver(tooLong);
    this.#over = over;
    render(
      html`<form class="composer" part="composer" @submit=${composer.onSubmit}>
        <div class="box">
          <textarea
            rows="1"
            dir="auto"
            enterkeyhint="send"
            aria-label=${strings.placeholder}
            placeholder=${this.#ended ? strings.placeholderNew : strings.placeholder}
            aria-invalid=${over}
            aria-describedby=${over ? 'over' : nothing}
            @input=${composer.onInput}
            @keydown=${composer.onKeydown}
          ></textarea>
          <button class="send" aria-label=${strings.send} ?disabled=${!composer.canSend}>${icon(sendIcon)}</button>
          ${over ? html`<p class="over" id="over"><bdi>${tooLong}</bdi></p>` : nothing}
        </div>
      </form>`,
      this.element,
    );
    composer.hostUpdated();
  }

  /** The composer is the only controller, and the box calls it directly. */
  addController(_controller: ReactiveController): void {}
  removeController(_controller: ReactiveController): void {}
}
