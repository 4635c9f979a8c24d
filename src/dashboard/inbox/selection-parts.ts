import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { avatar } from '../../ui/avatar.ts';
import { closeIcon, icon } from '../../ui/icons.ts';
import { visitorName } from '../parts/format.ts';
import type { Screen } from '../shell/screen.ts';
import { findChat } from '../store/selectors.ts';
import type { Chat } from '../store/types.ts';
import { endedShort } from './session-end.ts';
import { allToggled, without } from './selection.ts';
import type { Selection } from './selection.ts';

/** Portraits that lie on each other above the list of the picked chats. */
const PILE = 4;

/** Above the rows: how many are picked, all of them, the end. */
export function selectionHead({ t, pick }: Screen, of: Selection, chats: readonly Chat[], end: () => void): TemplateResult {
  const all = chats.length > 0 && chats.every(({ id }) => of.picked.has(id));
  return html`<div class="selhead">
    <label
      ><input
        class="check"
        type="checkbox"
        aria-label=${t('selectAll')}
        .checked=${live(all)}
        .indeterminate=${live(!all && of.picked.size > 0)}
        @change=${() => pick((now) => allToggled(now ?? of, chats))}
      /><b aria-hidden="true">${t('selectedN', { n: of.picked.size })}</b></label
    ><button class="btn sm ghost" type="button" @click=${end}>${t('cancel')}</button>
  </div>`;
}

/** Below the rows: what can be done with the picked chats. */
export function selectionBar({ t }: Screen, of: Selection, closing: boolean, close: () => void): TemplateResult | typeof nothing {
  const n = of.picked.size;
  if (n === 0) return nothing;
  return html`<div class="selbar" role="group" aria-label=${t('selectedN', { n })}>
    <button class="btn sm primary" type="button" aria-disabled=${closing} @click=${close}>
      ${closing ? html`<span class="spin"></span>` : nothing}${t('closeChats', { n })}
    </button>
  </div>`;
}

/** Takes the chat's place beside the list: the picked visitors, and what Close does. */
export function selectionPane(screen: Screen, of: Selection): TemplateResult {
  const { t, state, pick } = screen;
  const chats = [...of.picked.keys()].flatMap((id) => findChat(state, id) ?? []);
  const n = chats.length;
  const remove = (event: Event, chat: Chat): void => {
    const row = (event.currentTarget as Element).closest('li');
    const next = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector<HTMLElement>('button');
    (next ?? document.querySelector<HTMLElement>('.selhead input'))?.focus();
    pick((now) => without(now ?? of, (id) => id === chat.id));
  };
  return html`<section class="chat bare selpane" aria-labelledby="sel-title">
    <div class="seltxt">
      <span class="pile" aria-hidden="true">${chats.slice(0, PILE).map((chat) => portrait(screen, chat, 48))}</span>
      <h2 id="sel-title">${t('chatsSelected', { n })}</h2>
      <p>${t('selBody')}</p>
      <ul>
        ${repeat(
          chats,
          ({ id }) => id,
          (chat) => {
            const name = visitorName(chat.visitor, t);
            return html`<li>
              ${portrait(screen, chat, 28)}<b><bdi>${name}</bdi></b
              ><span class="how"
                >${chat.session.status === 'active' ? html`<i class="dot"></i>${t('stillActive')}` : endedShort(t, chat)}</span
              ><button
                class="icon-btn sm"
                type="button"
                aria-label=${t('unselect', { name })}
                @click=${(event: Event) => remove(event, chat)}
              >
                ${icon(closeIcon, 's16')}
              </button>
            </li>`;
          },
        )}
      </ul>
    </div>
  </section>`;
}

const portrait = ({ t }: Screen, { visitor }: Chat, size: 28 | 48): TemplateResult =>
  avatar({ id: visitor.id, name: visitorName(visitor, t) }, { size });
