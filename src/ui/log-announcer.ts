import { css, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { incomingAfter, newestMessage, type Speaker, type ThreadItem } from './thread-items.ts';

const hidden = css`
  :host {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/**
 * Speaks new messages of the other side to assistive technology as "Anna: …", and nothing else: no history, no own words,
 * no ticks. Put `${announcer.element}` once into the template, outside the log, and call `update` with every new list.
 */
export class LogAnnouncer implements ReactiveController {
  readonly element = document.createElement('div');
  /** What was said last. */
  spoken = '';
  readonly #name: (speaker: Speaker) => string;
  readonly #region = document.createElement('div');
  #last: string | null = null;
  #primed = false;

  constructor(host: ReactiveControllerHost, name: (speaker: Speaker) => string) {
    this.#name = name;
    // Closed, so that a search in the page or in a test finds each message once.
    const root = this.element.attachShadow({ mode: 'closed' });
    root.adoptedStyleSheets = [hidden.styleSheet!];
    this.#region.ariaLive = 'polite';
    root.append(this.#region);
    host.addController(this);
  }

  /** `ready`: the thread has come from the server; until then everything is history. */
  update(items: readonly ThreadItem[], ready = true): void {
    const fresh = this.#primed ? incomingAfter(items, this.#last) : [];
    this.#last = newestMessage(items)?.key ?? null;
    this.#primed ||= ready;
    if (fresh.length) this.announce(fresh.map(({ speaker, text }) => `${this.#name(speaker)}: ${text}`).join('\n'));
  }

  /** Says any other short fact. */
  announce(text: string): void {
    this.spoken = text;
    const line = document.createElement('p');
    line.textContent = text;
    // The line before may not have been read yet, so it stays for one more.
    this.#region.append(line);
    if (this.#region.childElementCount > 2) this.#region.firstElementChild!.remove();
  }

  hostDisconnected(): void {
    this.#primed = false;
    this.#region.replaceChildren();
  }
}
