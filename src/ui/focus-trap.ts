const FOCUSABLE =
  'a[href],button:not(:disabled),input:not(:disabled),select:not(:disabled),textarea:not(:disabled),summary,[tabindex]:not([tabindex="-1"])';

export interface TrapOptions {
  /** This element gets the focus first; without it the first focusable element, else `root` itself. */
  readonly initial?: HTMLElement | null;
  readonly onEscape?: () => void;
}

/**
 * Keeps Tab inside `root` (a modal sheet or dialog) and reports Esc. Returns the undo, which gives the focus back to the
 * element that had it. The caller makes the rest `inert`.
 */
export function trap(root: HTMLElement, { initial, onEscape }: TrapOptions = {}): () => void {
  const scope = root.getRootNode() as Document | ShadowRoot;
  const before = scope.activeElement as HTMLElement | null;
  const stops = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.checkVisibility());

  const onKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && onEscape && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      onEscape();
    }
    if (event.key !== 'Tab') return;
    const all = stops();
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (edge && scope.activeElement !== edge && scope.activeElement !== root) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0])?.focus();
  };

  root.addEventListener('keydown', onKeydown);
  const first = initial ?? stops()[0] ?? root;
  first.focus();
  return () => {
    root.removeEventListener('keydown', onKeydown);
    if (before?.isConnected) before.focus();
  };
}
