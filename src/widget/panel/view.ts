import type { ChatState, SessionView } from '../../client/index.ts';
import type { Availability, OperatorRef, VisitorConfig } from '../../protocol/index.ts';
import type { Person } from '../../ui/avatar.ts';
import type { Speaker, ThreadSession } from '../../ui/thread-items.ts';
import type { WidgetStrings } from '../strings/en.ts';

/** What the panel draws, derived from one snapshot. */
export interface View {
  /** The thread is empty: show greeting and topics. */
  readonly welcome: boolean;
  /** There is a session to end. */
  readonly active: boolean;
  /** The newest session is over and nothing new is on its way. */
  readonly ended: SessionView | null;
  /** The operator who answers at the moment; null: the brand speaks. */
  readonly operator: OperatorRef | null;
  /** For the rating: the operator who answered in the ended session. */
  readonly spoke: OperatorRef | null;
  readonly connected: boolean;
  /** Messages wait for a connection. A first try under way does not count as waiting. */
  readonly stalled: boolean;
  readonly availability: Availability;
  readonly sessions: readonly ThreadSession[];
  /** There are earlier messages on the server. */
  readonly more: boolean;
}

export function viewOf(state: ChatState, config: VisitorConfig | undefined): View {
  const { session, outbox, connection, online } = state;
  const starting = outbox.some((entry) => entry.session === null || entry.session !== session?.id);
  const ended = session?.status === 'ended' && !starting ? session : null;
  const spoke = session ? lastOperator(session) : null;
  const connected = connection.status === 'open';
  const all = [...state.earlier, ...(session ? [session] : [])];
  // Nothing can be shown above a session whose beginning is not loaded.
  const whole = all.findLastIndex(({ events }) => (events[0]?.seq ?? 1) > 1);
  const shown = all.slice(Math.max(0, whole));
  return {
    welcome: !shown.length && !outbox.length,
    active: session?.status === 'active',
    ended,
    operator: session?.status === 'active' ? spoke : null,
    spoke,
    connected,
    stalled: !online || (!connected && !(connection.status === 'connecting' && !connection.attempt)),
    availability: connected ? state.availability : (config?.availability ?? state.availability),
    sessions: shown.map((one) => ({ ...one, readByOther: one.readByOperator, operator: lastOperator(one) })),
    more: whole >= 0,
  };
}

function lastOperator({ events, operator }: SessionView): OperatorRef | null {
  const event = events.findLast((one) => one.type === 'operator.joined' || (one.type === 'message.sent' && one.operator));
  return event && 'operator' in event ? event.operator : (operator ?? null);
}

/** "Anna" of "Anna Berg": a chat is between first names. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] || name;

export const brief = ({ id, name }: OperatorRef): Person => ({ id, name: firstName(name) });

/** The person shown beside a message. */
export const personOf =
  (strings: WidgetStrings) =>
  ({ operator }: Speaker): Person =>
    operator ? brief(operator) : { id: '', name: strings.ourTeam };
