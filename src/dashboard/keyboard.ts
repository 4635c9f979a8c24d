/** What a key asks for. */
export type Shortcut = 'next' | 'previous' | 'reply' | 'close' | 'details' | 'search' | 'help';

const BY_CODE: Readonly<Record<string, Shortcut>> = {
  KeyJ: 'next',
  KeyK: 'previous',
  KeyR: 'reply',
  KeyE: 'close',
  BracketRight: 'details',
};

/**
 * The shortcut of a key press, or null: none while typing, none with Ctrl, Alt or Cmd, none under a dialog or menu.
 * Letters go by their place on the keyboard, so that J and K work with a Russian lay-out too.
 */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const target = event.composedPath()[0];
  if (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input:not([type="checkbox"]), textarea, select, [role="menu"], dialog'))
  )
    return null;
  if (document.querySelector('dialog[open]')) return null;
  if (event.key === '?') return 'help';
  if (event.key === '/') return 'search';
  return event.shiftKey ? null : (BY_CODE[event.code] ?? null);
}
