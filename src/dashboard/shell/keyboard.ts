/** What a key asks for. */
export type Shortcut = 'next' | 'previous' | 'reply' | 'close' | 'details' | 'select' | 'search' | 'help';

/** What a key press asks for: a shortcut, or Shift with the one that picks a chat. */
export type Action = Shortcut | 'select-span';

/** A letter by its place on the keyboard, so that J and K work with a Russian lay-out too; any other key by its character. */
export type Keys = Readonly<Record<Shortcut, string>>;

export const DEFAULT_KEYS: Keys = {
  next: 'KeyJ',
  previous: 'KeyK',
  reply: 'KeyR',
  close: 'KeyE',
  details: 'BracketRight',
  select: 'KeyX',
  search: '/',
  help: '?',
};

/** What an operator has chosen (U3). */
export interface KeyChoice {
  /** Keys of a single character do something. */
  readonly shortcuts: boolean;
  readonly keys: Keys;
}

/** What a key press is called in `Keys`; null for what cannot be a shortcut. */
export function keyOf({ code, key, shiftKey, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): string | null {
  if (ctrlKey || metaKey || altKey || isComposing) return null;
  if (/^Key[A-Z]$|^BracketRight$/.test(code)) return shiftKey ? null : code;
  return [...key].length === 1 && key !== ' ' ? key : null;
}

/** The key as it stands on a keyboard. */
export const keyLabel = (key: string): string => (key === 'BracketRight' ? ']' : key.replace(/^Key/, ''));

/** A key that another shortcut had is exchanged with it: each does one thing. */
export function withKey(keys: Keys, shortcut: Shortcut, key: string): Keys {
  const other = (Object.keys(keys) as Shortcut[]).find((one) => keys[one] === key);
  return { ...keys, ...(other && { [other]: keys[shortcut] }), [shortcut]: key };
}

const TEXT = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';

/** Somebody types, or a dialog or menu has the keys. */
export function isTaken(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  const own = target instanceof HTMLElement && (target.isContentEditable || target.closest(`${TEXT}, [role="menu"], dialog`) !== null);
  return event.defaultPrevented || own || document.querySelector('dialog[open]') !== null;
}

/** What a key press asks for, or null: nothing while typing, nothing with Ctrl, Alt or Cmd, nothing under a dialog or menu. */
export function actionOf(event: KeyboardEvent, { shortcuts, keys }: KeyChoice): Action | null {
  if (!shortcuts || isTaken(event)) return null;
  if (isSpan(event, keys)) return 'select-span';
  const key = keyOf(event);
  return key === null ? null : ((Object.keys(keys) as Shortcut[]).find((shortcut) => keys[shortcut] === key) ?? null);
}

/** Shift with the letter that picks a chat: up to here. */
const isSpan = ({ shiftKey, ctrlKey, metaKey, altKey, code }: KeyboardEvent, { select }: Keys): boolean =>
  shiftKey && !(ctrlKey || metaKey || altKey) && code === select && code.startsWith('Key');

/**
 * Answers whether the focus has fallen to the page by itself, because the field that had it is gone: what is typed on is meant
 * for the field (U2). A press, Tab or another focus ends that.
 */
export function watchFocus(signal: AbortSignal): () => boolean {
  let field: Element | null = null;
  const take = (target: EventTarget | null): void => {
    field = target instanceof Element && target.matches(TEXT) ? target : null;
  };
  addEventListener('focusin', (event) => take(event.composedPath()[0] ?? null), { signal });
  addEventListener('pointerdown', () => take(null), { signal });
  addEventListener('keydown', ({ key }) => /^(Tab|Escape)$/.test(key) && take(null), { signal, capture: true });
  return () => field !== null && !field.checkVisibility();
}
