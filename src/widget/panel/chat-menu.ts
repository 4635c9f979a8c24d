import { html, nothing, type TemplateResult } from 'lit';
import { ref, type Ref } from 'lit/directives/ref.js';
import { endChatIcon, icon, muteIcon, soundIcon } from '../../ui/icons.ts';
import type { MenuController } from '../../ui/menu.ts';
import type { WidgetStrings } from '../strings/en.ts';

const editIcon = 'M12.75 4.25a1.6 1.6 0 0 1 2.25 0l.75.75a1.6 1.6 0 0 1 0 2.25l-8.5 8.5-3.75.75.75-3.75 8.5-8.5ZM11.25 5.75l3 3';

export interface ChatMenuOptions {
  readonly controller: MenuController;
  readonly menu: Ref<HTMLElement>;
  readonly strings: WidgetStrings;
  /** On a phone the menu is an action sheet at the bottom. */
  readonly small: boolean;
  /** null where no sound can play. */
  readonly sound: boolean | null;
  readonly onSound: () => void;
  readonly onName: () => void;
  /** null while there is no session to end (S5). */
  readonly onEnd: (() => void) | null;
}

/** The menu at the top right of the panel. */
export function chatMenu(options: ChatMenuOptions): TemplateResult | typeof nothing {
  const { controller, menu, strings, small, sound, onSound, onName, onEnd } = options;
  if (!controller.open) return nothing;
  return html`${small ? html`<div class="scrim"></div>` : nothing}
    <div
      class="menu ${small ? 'actions' : ''}"
      part="menu"
      role="menu"
      popover="manual"
      aria-label=${strings.menu}
      ${ref(menu)}
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
