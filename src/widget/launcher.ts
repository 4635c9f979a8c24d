import type { LauncherTexts } from '../protocol/index.ts';
import { element } from './pieces.ts';

export interface Launcher {
  readonly button: HTMLButtonElement;
  update(open: boolean, unread: number, texts: LauncherTexts): void;
}

/** The round button. */
export function createLauncher(): Launcher {
  const button = element('button', 'launcher');
  button.type = 'button';
  const slot = element('slot');
  slot.name = 'launcher';
  // The button's own name hides its content from assistive technology.
  slot.append(element('i'));
  const badge = element('span', 'badge');
  button.append(slot, badge);
  return {
    button,
    update(open, unread, texts) {
      button.setAttribute('aria-expanded', `${open}`);
      button.setAttribute('aria-label', texts[open ? 'minimise' : unread ? 'unread' : 'open'].replace('{n}', `${unread}`));
      badge.textContent = unread > 9 ? '9+' : `${unread}`;
      badge.hidden = open || !unread;
    },
  };
}
