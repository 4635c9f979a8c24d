import { DASHBOARD_STATES } from './dashboard-states.ts';
import type { State } from './state.ts';
import { WIDGET_STATES } from './widget-states.ts';

/** Every state that is shown and pictured, by the name that its address and its pictures have. */
export const STATES: Readonly<Record<string, State>> = { ...WIDGET_STATES, ...DASHBOARD_STATES };
