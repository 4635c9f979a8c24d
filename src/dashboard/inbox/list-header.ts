import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { closeIcon, filterIcon, icon, searchIcon } from '../../ui/icons.ts';
import { selectIcon } from '../parts/icons.ts';
import type { Screen } from '../shell/screen.ts';
import type { Translate } from '../strings/index.ts';

/** Takes the place of the heading while somebody searches. */
export const searchField = (t: Translate, query: string, on: { type: (query: string) => void; close: () => void }): TemplateResult =>
  html`<span class="input-icon find"
    >${icon(searchIcon, 's18')}<input
      class="input sm quiet"
      type="search"
      aria-label=${t('searchChats')}
      placeholder=${t('search')}
      .value=${query}
      @input=${(event: Event) => on.type((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && on.close()}
    />
    <button class="icon-btn sm" type="button" aria-label=${t('clearSearch')} @click=${on.close}>${icon(closeIcon, 's16')}</button></span
  >`;

/** The heading, and the buttons for search, filters (with one pane) and selection. */
export const listTitle = (
  { t, onePane, selection }: Pick<Screen, 't' | 'onePane' | 'selection'>,
  filters: boolean,
  on: Record<'search' | 'filter' | 'select', () => void>,
): TemplateResult =>
  html`<h1 tabindex="-1">${t('inbox')}</h1>
    <button class="icon-btn" type="button" aria-label=${t('search')} @click=${on.search}>${icon(searchIcon)}</button>
    ${
      onePane
        ? html`<button class="icon-btn" type="button" aria-label=${t('filters')} aria-expanded=${filters} @click=${on.filter}>
            ${icon(filterIcon)}
          </button>`
        : nothing
    }
    <button class="icon-btn" type="button" aria-label=${t('select')} aria-pressed=${selection !== null} @click=${on.select}>
      ${icon(selectIcon)}
    </button>`;
