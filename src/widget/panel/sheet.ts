import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { html, type TemplateResult } from 'lit/html.js';
import { trap } from '../../ui/focus-trap.ts';

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Which question is open, and where the focus goes before and after. The rest of the panel is inert meanwhile. */
export class SheetController<Kind extends string> implements ReactiveController {
  current: Kind | null = null;
  readonly #host: Host;
  readonly #fallback: () => void;
  #before: HTMLElement | null = null;
  #release: (() => void) | undefined;
  #returns = false;

  /** `fallback` takes the focus when the element that had it is gone. */
  constructor(host: Host, fallback: () => void) {
    this.#host = host;
    this.#fallback = fallback;
    host.addController(this);
  }

  show(kind: Kind): void {
    this.#before = (this.#host.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
    this.current = kind;
    this.#host.requestUpdate();
  }

  readonly hide = (): void => {
    if (!this.current) return;
    this.current = null;
    this.#returns = true;
    this.#host.requestUpdate();
  };

  /** Closes and puts the focus where the visitor continues. */
  finish(): void {
    this.#before = null;
    this.hide();
  }

  hostUpdated(): void {
    const sheet = this.#host.renderRoot.querySelector<HTMLElement>('.sheet');
    if (sheet && !this.#release) {
      this.#release = trap(sheet, { initial: sheet.querySelector<HTMLElement>('[data-initial]'), onEscape: this.hide });
    }
    if (sheet || !this.#returns) return;
    this.#returns = false;
    this.#drop();
    if (this.#before?.isConnected) this.#before.focus();
    else this.#fallback();
  }

  hostDisconnected(): void {
    this.current = null;
    this.#drop();
  }

  #drop(): void {
    this.#release?.();
    this.#release = undefined;
  }
}

/** The dark behind a sheet; a press on it cancels. */
export const scrim = (onCancel: () => void, sheet: TemplateResult): TemplateResult =>
  // eslint-disable-next-line lit-a11y/click-events-have-key-events -- Esc does the same: the trap hears it
  html`<div class="scrim" @click=${(event: Event) => event.target === event.currentTarget && onCancel()}>${sheet}</div>`;
