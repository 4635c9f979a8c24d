import { launcherStyles } from './launcher-styles.ts';
import { element } from './pieces.ts';

let sheet: CSSStyleSheet | undefined;

/** The round button, in the box that the panel will share with it. */
export function createLauncher(root: ShadowRoot): [dock: HTMLElement, button: HTMLButtonElement] {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(launcherStyles);
  if (!root.adoptedStyleSheets.length) root.adoptedStyleSheets = [sheet];
  const dock = element('div', 'dock');
  const button = element('button', 'launcher');
  button.type = 'button';
  button.setAttribute('aria-expanded', 'false');
  const slot = element('slot');
  slot.name = 'launcher';
  // The button's own name hides its content from assistive technology.
  slot.append(element('i'));
  button.append(slot);
  dock.append(button);
  return [dock, button];
}
