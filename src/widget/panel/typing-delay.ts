import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { OperatorRef } from '../../protocol/index.ts';

/** A dot that flickers for every key is noise: typing shows after this long. */
const DELAY_MS = 400;

/** Operators who have been typing for a moment. */
export class TypingDelay implements ReactiveController {
  shown: readonly OperatorRef[] = [];
  readonly #host: ReactiveControllerHost;
  #wanted: readonly OperatorRef[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Call with each snapshot before rendering. */
  update(typing: readonly OperatorRef[]): void {
    this.#wanted = typing;
    if (!typing.length || this.shown.length) {
      this.#stop();
      this.shown = typing;
    } else {
      this.#timer ??= setTimeout(() => {
        this.#stop();
        this.shown = this.#wanted;
        this.#host.requestUpdate();
      }, DELAY_MS);
    }
  }

  hostDisconnected(): void {
    this.#stop();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
