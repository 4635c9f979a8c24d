import { actionOf, isTaken } from './keyboard.ts';
import type { KeyChoice } from './keyboard.ts';
import type { Page, PageHost } from './page.ts';

/** The app as keys see it. */
export interface KeysHost extends PageHost {
  /** undefined while its code is on its way. */
  readonly page: Page | undefined;
  readonly showHelp: () => void;
  readonly settings: KeyChoice;
  /** The focus has fallen from a field that is gone. */
  readonly focusFell: () => boolean;
  /** Takes back what the toast offers to; false when it offers nothing. */
  readonly undo: () => boolean;
}

const isUndo = ({ ctrlKey, metaKey, shiftKey, altKey, code }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && !shiftKey && !altKey && code === 'KeyZ';

/** Does what a key asks for; true when it asked for something. */
export function actOnKey(host: KeysHost, event: KeyboardEvent): boolean {
  if (host.focusFell()) return false;
  if (isUndo(event) && !isTaken(event)) return host.undo();
  const action = actionOf(event, host.settings);
  if (action === null) return false;
  if (action !== 'help') return host.page?.act(host, action) ?? false;
  host.showHelp();
  return true;
}
