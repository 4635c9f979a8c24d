import type { Frame } from '../parts.ts';
import { element } from '../pieces.ts';

/** Writes the number of unread messages on the launcher and into its name. */
export function drawUnread({ dock, texts }: Frame, unread: number): void {
  const button = dock.querySelector('.launcher')!;
  const isOpen = dock.matches('.open');
  const shown = unread > 0 && !isOpen;
  let badge = button.querySelector('.badge');
  if (!badge && shown) button.append((badge = element('span', 'badge')));
  button.setAttribute('aria-label', texts[isOpen ? 'minimise' : unread ? 'unread' : 'open'].replace('{n}', `${unread}`));
  if (!badge) return;
  badge.textContent = unread > 9 ? '9+' : `${unread}`;
  (badge as HTMLElement).hidden = !shown;
}
