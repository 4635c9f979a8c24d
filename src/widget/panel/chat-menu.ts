import { html, nothing, type TemplateResult } from 'lit/html.js';
import { endChatIcon, icon } from '../../ui/icons.ts';
import { editIcon, muteIcon, soundIcon } from '../../ui/later-icons.ts';
import type { MenuController } from '../../ui/menu.ts';
import type { LaterStrings } from '../strings/en-later.ts';

export interface ChatMenuOptions {
  readonly controller: MenuController;
  readonly strings: LaterStrings;
  /** On a phone the menu is an action sheet at the bottom. */
  readonly small: boolean;
  /** null where the browser cannot play sound. */
  readonly sound: boolean | null;
  readonly onSound: () => void;
  readonly onName: () => void;
  /** null while there is no session to end (S5). */
  readonly onEnd: (() => void) | null;
}

/** The menu at the top right of the panel. */
export function chatMenu(options: ChatMenuOptions): TemplateResult | typeof nothing {
  const { controller, strings, small, sound, onSound, onName, onEnd } = options;
  if (!controller.open) return nothing;
  return html`${small ? html`<div class="scrim"></div>` : nothing}
    <div
      class="menu ${small ? 'actions' : ''}"
      part="menu"
      role="menu"
      popover="manual"
      aria-label=${strings.menu}
      @keydown=${controller.onMenuKeydown}
    >
      ${small ? html`<div class="grab" role="presentation"></div>` : nothing}
      ${
        sound === null
          ? nothing
          : html`<button type="button" role="menuitemcheckbox" tabindex="-1" aria-checked=${sound} @click=${onSound}>
              ${icon(sound ? soundIcon : muteIcon)}${strings.sound}<span class="end" aria-hidden="true"
                >${sound ? strings.soundOn : strings.soundOff}</span
              ><span class="switch ${sound ? 'on' : ''}"></span>
            </button>`
      }
      <button type="button" role="menuitem" tabindex="-1" @click=${onName}>${icon(editIcon)}${strings.changeName}</button>
      ${
        onEnd
          ? html`<hr />
              <button type="button" role="menuitem" tabindex="-1" class="danger" @click=${onEnd}>
                ${icon(endChatIcon)}${strings.endSession}
              </button>`
          : nothing
      }
    </div>`;
}
