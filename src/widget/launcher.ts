import type { LauncherTexts } from '../protocol/index.ts';
import { element } from './pieces.ts';

/** A launcher that is shown before the server has sent its texts says only what it is. */
export type EarlyTexts = Omit<LauncherTexts, 'unread' | 'minimise'> & Partial<LauncherTexts>;

export interface Launcher {
  readonly button: HTMLButtonElement;
  update(open: boolean, unread: number, texts: EarlyTexts): void;
}

/** The round button. */
export function createLauncher(): Launcher {
  const button = element('button', 'launcher');
  button.type = 'button';
  const slot = element('slot');
  slot.name = 'launcher';
  // The button's own name hides what is in it from assistive technology.
  slot.append(element('i'));
  const badge = element('span', 'badge');
  button.append(slot, badge);
  return {
    button,
    update(open, unread, texts) {
      button.setAttribute('aria-expanded', `${open}`);
      button.setAttribute('aria-label', (texts[open ? 'minimise' : unread ? 'unread' : 'open'] ?? texts.open).replace('{n}', `${unread}`));
      badge.textContent = unread > 9 ? '9+' : `${unread}`;
      badge.hidden = open || !unread;
    },
  };
}
