import { element } from './pieces.ts';

/** The round button, in the box that the panel will share with it. */
export function createLauncher(): [dock: HTMLElement, button: HTMLButtonElement] {
  const dock = element('div', 'dock');
  const button = element('button', 'launcher');
  button.type = 'button';
  const slot = element('slot');
  slot.name = 'launcher';
  // The button's own name hides its content from assistive technology.
  slot.append(element('i'));
  button.append(slot);
  dock.append(button);
  return [dock, button];
}
