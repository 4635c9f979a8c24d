import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface MenuOptions {
  /** The button that opens it; it needs `aria-haspopup="menu"` and `aria-expanded=${menu.open}`. */
  readonly trigger: () => HTMLElement | null | undefined;
  /** The element with role="menu" and popover="manual", rendered while `open`. */
  readonly menu: () => HTMLElement | null | undefined;
  /** Default: `bottom-end`. */
  readonly placement?: MenuPlacement;
  /** Finds a better place for a menu that would cover its trigger or leave the window. */
  readonly place?: (trigger: HTMLElement, menu: HTMLElement, placement: MenuPlacement) => Promise<{ x: number; y: number }>;
}

export type MenuPlacement = `${'top' | 'bottom'}-${'start' | 'end'}`;

export const MENU_GAP_PX = 4;
/** A menu stays this far from the edges of the window. */
export const MENU_EDGE_PX = 8;

type Item = HTMLElement | undefined;

/**
 * A menu after the ARIA pattern: arrows, Home, End and type-ahead move; Esc, Tab and a press elsewhere close it; the focus
 * returns.
 */
export class MenuController implements ReactiveController {
  open = false;
  readonly #host: ReactiveControllerHost;
  readonly #options: MenuOptions;
  #enterAt: 'first' | 'last' | null = null;
  #shown: HTMLElement | null = null;
  #typed = '';
  #typedAt = 0;

  constructor(host: ReactiveControllerHost, options: MenuOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Opens and focuses the first or last item. */
  show(at: 'first' | 'last' = 'first'): void {
    this.open = true;
    this.#enterAt = at;
    this.#host.requestUpdate();
  }

  /** Closes; the focus goes back to the trigger unless `returnFocus` is false. */
  hide(returnFocus = true): void {
    if (!this.open) return;
    this.open = false;
    this.#release();
    if (returnFocus) this.#options.trigger()?.focus();
    this.#host.requestUpdate();
  }

  /** `@click` of the trigger. */
  readonly onTriggerClick = (): void => {
    if (this.open) this.hide();
    else this.show();
  };

  /** `@keydown` of the trigger. */
  readonly onTriggerKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.show(event.key === 'ArrowUp' ? 'last' : 'first');
  };

  /** `@keydown` of the menu. */
  readonly onMenuKeydown = (event: KeyboardEvent): void => {
    const items = this.#items();
    const at = items.findIndex((item) => item === event.target);
    let next: Item;
    if (event.key === 'ArrowDown') next = items[(at + 1) % items.length];
    else if (event.key === 'ArrowUp') next = items.at(at <= 0 ? -1 : at - 1);
    else if (event.key === 'Home') next = items[0];
    else if (event.key === 'End') next = items.at(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') this.hide();
    else if ([...event.key].length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) next = this.#match(event, items, at);
    else return;
    // Tab closes and then moves on from the trigger, so it is not prevented.
    if (event.key !== 'Tab') event.preventDefault();
    if (event.key === 'Escape') event.stopPropagation();
    next?.focus();
  };

  hostUpdated(): void {
    const menu = this.#options.menu();
    if (!this.open || !menu) return;
    if (menu !== this.#shown) {
      this.#shown = menu;
      menu.showPopover?.();
      addEventListener('pointerdown', this.#onPress, true);
      addEventListener('resize', this.#onResize);
    }
    this.#place().catch(() => undefined);
    const items = this.#items();
    if (this.#enterAt) (this.#enterAt === 'first' ? items[0] : items.at(-1))?.focus({ preventScroll: true });
    this.#enterAt = null;
  }

  hostDisconnected(): void {
    this.open = false;
    this.#release();
  }

  #release(): void {
    this.#shown = null;
    this.#typed = '';
    removeEventListener('pointerdown', this.#onPress, true);
    removeEventListener('resize', this.#onResize);
  }

  readonly #onPress = (event: Event): void => {
    const path = event.composedPath();
    const { trigger, menu } = this.#options;
    if (!path.includes(menu() as EventTarget) && !path.includes(trigger() as EventTarget)) this.hide(false);
  };

  readonly #onResize = (): void => {
    this.#place().catch(() => undefined);
  };

  readonly #place = async (): Promise<void> => {
    const trigger = this.#options.trigger();
    const menu = this.#shown;
    if (!trigger || !menu) return;
    const move = (x: number, y: number): void => {
      menu.style.setProperty('left', `${x}px`);
      menu.style.setProperty('top', `${y}px`);
    };
    const { placement = 'bottom-end', place } = this.#options;
    if (!menu.style.left || !place) {
      const { left, right, top, bottom } = trigger.getBoundingClientRect();
      const rtl = getComputedStyle(trigger).direction === 'rtl';
      // A page may scale its body, and with it all our lengths.
      const zoom = (menu as { currentCSSZoom?: number }).currentCSSZoom ?? 1;
      const [width, height] = [menu.offsetWidth * zoom, menu.offsetHeight * zoom];
      const x = placement.endsWith('end') === rtl ? left : right - width;
      const y = placement.startsWith('top') ? top - height - MENU_GAP_PX : bottom + MENU_GAP_PX;
      const inside = (at: number, most: number): number => Math.max(MENU_EDGE_PX, Math.min(at, most - MENU_EDGE_PX)) / zoom;
      move(inside(x, innerWidth - width), inside(y, innerHeight - height));
    }
    const better = await place?.(trigger, menu, placement);
    if (better) move(better.x, better.y);
  };

  #items(): HTMLElement[] {
    return [...(this.#options.menu()?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"], :disabled)') ?? [])];
  }

  #match(event: KeyboardEvent, items: readonly HTMLElement[], at: number): Item {
    this.#typed = event.timeStamp - this.#typedAt < 500 ? this.#typed + event.key : event.key;
    this.#typedAt = event.timeStamp;
    // Typing the same letter again and again walks through the items that start with it.
    const wanted = (/^(.)\1+$/u.test(this.#typed) ? event.key : this.#typed).toLocaleLowerCase();
    const from = [...wanted].length > 1 ? at : at + 1;
    return [...items.slice(from), ...items.slice(0, from)].find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(wanted));
  }
}
