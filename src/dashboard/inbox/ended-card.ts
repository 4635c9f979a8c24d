import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { endChatIcon, icon } from '../../ui/icons.ts';
import { endedCardStyles } from './ended-card-styles.ts';
import { adoptSheets } from '../styles/index.ts';
import type { Screen } from '../shell/screen.ts';

adoptSheets({ endedCard: endedCardStyles });

export { closeAllEnded } from './close-ended.ts';

export const endedCard = ({ t, state }: Pick<Screen, 't' | 'state'>, closing: boolean, close: () => void): TemplateResult =>
  html`<div class="ended-card">
    <p>${icon(endChatIcon, 's18')}<span>${t('endedN', { n: state.counts.all.ended })}</span></p>
    <p class="hint" id="ended-hint">${t('closeEndedHint')}</p>
    <button class="btn" type="button" aria-describedby="ended-hint" aria-disabled=${closing} @click=${() => !closing && close()}>
      ${closing ? html`<span class="spin"></span>` : nothing}${t('closeEnded')}
    </button>
  </div>`;
