import type { Clock } from '../../link/clock.ts';
import type { Observable } from '../../link/observable.ts';
import type { Operator } from '../../protocol/index.ts';
import { withOperators } from './dashboard-state.ts';
import type { DashboardState } from './types.ts';

/** After this an unanswered choice is sent again. */
const AGAIN_MS = 3000;

/** The operator's own choice (W2). It is a signal without an answer, so it goes again until the team has been told of it. */
export class OwnPresence {
  readonly #state: Observable<DashboardState>;
  readonly #send: (value: 'online' | 'away') => boolean;
  readonly #clock: Clock;
  /** A choice the server has not confirmed. */
  #choice: 'online' | 'away' | null = null;
  #stopTimer: (() => void) | null = null;

  constructor(state: Observable<DashboardState>, send: (value: 'online' | 'away') => boolean, clock: Clock) {
    this.#state = state;
    this.#send = send;
    this.#clock = clock;
  }

  choose(value: 'online' | 'away'): void {
    this.#choice = value;
    this.send();
    this.#show();
  }

  send(): void {
    this.stop();
    if (this.#choice && this.#send(this.#choice)) this.#stopTimer = this.#clock.after(AGAIN_MS, () => this.send());
  }

  /** The server tells the presence of the team. */
  told(operators: readonly Operator[]): void {
    this.#state.set(withOperators(this.#state.get(), operators));
    if (operators.some(({ id, presence }) => id === this.#state.get().operator?.id && presence === this.#choice)) {
      this.#choice = null;
      this.stop();
    }
    this.#show();
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  /** The own screen shows the choice before the server has confirmed it. */
  #show(): void {
    const { operator } = this.#state.get();
    if (operator && this.#choice) this.#state.set({ operator: { ...operator, presence: this.#choice } });
  }
}
