import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MESSAGE_MAX_CHARS } from '../protocol/limits.ts';
import { isVisible } from '../protocol/rules.ts';

export interface ComposerControllerOptions {
  /** The text box once it is rendered. */
  readonly box: () => HTMLTextAreaElement | null | undefined;
  /** Gets a visible message of 1 to 5,000 characters. The box is empty by then. */
  readonly onSend: (text: string) => void;
  /** Called when typing changes the text, for drafts and the typing signal. */
  readonly onInput?: (text: string) => void;
}

/** State and keys of a composer: Enter sends, Shift+Enter breaks the line, Ctrl or Cmd+Enter sends too; never in the middle of an IME composition. */
export class ComposerController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: ComposerControllerOptions;
  #value = '';

  constructor(host: ReactiveControllerHost, options: ComposerControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** The text in the box, which the controller itself keeps up to date. Setting it does not call `onInput`. */
  get value(): string {
    return this.#value;
  }
  set value(text: string) {
    if (text === this.#value) return;
    this.#value = text;
    this.#host.requestUpdate();
  }

  /** Characters beyond the limit; 0 when it fits. */
  get over(): number {
    return Math.max(0, this.#value.length - MESSAGE_MAX_CHARS);
  }

  get canSend(): boolean {
    return isVisible(this.#value) && this.over === 0;
  }

  send(): void {
    if (!this.canSend) return;
    const text = this.#value;
    this.value = '';
    this.#options.onSend(text);
    this.focus();
  }

  focus(): void {
    this.#options.box()?.focus();
  }

  hostUpdated(): void {
    const box = this.#options.box();
    if (!box) return;
    if (box.value !== this.#value) box.value = this.#value;
    if (!CSS.supports('field-sizing', 'content')) fit(box);
  }

  readonly onInput = (event: Event): void => {
    this.value = (event.target as HTMLTextAreaElement).value;
    this.#options.onInput?.(this.#value);
  };

  readonly onKeydown = (event: KeyboardEvent): void => {
    // Safari sends key code 229 for the Enter that ends a composition, after it has set isComposing to false.
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  };

  readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.send();
  };
}

// For browsers whose CSS cannot size the box to its text.
function fit(box: HTMLTextAreaElement): void {
  box.style.setProperty('height', 'auto');
  box.style.setProperty('height', `${box.scrollHeight}px`);
}
