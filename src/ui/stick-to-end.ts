import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ThreadItem } from './thread-items.ts';
import { incomingAfter, newestMessage } from './thread-messages.ts';

/** At this distance from the end the jump pill shows. */
const FAR_PX = 120;
/** This close counts as being at the end, because fractional scroll positions never quite reach it. */
const NEAR_PX = 24;

export interface StickToEndOptions {
  /** Called when the reader comes within a screen of the first or the last line that is drawn. */
  readonly onEdge?: (up: boolean) => void;
  /** Whether the thread continues below the last line drawn. */
  readonly below?: () => boolean;
}

/** A message on the screen, and its distance from the upper edge. */
interface Anchor {
  readonly key: string;
  readonly top: number;
}

/** Keeps the end of a log in view while the reader is there, and counts new messages while they are not. */
export class StickToEndController implements ReactiveController {
  /** The reader is at the end: new messages scroll into view. */
  atEnd = true;
  /** The reader is more than 120 px away: show the jump pill. */
  far = false;
  /** Incoming messages since the reader left the end. */
  newCount = 0;
  readonly #host: ReactiveControllerHost;
  readonly #find: () => HTMLElement | null | undefined;
  readonly #options: StickToEndOptions;
  readonly #resize = new ResizeObserver(() => this.#resized());
  #listening = new AbortController();
  #log: HTMLElement | null = null;
  /** Until the end has been in view once, every scroll is the reader's. */
  #top = Infinity;
  #newest: string | null = null;
  #anchor: Anchor | null = null;
  /** The reader scrolls by hand. A script, or a focus that moves to the button above, does not load more. */
  #byHand = false;

  /** `find` returns the scroll container once it is rendered. */
  constructor(host: ReactiveControllerHost, find: () => HTMLElement | null | undefined, options: StickToEndOptions = {}) {
    this.#host = host;
    this.#find = find;
    this.#options = options;
    host.addController(this);
  }

  /** Call before rendering with the end of the thread. A new message of the reader's own brings them back to it. */
  update(items: readonly ThreadItem[]): void {
    const newest = newestMessage(items);
    if (newest && newest.key !== this.#newest && newest.own) this.atEnd = true;
    if (this.atEnd) this.far = false;
    this.newCount = this.atEnd ? 0 : this.newCount + incomingAfter(items, this.#newest).length;
    this.#newest = newest?.key ?? null;
  }

  /** Scrolls to the end and sticks to it again. */
  jump(): void {
    this.atEnd = true;
    this.far = false;
    this.newCount = 0;
    this.#settle();
    // The pill goes, and would take the focus with it (U2).
    this.#log?.focus({ preventScroll: true });
    this.#host.requestUpdate();
  }

  /**
   * Something in the log is selected, a link in it has the focus, or, for `below`, the lower part of the list may be in
   * sight: the drawn lines must stay.
   */
  readonly isHeld = (below: boolean): boolean => {
    const log = this.#log;
    if (!log) return false;
    // Only a quarter of the list can go: readers in its upper half do not see it.
    if (below && log.scrollTop + log.clientHeight > log.scrollHeight / 2) return true;
    // Some browsers report a selection inside a shadow root only on that root.
    const root = log.getRootNode() as { getSelection?(): Selection | null };
    const selection = root.getSelection ? root.getSelection() : getSelection();
    return log.querySelector('li :focus') !== null || (selection?.type === 'Range' && log.contains(selection.anchorNode));
  };

  hostConnected(): void {
    // A log that was moved in the page has lost its scroll position and its observers.
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    this.#anchor = this.atEnd ? null : this.#firstVisible();
  }

  hostUpdated(): void {
    const log = this.#find() ?? null;
    // The observer measures a newly observed log before it is painted, so the first drawing needs no layout half way.
    if (log !== this.#log) return this.#observe(log);
    const anchor = this.#anchor;
    const line = anchor && log?.querySelector<HTMLElement>(`[data-key="${CSS.escape(anchor.key)}"]`);
    // The lines above and below may have changed: keep the ones the reader sees in place.
    if (log && line) {
      const moved = topOf(line, log) - anchor.top;
      if (moved) log.scrollTop += moved;
    }
    this.#settle();
  }

  hostDisconnected(): void {
    this.#observe(null);
  }

  #observe(log: HTMLElement | null): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    this.#resize.disconnect();
    this.#log = log;
    if (!log) return;
    const listen = { signal: this.#listening.signal, passive: true };
    log.addEventListener('scroll', this.#onScroll, listen);
    const byHand = (event: Event): void => {
      this.#byHand = event.type === 'pointerdown' ? event.target === log : (event as KeyboardEvent).key !== 'Tab';
    };
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) log.addEventListener(type, byHand, listen);
    this.#resize.observe(log);
    for (const child of log.children) this.#resize.observe(child);
  }

  #resized(): void {
    this.#settle();
    const log = this.#log;
    // There is room for more lines than are drawn.
    if (log?.clientHeight && log.scrollHeight <= log.clientHeight) this.#options.onEdge?.(true);
  }

  #settle(): void {
    if (!this.atEnd || !this.#log) return;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#top = this.#log.scrollTop;
  }

  readonly #onScroll = (): void => {
    const log = this.#log!;
    const below = this.#options.below?.() ?? false;
    const distance = log.scrollHeight - log.clientHeight - log.scrollTop;
    const atEnd = distance < NEAR_PX && !below;
    const far = distance > FAR_PX || below;
    // The box shrank or its content grew: only a move upwards is the reader's.
    if (this.atEnd && log.scrollTop >= this.#top) return this.#settle();
    this.#top = log.scrollTop;
    if (atEnd !== this.atEnd || far !== this.far) {
      this.atEnd = atEnd;
      this.far = far;
      if (atEnd) this.newCount = 0;
      this.#host.requestUpdate();
    }
    if (this.#byHand && log.scrollTop < log.clientHeight) this.#options.onEdge?.(true);
    if (below && distance < log.clientHeight) this.#options.onEdge?.(false);
  };

  #firstVisible(): Anchor | null {
    const log = this.#log;
    if (!log) return null;
    const edge = log.getBoundingClientRect().top;
    // A divider may be redrawn with other words; a message stays the same.
    for (const line of log.querySelectorAll<HTMLElement>('[data-key]'))
      if (line.getBoundingClientRect().bottom > edge) return { key: line.dataset['key']!, top: topOf(line, log) };
    return null;
  }
}

/** The position of a line, whatever animation it has. */
function topOf(line: HTMLElement, log: HTMLElement): number {
  let top = -log.scrollTop;
  for (let at: Element | null = line; at instanceof HTMLElement && at !== log && log.contains(at); at = at.offsetParent)
    top += at.offsetTop;
  return top;
}
