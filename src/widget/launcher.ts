import { drawGlyph, element, glyph } from './pieces.ts';

/** Names of the launcher: open, open with unread, while open. */
const NAMES: Record<string, readonly [string, string, string]> = {
  en: ['Open chat', 'Open chat, {n} unread', 'Minimise'],
  ru: ['Открыть чат', 'Открыть чат, непрочитанных: {n}', 'Свернуть'],
};

const LINES = 'M6 10.75h16M6 17.25h10';

export interface Launcher {
  readonly button: HTMLButtonElement;
  update(open: boolean, unread: number, lang: string): void;
}

/** The round button. */
export function createLauncher(): Launcher {
  const button = element('button', 'launcher');
  button.type = 'button';
  const slot = element('slot');
  slot.name = 'launcher';
  // The button's own name hides what is in it from assistive technology.
  const icon = glyph(28, LINES);
  slot.append(icon);
  const badge = element('span', 'badge');
  button.append(slot, badge);
  return {
    button,
    update(open, unread, lang) {
      const names = NAMES[lang.split('-')[0]!] ?? NAMES['en']!;
      drawGlyph(icon, open ? 20 : 28, open ? 'm5 7.75 5 5 5-5' : LINES);
      button.setAttribute('aria-expanded', String(open));
      button.setAttribute('aria-label', names[open ? 2 : unread ? 1 : 0].replace('{n}', String(unread)));
      badge.textContent = unread > 9 ? '9+' : String(unread);
      badge.hidden = open || !unread;
    },
  };
}
