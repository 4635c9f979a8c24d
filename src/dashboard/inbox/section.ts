import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ListQuery } from '../store/inbox-lists.ts';
import type { Screen } from '../shell/screen.ts';

type Section = 'yourUnread' | 'otherChats';

/** The heading over a part of the list. */
export function sectionHeading({ t, state }: Pick<Screen, 't' | 'state'>, section: Section, of: ListQuery): TemplateResult {
  const n = countUnder(state, section, of);
  return html`<h2>${t(section)} ${n === null ? nothing : html`<span class="n">${n}</span>`}</h2>`;
}

/** A filter or search leaves some of them out, and nobody has counted those. */
function countUnder({ counts }: Screen['state'], section: Section, { tab, filter, search }: ListQuery): number | null {
  if (search || filter === 'ended') return null;
  if (section === 'yourUnread') return counts.mine.unread;
  if (filter !== 'none') return null;
  return tab === 'mine' ? counts.mine.total - counts.mine.unread : counts.all.total - counts.waiting - counts.mine.unread;
}
