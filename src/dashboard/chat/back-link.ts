import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon, leftIcon } from '../../ui/icons.ts';
import { LIST } from '../inbox/routes.ts';
import { hashOf } from '../shell/router.ts';
import type { Screen } from '../shell/screen.ts';
import { attentionCount, isOwn, isWaiting } from '../store/selectors.ts';
import type { Chat } from '../store/types.ts';

/** Back to the list, with how many other chats ask for the operator. */
export function backLink({ t, back, state }: Screen, chat?: Chat): TemplateResult {
  const counted = chat && (isWaiting(chat) || (isOwn(state, chat) && chat.unread > 0));
  const n = attentionCount(state) - (counted ? 1 : 0);
  const leave = (event: Event): void => {
    event.preventDefault();
    back(LIST);
  };
  return html`<a class="icon-btn back" href=${hashOf(LIST)} aria-describedby=${n ? 'back-count' : nothing} @click=${leave}>
    ${icon(leftIcon, 'flip')}<span class="sr">${t('back')}</span
    >${n ? html`<span class="badge sm accent" aria-hidden="true">${n}</span><span id="back-count" hidden>${t('unread', { n })}</span>` : nothing}
  </a>`;
}
