import { html, type TemplateResult } from 'lit/html.js';
import { fill } from '../../ui/i18n.ts';
import type { LaterStrings } from '../strings/en-later.ts';
import { scrim } from './sheet.ts';

export interface EndSheetOptions {
  readonly strings: LaterStrings;
  /** First name of the operator in the chat. */
  readonly name: string | null;
  readonly onEnd: () => void;
  readonly onCancel: () => void;
}

/** The one confirmation before the end (S5). Focus starts on the safe button. */
export const endSheet = ({ strings, name, onEnd, onCancel }: EndSheetOptions): TemplateResult =>
  scrim(
    onCancel,
    html`<div class="sheet" part="sheet" role="dialog" aria-modal="true" aria-labelledby="end-title" aria-describedby="end-body">
      <h2 id="end-title"><bdi>${strings.endTitle}</bdi></h2>
      <p id="end-body"><bdi>${name ? fill(strings.endBody, { name }) : strings.endBodyAlone}</bdi></p>
      <div class="row v">
        <button class="btn lg danger" type="button" @click=${onEnd}>${strings.endSession}</button>
        <button class="btn lg" type="button" data-initial @click=${onCancel}>${strings.keepChatting}</button>
      </div>
    </div>`,
  );
