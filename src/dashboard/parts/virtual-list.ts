import { defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What the first drawing assumes before the scroller has been measured. */
const FIRST = { width: 320, height: 800 };
/** Rows drawn above and below what is seen. */
const OVERSCAN = 8;

interface ListItem {
  readonly key: string;
  /** Height until it has been measured. */
  readonly height: number;
}

/**
 * Draws of a long list what is seen of it (L2). Rows lie at their places in an element as high as all of them. One row may be
 * pinned: it stays drawn wherever the list is scrolled to, so that the focus in it is not lost. One may be held: what is
 * inserted above it does not move it on the screen.
 */
export class VirtualListController implements ReactiveController {
  readonly #host: ReactiveControllerHost & ParentNode;
  readonly #scroller: () => HTMLElement | null;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #items: readonly ListItem[] = [];
  #places: ReadonlyMap<string, number> = new Map();
  #unmount: (() => void) | undefined;
  #anchor: { readonly key: string; readonly start: number } | null = null;
  #drawn = '';
  /** Keys of the rows that must stay drawn, and stay where they are. */
  pinned: string | null = null;
  held: string | null = null;

  constructor(host: ReactiveControllerHost & ParentNode, scroller: () => HTMLElement | null) {
    this.#host = host;
    this.#scroller = scroller;
    this.#virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.#options());
    host.addController(this);
  }

  #options() {
    return {
      count: this.#items.length,
      getScrollElement: this.#scroller,
      estimateSize: (index: number) => this.#items[index]?.height ?? 0,
      getItemKey: (index: number) => this.#items[index]?.key ?? index,
      initialRect: FIRST,
      overscan: OVERSCAN,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const drawn = defaultRangeExtractor(range);
        const extra = this.pinned === null ? undefined : this.#places.get(this.pinned);
        return extra === undefined || drawn.includes(extra) ? drawn : [...drawn, extra].sort((a, b) => a - b);
      },
      onChange: () => this.#redraw(),
    };
  }

  /** Before drawing: what the list holds now. The same array means that nothing has changed. */
  show(items: readonly ListItem[]): void {
    if (items === this.#items) return;
    const place = this.held === null ? undefined : this.#places.get(this.held);
    const start = place === undefined ? undefined : this.#virtualizer.measurementsCache[place]?.start;
    this.#anchor = this.held !== null && start !== undefined ? { key: this.held, start } : null;
    this.#items = items;
    this.#places = new Map(items.map(({ key }, index) => [key, index]));
    this.#virtualizer.setOptions(this.#options());
  }

  /** The rows to draw, and where. */
  get rows(): readonly { readonly index: number; readonly start: number }[] {
    return this.#virtualizer.getVirtualItems().filter(({ index }) => index < this.#items.length);
  }

  get height(): number {
    return this.#virtualizer.getTotalSize();
  }

  /** Scrolls only as far as is needed to see the row. */
  reveal(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.pinned = key;
    // Which rows are drawn is remembered until the options change.
    this.#virtualizer.setOptions(this.#options());
    this.#virtualizer.scrollToIndex(place, { align: 'auto' });
    this.#host.requestUpdate();
  }

  /** What would be drawn now. */
  get #drawing(): string {
    return `${this.height} ${this.rows.map(({ index, start }) => `${index}:${start}`).join()}`;
  }

  /** What was measured may change nothing; and measuring follows a drawing, which must be over before the next is asked for. */
  #redraw(): void {
    queueMicrotask(() => this.#drawing !== this.#drawn && this.#host.requestUpdate());
  }

  hostConnected(): void {
    this.#unmount = this.#virtualizer._didMount();
  }

  hostDisconnected(): void {
    this.#unmount?.();
  }

  hostUpdated(): void {
    this.#drawn = this.#drawing;
    this.#virtualizer._willUpdate();
    this.#stay();
    const scroller = this.#scroller();
    for (const row of scroller?.querySelectorAll<HTMLElement>('[data-index]') ?? []) this.#virtualizer.measureElement(row);
  }

  #stay(): void {
    const anchor = this.#anchor;
    this.#anchor = null;
    const place = anchor && this.#places.get(anchor.key);
    const scroller = this.#scroller();
    if (!anchor || place === undefined || place === null || !scroller) return;
    const start = this.#virtualizer.measurementsCache[place]?.start;
    if (start !== undefined && start !== anchor.start) scroller.scrollTop += start - anchor.start;
  }
}
