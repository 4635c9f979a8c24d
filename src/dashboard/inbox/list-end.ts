import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { checkIcon } from '../../ui/icons.ts';
import { emptyState } from '../parts/common.ts';
import type { Screen } from '../shell/screen.ts';
import { listKey } from '../store/inbox-lists.ts';
import type { ListQuery } from '../store/inbox-lists.ts';
import { errorText } from '../strings/index.ts';

const NONE = { unassigned: 'noUnassigned', mine: 'noMine', all: 'emptyList' } as const;

/** A list without rows. `isAsked`: the server knows of the search; before that nothing can be said of it. */
export function emptyList(screen: Screen, of: ListQuery, isAsked: boolean, clearFilters: () => void): TemplateResult {
  const { t, state, onePane } = screen;
  const none = onePane && state.loaded && state.counts.all.total === 0 && !of.search && of.filter === 'none';
  // Two panes say it beside the list.
  if (none) return emptyState(checkIcon, t('emptyInbox'), t('emptyBody'));
  return html`<div class="empty">${whyEmpty(screen, of, isAsked, clearFilters)}</div>`;
}

function whyEmpty({ t, state }: Screen, of: ListQuery, isAsked: boolean, clearFilters: () => void): TemplateResult {
  const list = state.lists[listKey(of)];
  if (!state.loaded || list?.loading || !isAsked) return html`<p>${t('loading')}</p>`;
  if (list?.error) return html``;
  if (of.search) return html`<p>${t('noMatches')}</p>`;
  if (of.filter === 'none') return html`<p>${t(NONE[of.tab])}</p>`;
  return html`<p>${t('noFilterMatch')}</p>
    <button class="btn sm" type="button" @click=${clearFilters}>${t('clearFilters')}</button>`;
}

/** What stands below the last row while there are more. */
export function moreOfList({ t, client, state }: Screen, of: ListQuery): TemplateResult | typeof nothing {
  const list = state.lists[listKey(of)];
  if (list?.error)
    return html`<div class="more">
      <p role="alert">${t('loadFailed')} ${errorText(t, list.error)}</p>
      <button class="btn sm" type="button" @click=${() => client.loadAgain()}>${t('tryAgain')}</button>
    </div>`;
  return list?.next ? html`<p class="more">${t('loading')}</p>` : nothing;
}
