import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ComposerController } from './composer-controller.ts';
import { icon, sendIcon } from './icons.ts';

export { ComposerController } from './composer-controller.ts';

export interface ComposerOptions {
  readonly controller: ComposerController;
  /** Name and placeholder of the box: "Write a message…". */
  readonly placeholder: string;
  /** "Send" */
  readonly send: string;
  /** What to say when the text is `over` characters too long. */
  readonly tooLong: (over: number) => string;
}

/** The composer of the widget; a screen with another lay-out binds the controller's handlers itself. Needs `composerStyles`. */
export const composer = ({ controller, placeholder, send, tooLong }: ComposerOptions): TemplateResult =>
  html`<form class="composer" @submit=${controller.onSubmit}>
    <div class="box">
      <textarea
        rows="1"
        dir=${controller.value ? 'auto' : nothing}
        enterkeyhint="send"
        aria-label=${placeholder}
        placeholder=${placeholder}
        aria-invalid=${controller.over > 0}
        .value=${live(controller.value)}
        @input=${controller.onInput}
        @keydown=${controller.onKeydown}
      ></textarea>
      <button class="send" aria-label=${send} ?disabled=${!controller.canSend}>${icon(sendIcon)}</button>
      ${controller.over ? html`<p class="over" role="alert">${tooLong(controller.over)}</p>` : nothing}
    </div>
  </form>`;
