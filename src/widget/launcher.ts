/** Names of the launcher, the only texts a page needs before the panel: open, open with unread, while open. */
const NAMES: Record<string, readonly [string, string, string]> = {
  en: ['Open chat', 'Open chat, {n} unread', 'Minimise'],
  ru: ['Открыть чат', 'Открыть чат, непрочитанных: {n}', 'Свернуть'],
};

export interface Launcher {
  readonly button: HTMLButtonElement;
  update(open: boolean, unread: number, lang: string): void;
}

const svg = (name: string): SVGElement => document.createElementNS('http://www.w3.org/2000/svg', name);

const element = <Name extends 'span' | 'button' | 'slot'>(name: Name, part: string): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name);
  made.className = part;
  made.setAttribute('part', part);
  return made;
};

/** The round button. Built by hand: no innerHTML, so that Trusted Types have nothing to say. */
export function createLauncher(): Launcher {
  const button = element('button', 'launcher');
  button.type = 'button';
  const slot = document.createElement('slot');
  slot.name = 'launcher';
  // The button's own name hides what is in it from assistive technology.
  const glyph = svg('svg');
  const path = svg('path');
  glyph.append(path);
  slot.append(glyph);
  const badge = element('span', 'badge');
  button.append(slot, badge);
  return {
    button,
    update(open, unread, lang) {
      const names = NAMES[lang.slice(0, 2)] ?? NAMES['en']!;
      glyph.setAttribute('viewBox', open ? '0 0 20 20' : '0 0 28 28');
      path.setAttribute('d', open ? 'm5 7.75 5 5 5-5' : 'M6 10.75h16M6 17.25h10');
      button.setAttribute('aria-expanded', String(open));
      button.setAttribute('aria-label', names[open ? 2 : unread ? 1 : 0].replace('{n}', String(unread)));
      badge.textContent = unread > 9 ? '9+' : String(unread);
      badge.hidden = open || !unread;
    },
  };
}
