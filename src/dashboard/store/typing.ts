import type { Clock } from '../../link/clock.ts';
import type { Observable } from '../../link/observable.ts';
import { EPHEMERAL_MS } from '../../protocol/index.ts';
import type { OperatorRef } from '../../protocol/index.ts';
import { withTyping } from './dashboard-state.ts';
import { typist } from './selectors.ts';
import type { DashboardState } from './types.ts';

/** Shows who types in a session. The signal that says the end may be lost, so each one ends by itself (E5). */
export function showTyping(
  state: Observable<DashboardState>,
  clock: Clock,
  { session, who, on }: { readonly session: string; readonly who: OperatorRef | null; readonly on: boolean },
): void {
  const until = clock.now() + EPHEMERAL_MS;
  state.set(withTyping(state.get(), session, who, on ? until : null));
  if (!on) return;
  clock.after(EPHEMERAL_MS, () => {
    if (typist(state.get(), session, who)?.until === until) state.set(withTyping(state.get(), session, who, null));
  });
}
