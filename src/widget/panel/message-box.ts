import { html, nothing, type TemplateResult } from 'lit';
import type { ComposerController } from '../../ui/composer-controller.ts';
import { fill } from '../../ui/i18n.ts';
import { icon, sendIcon } from '../../ui/icons.ts';
import type { WidgetStrings } from '../strings/en.ts';

export interface MessageBoxOptions {
  readonly controller: ComposerController;
  readonly strings: WidgetStrings;
  /** Writing starts a new session. */
  readonly ended: boolean;
}

/** The composer. Its name never changes, its placeholder says what writing does. */
export const messageBox = ({ controller, strings, ended }: MessageBoxOptions): TemplateResult =>
  html`<form class="composer" part="composer" @submit=${controller.onSubmit}>
    <div class="box">
      <textarea
        rows="1"
        dir=${controller.value ? 'auto' : nothing}
        enterkeyhint="send"
        aria-label=${strings.placeholder}
        placeholder=${ended ? strings.placeholderNew : strings.placeholder}
        aria-invalid=${controller.over > 0}
        @input=${controller.onInput}
        @keydown=${controller.onKeydown}
      ></textarea>
      <button class="send" aria-label=${strings.send} ?disabled=${!controller.canSend}>${icon(sendIcon)}</button>
      ${controller.over ? html`<p class="over" role="alert">${fill(strings.tooLong, { n: controller.over })}</p>` : nothing}
    </div>
  </form>`;
