import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { incomingAfter, newestMessage, type ThreadItem } from './thread-items.ts';

/** From this distance to the end the jump pill shows. */
const FAR_PX = 120;
/** This near counts as being at the end: fractional scroll positions never quite reach it. */
const NEAR_PX = 24;

/** Keeps the end of a log in view while the reader is there, and counts what comes while he is not. */
export class StickToEndController implements ReactiveController {
  /** The reader is at the end: new messages scroll into view. */
  atEnd = true;
  /** More than 120 px away: show the jump pill. */
  far = false;
  /** Incoming messages since he left the end. */
  newCount = 0;
  readonly #host: ReactiveControllerHost;
  readonly #find: () => HTMLElement | null | undefined;
  readonly #resize = new ResizeObserver(() => this.#settle());
  #log: HTMLElement | null = null;
  #top = 0;
  #newest: string | null = null;
  #seen: string | null = null;
  #anchor: { readonly node: Element; readonly top: number } | null = null;

  /** `find` returns the scroll container once it is rendered. */
  constructor(host: ReactiveControllerHost, find: () => HTMLElement | null | undefined) {
    this.#host = host;
    this.#find = find;
    host.addController(this);
  }

  /** Call before rendering with the items about to be shown. An own new message brings the reader back to the end. */
  update(items: readonly ThreadItem[]): void {
    const newest = newestMessage(items);
    if (newest && newest.key !== this.#newest && newest.own) this.atEnd = true;
    this.#newest = newest?.key ?? null;
    if (this.atEnd) {
      this.far = false;
      this.#seen = this.#newest;
    }
    this.newCount = this.atEnd ? 0 : incomingAfter(items, this.#seen).length;
  }

  /** To the end, where it sticks again. */
  jump(): void {
    this.atEnd = true;
    this.far = false;
    this.newCount = 0;
    this.#seen = this.#newest;
    this.#settle();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    // A log that was moved in the page has lost its place and its observers.
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    this.#anchor = this.atEnd ? null : this.#firstVisible();
  }

  hostUpdated(): void {
    const log = this.#find() ?? null;
    // What is observed anew is measured by the observer before it is painted: no layout in the middle of the first drawing.
    if (log !== this.#log) return this.#observe(log);
    // Earlier pages may have been put above: hold what the reader sees in its place.
    if (log && this.#anchor?.node.isConnected) log.scrollTop += this.#anchor.node.getBoundingClientRect().top - this.#anchor.top;
    this.#settle();
  }

  hostDisconnected(): void {
    this.#observe(null);
  }

  #observe(log: HTMLElement | null): void {
    this.#log?.removeEventListener('scroll', this.#onScroll);
    this.#resize.disconnect();
    this.#log = log;
    if (!log) return;
    log.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#resize.observe(log);
    for (const child of log.children) this.#resize.observe(child);
  }

  #settle(): void {
    if (!this.atEnd || !this.#log) return;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#top = this.#log.scrollTop;
  }

  readonly #onScroll = (): void => {
    const log = this.#log!;
    const distance = log.scrollHeight - log.clientHeight - log.scrollTop;
    const atEnd = distance < NEAR_PX;
    const far = distance > FAR_PX;
    // The box became smaller or its content taller: only a move upwards is the reader's.
    if (this.atEnd && log.scrollTop >= this.#top) return this.#settle();
    this.#top = log.scrollTop;
    if (atEnd === this.atEnd && far === this.far) return;
    if (this.atEnd && !atEnd) this.#seen = this.#newest;
    this.atEnd = atEnd;
    this.far = far;
    if (atEnd) this.newCount = 0;
    this.#host.requestUpdate();
  };

  #firstVisible(): { readonly node: Element; readonly top: number } | null {
    const log = this.#log;
    if (!log) return null;
    const edge = log.getBoundingClientRect().top;
    const node = [...log.querySelectorAll('li')].find((li) => li.getBoundingClientRect().bottom > edge);
    return node ? { node, top: node.getBoundingClientRect().top } : null;
  }
}
