import { html, type TemplateResult } from 'lit/html.js';
import { chatIcon, icon } from '../../ui/icons.ts';
import type { WidgetStrings } from '../strings/en.ts';

/** Leaves the ended thread (S6). */
export const startNew = (strings: WidgetStrings, onStart: () => void): TemplateResult =>
  html`<div class="foot">
    <button class="btn lg block" type="button" @click=${onStart}>${icon(chatIcon, 's18')}${strings.startNew}</button>
  </div>`;
