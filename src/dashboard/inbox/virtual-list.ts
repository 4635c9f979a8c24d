import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Seen of the list before it has been measured. */
const FIRST_PX = 800;
/** Rows drawn above and below what is seen. */
const OVERSCAN = 8;

interface ListItem {
  readonly key: string;
  /** Height until it has been measured. */
  readonly height: number;
}

/** A row that must not move on the screen, and where it began. */
interface Anchor {
  readonly key: string;
  readonly start: number;
}

/**
 * Draws of a long list what is seen of it (L2). Rows lie at their places in an element as high as all of them. One row may be
 * pinned: it stays drawn wherever the list is scrolled to, so that the focus in it is not lost. One may be held: what is
 * inserted above it does not move it on the screen.
 */
export class VirtualListController implements ReactiveController {
  readonly #host: ReactiveControllerHost & ParentNode;
  readonly #scroller: () => HTMLElement | null;
  readonly #size = new ResizeObserver(() => this.#host.requestUpdate());
  readonly #measured = new Map<string, number>();
  /** What rows were measured at that had been thought to have a height: those never drawn have it too. */
  readonly #learned = new Map<number, number>();
  #watched: HTMLElement | null = null;
  #items: readonly ListItem[] = [];
  #places: ReadonlyMap<string, number> = new Map();
  /** Where each row begins, and at last where the list ends. */
  #starts: readonly number[] = [0];
  #anchor: Anchor | null = null;
  #drawn = '';
  #lastDrawn: string | undefined;
  /** Keys of the rows that must stay drawn, and stay where they are. */
  pinned: string | null = null;
  held: string | null = null;

  constructor(host: ReactiveControllerHost & ParentNode, scroller: () => HTMLElement | null) {
    this.#host = host;
    this.#scroller = scroller;
    host.addController(this);
  }

  /** Before drawing: what the list holds now. The same array means that nothing has changed. */
  show(items: readonly ListItem[]): void {
    if (items === this.#items) return;
    this.#anchor = this.held === null ? null : this.#anchorAt(this.#places.get(this.held));
    this.#items = items;
    this.#places = new Map(items.map(({ key }, index) => [key, index]));
    this.#arrange();
  }

  /** The rows to draw, and where. */
  get rows(): readonly { readonly index: number; readonly start: number }[] {
    const { first, last } = this.#seen;
    const from = Math.max(0, first - OVERSCAN);
    const to = Math.min(this.#items.length - 1, last + OVERSCAN);
    const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
    const pinned = this.pinned === null ? undefined : this.#places.get(this.pinned);
    if (pinned !== undefined && (pinned < from || pinned > to)) {
      // On the side where it was drawn: an element that is moved loses the focus.
      if (this.#lastDrawn === this.pinned) rows.push(pinned);
      else rows.unshift(pinned);
    }
    return rows.map((index) => ({ index, start: this.#starts[index]! }));
  }

  get height(): number {
    return this.#starts.at(-1)!;
  }

  /** Scrolls only as far as is needed to see the row. */
  reveal(key: string): void {
    const place = this.#places.get(key);
    const scroller = this.#scroller();
    if (place === undefined || !scroller) return;
    this.pinned = key;
    const { scrollTop, clientHeight } = scroller;
    scroller.scrollTop = Math.min(this.#starts[place]!, Math.max(scrollTop, this.#starts[place + 1]! - clientHeight));
    this.#host.requestUpdate();
  }

  get #seen(): { readonly first: number; readonly last: number } {
    const { scrollTop = 0, clientHeight = FIRST_PX } = this.#watched ?? {};
    return { first: this.#indexAt(scrollTop), last: this.#indexAt(scrollTop + (clientHeight || FIRST_PX)) };
  }

  /** The row at a height, by halving. */
  #indexAt(px: number): number {
    let low = 0;
    let high = this.#items.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= px) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #arrange(): void {
    let at = 0;
    this.#starts = [0, ...this.#items.map((item) => (at += this.#heightOf(item)))];
  }

  #heightOf({ key, height }: ListItem): number {
    return this.#measured.get(key) ?? this.#learned.get(height) ?? height;
  }

  #anchorAt(place: number | undefined): Anchor | null {
    const item = place === undefined ? undefined : this.#items[place];
    return item ? { key: item.key, start: this.#starts[place!]! } : null;
  }

  /** True when a row is not as high as it was thought to be. */
  #measure(): boolean {
    let changed = false;
    for (const { dataset, offsetHeight } of this.#watched?.querySelectorAll<HTMLElement>('[data-index]') ?? []) {
      const item = this.#items[Number(dataset['index'])];
      // A list that is not on the screen has no heights.
      if (!item || offsetHeight === 0 || this.#measured.get(item.key) === offsetHeight) continue;
      changed ||= offsetHeight !== this.#heightOf(item);
      this.#measured.set(item.key, offsetHeight);
      this.#learned.set(item.height, offsetHeight);
    }
    return changed;
  }

  /** What would be drawn now. */
  get #drawing(): string {
    return `${this.height} ${this.rows.map(({ index, start }) => `${index}:${start}`).join()}`;
  }

  readonly #redraw = (): void => {
    if (this.#drawing !== this.#drawn) this.#host.requestUpdate();
  };

  hostConnected(): void {
    if (this.#watched) this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#size.disconnect();
    this.#watched?.removeEventListener('scroll', this.#redraw);
    this.#watched = null;
  }

  hostUpdated(): void {
    this.#drawn = this.#drawing;
    this.#lastDrawn = this.#items[this.rows.at(-1)?.index ?? -1]?.key;
    const scroller = this.#scroller();
    if (scroller !== this.#watched) {
      this.#watched?.removeEventListener('scroll', this.#redraw);
      scroller?.addEventListener('scroll', this.#redraw, { passive: true });
      if (scroller) this.#size.observe(scroller);
      this.#watched = scroller;
    }
    this.#stay();
    if (!this.#measure()) return;
    // What is read stays where it is, whatever turns out about the rows above it.
    this.#anchor = this.#anchorAt(this.#seen.first);
    this.#arrange();
    // One drawing is over before the next is asked for.
    queueMicrotask(() => this.#host.requestUpdate());
  }

  #stay(): void {
    const anchor = this.#anchor;
    this.#anchor = null;
    const place = anchor ? this.#places.get(anchor.key) : undefined;
    if (!anchor || place === undefined || !this.#watched) return;
    const moved = this.#starts[place]! - anchor.start;
    if (moved !== 0) this.#watched.scrollTop += moved;
  }
}
