import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { InboxFilter, InboxTab } from '../../protocol/index.ts';
import type { Screen } from '../shell/screen.ts';

const FILTERS = { unread: 'filterUnread', ended: 'filterEnded' } as const;

/** The row of filters below the tabs. A filter that is on is pressed again to end it. */
export const filterBar = (
  { t, state }: Pick<Screen, 't' | 'state'>,
  tab: InboxTab,
  shown: InboxFilter,
  choose: (filter: InboxFilter) => void,
): TemplateResult =>
  html`<div class="fbar" role="group" aria-label=${t('filters')}>
    ${(['unread', 'ended'] as const).map((filter) => {
      const on = shown === filter;
      const n = state.counts[tab][filter];
      return html`<button class="chip" type="button" aria-pressed=${on} @click=${() => choose(on ? 'none' : filter)}>
        ${t(FILTERS[filter])} ${n ? html`<span class="n">${n}</span>` : nothing}
      </button>`;
    })}
  </div>`;
