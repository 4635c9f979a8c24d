import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { InboxTab } from '../../protocol/index.ts';
import type { Screen } from '../shell/screen.ts';

const TABS: readonly InboxTab[] = ['unassigned', 'mine', 'all'];
const LABELS = { unassigned: 'tabNew', mine: 'tabMine', all: 'tabAll' } as const;

/** Whose chats the list shows. `choose` is called by the pointer, `walk` by a key, which takes the focus along. */
export const inboxTabs = (
  screen: Screen,
  shown: InboxTab,
  { choose, walk }: Record<'choose' | 'walk', (tab: InboxTab) => void>,
): TemplateResult =>
  html`<div class="tabs" role="tablist" aria-label=${screen.t('inbox')} @keydown=${(event: KeyboardEvent) => onKey(event, shown, walk)}>
    ${TABS.map((tab) => oneTab(screen, tab, tab === shown, choose))}
  </div>`;

function oneTab({ t, state: { counts } }: Screen, tab: InboxTab, on: boolean, choose: (tab: InboxTab) => void): TemplateResult {
  // What asks for this operator is marked, wherever its row is; else the number of chats stands there (W4).
  const asks = tab === 'unassigned' ? counts.waiting : tab === 'mine' ? counts.mine.unread : 0;
  const count = asks || counts[tab].total;
  return html`<button
    role="tab"
    id="tab-${tab}"
    type="button"
    aria-selected=${on}
    aria-controls="inbox-rows"
    tabindex=${on ? 0 : -1}
    aria-describedby=${count ? `count-${tab}` : nothing}
    @click=${() => choose(tab)}
  >
    ${t(LABELS[tab])}${count ? html`<span class="badge sm ${asks ? 'accent' : 'quiet'}" id="count-${tab}" aria-label=${asks && tab === 'mine' ? t('unread', { n: asks }) : nothing} aria-hidden="true">${count}</span>` : nothing}
  </button>`;
}

function onKey(event: KeyboardEvent, shown: InboxTab, walk: (tab: InboxTab) => void): void {
  const at = TABS.indexOf(shown);
  const forward = getComputedStyle(event.currentTarget as Element).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const to = { [forward]: at + 1, [forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight']: at - 1, Home: 0, End: TABS.length - 1 }[
    event.key
  ];
  if (to === undefined) return;
  event.preventDefault();
  walk(TABS.at(to % TABS.length)!);
}
