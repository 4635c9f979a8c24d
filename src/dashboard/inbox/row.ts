import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { avatar } from '../../ui/avatar.ts';
import { DOT, formatDuration, formatWhen } from '../../ui/i18n.ts';
import { alertIcon, editIcon, icon } from '../../ui/icons.ts';
import { pathOf, visitorName } from '../parts/format.ts';
import { hashOf } from '../shell/router.ts';
import type { Screen } from '../shell/screen.ts';
import { isDone, isWaiting, lastAt, typist } from '../store/selectors.ts';
import type { Chat } from '../store/types.ts';
import { joinChat } from './join.ts';
import { chatRoute, openChatOf } from './routes.ts';
import { endedShort } from './session-end.ts';

/** Where a row stands. */
interface Place {
  readonly index: number;
  readonly style: string;
  /** Among the chats, from 0, of how many. */
  readonly place: number;
  readonly total: number | null;
}

/** A chat of the list. The link covers the row by its ::after; the button beside it stays a button of its own. */
export function chatRow(screen: Screen, chat: Chat, { index, style, place, total }: Place, endedOnly: boolean): TemplateResult {
  const { t, locale, now, selection } = screen;
  const picked = selection?.picked.has(chat.id) ?? false;
  const name = visitorName(chat.visitor, t);
  const current = openChatOf(screen.route) === chat.id;
  const waits = isWaiting(chat);
  const unread = chat.unread > 0;
  const assignee = chat.operators[0];
  const time = waits ? t('waitingFor', { t: formatDuration(now() - chat.createdAt, locale) }) : formatWhen(lastAt(chat), now(), locale);
  return html`<li data-index=${index} aria-posinset=${place + 1} aria-setsize=${total ?? -1} .style=${style}>
    <div
      class="row ${waits ? 'new' : ''} ${unread ? 'unread' : ''} ${current && !selection ? 'is-current' : ''} ${picked ? 'picked' : ''}"
      data-chat=${chat.id}
    >
      <input
        class="check"
        type="checkbox"
        id="pick-${chat.id}"
        tabindex=${selection ? nothing : '-1'}
        aria-label=${t('selectOne', { name })}
        aria-describedby="row-${chat.id}"
        .checked=${live(picked)}
      />
      ${avatar({ id: chat.visitor.id, name }, { online: chat.visitor.online })}
      ${
        selection
          ? html`<label class="name" for="pick-${chat.id}"><bdi>${name}</bdi></label>`
          : html`<a
              class="name"
              href=${hashOf(chatRoute(chat.id))}
              aria-current=${current ? 'true' : nothing}
              aria-describedby="row-${chat.id}"
              ><bdi>${name}</bdi></a
            >`
      }<time>${time}</time>
      <span class="prev" id="row-${chat.id}" dir="auto"
        >${preview(screen, chat, current, endedOnly)}${unread ? html`<span class="sr">${DOT}${t('unread', { n: chat.unread })}</span>` : nothing}</span
      >
      <span class="end"
        >${unread && !waits ? html`<span class="badge sm accent" aria-hidden="true">${chat.unread}</span>` : assignee ? avatar(assignee, { size: 20 }) : nothing}</span
      >
      ${
        endedOnly
          ? html`<span class="rated">${chat.rating === undefined ? t('noRating') : t('ratedShort', { score: chat.rating })}</span>`
          : nothing
      }
      ${waits ? waiting(screen, chat, name) : nothing}
    </div>
  </li>`;
}

/** A visitor who waits for a first answer. */
const waiting = (screen: Screen, chat: Chat, name: string): TemplateResult => {
  const { t } = screen;
  return html`<div class="act">
    <span class="pill warn">${t('newChat')}</span
    >${chat.visitor.page ? html`<span class="where" dir="ltr">${pathOf(chat.visitor.page.url)}</span>` : nothing}
    <button class="btn primary sm" type="button" aria-label=${`${t('join')}: ${name}`} @click=${() => void joinChat(screen, chat)}>
      ${t('join')}
    </button>
  </div>`;
};

function preview({ t, state }: Screen, chat: Chat, current: boolean, endedOnly: boolean): unknown {
  if (chat.session.status === 'ended') return endedShort(t, chat);
  if (endedOnly && isDone(chat)) return t('leftShort');
  // An operator who replied and moved to another chat sees here that the reply was refused.
  const refused = state.refused[chat.id];
  if (refused) return html`<span class="failed-t">${icon(alertIcon, 's16')}${t('notSent')}:</span> ${refused.text}`;
  if (typist(state, chat.session.id, null)) return html`<span class="typing-t">${t('typing')}</span>`;
  // Beside its own reply box a draft says nothing new.
  const draft = current ? undefined : state.drafts[chat.id];
  if (draft) return html`<span class="draft-t">${icon(editIcon, 's16')}${t('draft')}</span> ${draft}`;
  if (!chat.last) return nothing;
  return chat.last.author === 'operator' && chat.last.operator?.id === state.operator?.id
    ? `${t('you')}: ${chat.last.text}`
    : chat.last.text;
}
