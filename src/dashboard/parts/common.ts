import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { closeIcon, icon } from '../../ui/icons.ts';
import type { Screen } from '../shell/screen.ts';
import { CommandError } from '../../link/commands.ts';
import { ApiError } from '../store/api.ts';
import { errorText } from '../strings/index.ts';
import type { Translate } from '../strings/index.ts';

/** Picture, heading and one line. */
export const emptyState = (path: string, title: string, body: string, action: unknown = ''): TemplateResult =>
  html`<div class="empty">
    <span class="art">${icon(path, 's32')}</span>
    <h2>${title}</h2>
    <p>${body}</p>
    ${action}
  </div>`;

export const closeButton = (t: Translate, onClick: () => void): TemplateResult =>
  html`<button class="icon-btn sm" type="button" aria-label=${t('close')} @click=${onClick}>${icon(closeIcon)}</button>`;

export const loading = (t: Translate): TemplateResult =>
  html`<div class="loading" role="status"><span class="spin"></span>${t('loading')}</div>`;

export const failed = (t: Translate, why: string, again: () => void): TemplateResult =>
  html`<div class="loading">
    <p role="alert">${t('loadFailed')} ${why}</p>
    <button class="btn" type="button" @click=${again}>${t('tryAgain')}</button>
  </div>`;

/** Why a command or request failed, in the operator's language. */
export const why = (t: Translate, error: unknown): string =>
  errorText(t, error instanceof CommandError || error instanceof ApiError ? error.code : 'internal');

/** Copies text; says how it went in a toast. */
export async function copyLink(screen: Screen, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    screen.toast({ text: screen.t('linkCopied') });
  } catch {
    // Clipboard access needs a secure page and may be denied.
    screen.toast({ text: screen.t('linkNotCopied') });
  }
}
