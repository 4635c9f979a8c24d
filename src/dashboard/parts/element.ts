import { LitElement } from 'lit';
import type { PropertyDeclarations, ReactiveController, ReactiveControllerHost } from 'lit';
import type { Screen } from '../shell/screen.ts';

/** Registers elements; those that are there already stay. */
export function defineElements(elements: Readonly<Record<`dashboard-${string}`, CustomElementConstructor>>): void {
  for (const [name, element] of Object.entries(elements)) if (!customElements.get(name)) customElements.define(name, element);
}

/** A piece of the dashboard: light DOM, so that the document's sheets and one tree of names and ids hold for all. */
export abstract class DashboardElement extends LitElement {
  static override properties: PropertyDeclarations = { screen: { attribute: false } };
  declare screen: Screen;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected find<T extends HTMLElement>(selector: string): T | null {
    return this.querySelector<T>(selector);
  }
}

/** Renders its host again every `ms` while `wanted()` says so: waiting times and durations tick. */
export class TickController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #wanted: () => boolean;
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, wanted: () => boolean, ms = 1000) {
    this.#host = host;
    this.#wanted = wanted;
    this.#ms = ms;
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    if (this.#wanted()) this.#timer = setTimeout(() => this.#host.requestUpdate(), this.#ms);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}
