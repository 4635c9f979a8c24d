import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { alertIcon, clockIcon, icon } from '../../ui/icons.ts';
import { REASON_MAX_CHARS } from '../../protocol/limits.ts';
import type { Translate } from '../strings/index.ts';

/** The counter shows when this much of a reason is left. */
const COUNT_FROM = 100;

/** The required reason of a block. Hint, or the error in its place, and a counter near the limit. */
export const reasonField = (t: Translate, o: { value: string; invalid: boolean; onInput: (value: string) => void }): TemplateResult => {
  const left = REASON_MAX_CHARS - o.value.length;
  return html`<div class="field ${o.invalid ? 'invalid' : ''}">
    <label for="reason">${t('reason')} <span class="required" aria-hidden="true">*</span></label>
    <textarea
      class="input"
      id="reason"
      rows="3"
      required
      dir="auto"
      maxlength=${REASON_MAX_CHARS}
      aria-label=${t('reason')}
      aria-invalid=${o.invalid}
      aria-describedby="reason-hint"
      .value=${o.value}
      @input=${(event: Event) => o.onInput((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    <div class="sub">
      ${o.invalid ? html`<p class="error" id="reason-hint">${icon(alertIcon, 's16')}${t('reasonErr')}</p>` : html`<p class="hint" id="reason-hint">${t('reasonHint')}</p>`}
      ${left <= COUNT_FROM ? html`<span class="count" role="status">${t('reasonLeft', { n: left })}</span>` : nothing}
    </div>
  </div>`;
};

/** Said while a block holds that the server cannot store yet. */
export const heldNote = (t: Translate, held: boolean): TemplateResult =>
  html`<div class="live" role="status">${held ? html`<p class="form-note">${icon(clockIcon, 's18')}${t('blockHeld')}</p>` : nothing}</div>`;

/** The foot of both dialogs. A block that holds can no longer be cancelled, only left alone. */
export const blockButtons = (t: Translate, o: { busy: boolean; held: boolean; onCancel: () => void }): TemplateResult =>
  html`<footer>
    <button class="btn" type="button" @click=${o.onCancel}>${t(o.held ? 'close' : 'cancel')}</button
    >${o.held ? nothing : html`<button class="btn danger" aria-disabled=${o.busy}>${t('blockBtn')}</button>`}
  </footer>`;

/** The field that proves the operator has read a shared or private address (B3). */
export const confirmField = (
  t: Translate,
  o: { address: string; value: string; invalid: boolean; onInput: (value: string) => void },
): TemplateResult =>
  html`<div class="field ${o.invalid ? 'invalid' : ''}">
    <label for="confirm-address">${t('confirmAddress', { ip: o.address })}</label>
    <input
      class="input"
      id="confirm-address"
      dir="ltr"
      autocomplete="off"
      spellcheck="false"
      .value=${o.value}
      aria-invalid=${o.invalid}
      aria-describedby=${o.invalid ? 'confirm-error' : nothing}
      @input=${(event: Event) => o.onInput((event.target as HTMLInputElement).value)}
    />
    ${o.invalid ? html`<p class="error" id="confirm-error">${icon(alertIcon, 's16')}${t('confirmAddressErr')}</p>` : nothing}
  </div>`;

/** "3 other visitors used this address in the last 30 days." */
export const sharedText = (t: Translate, n: number): string => (n === 0 ? t('addressOthersNone') : t('addressOthers', { n }));
