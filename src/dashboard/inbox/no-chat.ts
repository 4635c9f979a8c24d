import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { chatIcon, checkIcon } from '../../ui/icons.ts';
import { emptyState } from '../parts/common.ts';
import { keyLabel } from '../shell/keyboard.ts';
import type { Screen } from '../shell/screen.ts';

/** Beside the list while no chat is open. */
export function noChat({ t, state, settings }: Pick<Screen, 't' | 'state' | 'settings'>): TemplateResult {
  const { next, previous } = settings.keys;
  const hint = settings.shortcuts ? t('selectBody', { next: keyLabel(next), previous: keyLabel(previous) }) : t('selectBodyPlain');
  const none = state.loaded && state.counts.all.total === 0;
  return html`<section class="chat bare">
    ${none ? emptyState(checkIcon, t('emptyInbox'), t('emptyBody')) : emptyState(chatIcon, t('selectChat'), hint)}
  </section>`;
}
