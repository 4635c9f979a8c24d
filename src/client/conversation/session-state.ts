import type { EventPage, SessionEvent, VisitorServerFrame } from '../../protocol/index.ts';
import type { ChatState, SessionView } from '../chat-state.ts';
import type { ChatEventDetails, ChatEventName } from '../events.ts';

/** A fact to report: name and detail of a ChatEvent. */
export type Fact = { [K in ChatEventName]: readonly [K, ChatEventDetails[K]] }[ChatEventName];

/**
 * Events of `session` after `after` are missing (E3). `page`: the server said that there are more; read them by HTTP (R3).
 */
export interface Missing {
  readonly session: string;
  readonly after: number;
  readonly page: boolean;
}

export interface Applied {
  readonly state: ChatState;
  readonly facts: readonly Fact[];
  readonly missing: readonly Missing[];
}

const nothing = (state: ChatState): Applied => ({ state, facts: [], missing: [] });

/** Applies a frame of the server to the state. Pure. `Visibility` handles the gate. */
export function apply(state: ChatState, frame: VisitorServerFrame): Applied {
  switch (frame.type) {
    case 'welcome': {
      const { visitor, availability } = frame;
      const start: ChatState = { ...state, visitor, availability, ...(frame.reset && { session: null, earlier: [] }) };
      let all = nothing(start);
      for (const page of frame.sessions) {
        const { state: next, facts, missing } = applyPage(all.state, page);
        all = { state: next, facts: [...all.facts, ...facts], missing: [...all.missing, ...missing] };
      }
      return all;
    }
    case 'events':
      return applyPage(state, frame.page);
    case 'event':
      return applyEvents(state, frame.session, [frame.event], null);
    case 'delivered':
      return move(state, frame.session, { deliveredSeq: frame.seq }, 'delivered');
    case 'read':
      return frame.by === 'operator'
        ? move(state, frame.session, { readByOperator: frame.seq }, 'read')
        : move(state, frame.session, { readByVisitor: frame.seq }, null);
    case 'typing': {
      const others = state.typing.filter((operator) => operator.id !== frame.operator.id);
      const typing = frame.on ? [...others, frame.operator] : others;
      const known = others.length < state.typing.length;
      return {
        state: { ...state, typing },
        facts: known === frame.on ? [] : [['typing', { operator: frame.operator, on: frame.on }]],
        missing: [],
      };
    }
    case 'availability':
      return nothing({ ...state, availability: frame.value });
    case 'profile':
      return nothing({ ...state, visitor: frame.visitor });
    case 'gate':
    case 'ack':
    case 'error':
    case 'pong':
    case 'goaway':
    case 'identity':
      return nothing(state);
  }
}

/** Reads a page of a session that the client asked for, or that came with the welcome. */
function applyPage(state: ChatState, page: EventPage): Applied {
  // A session that ended before this page was loaded stays off the screen, because computers are shared.
  if (!viewOf(state, page.session.id) && page.session.status === 'ended') return nothing(state);
  const applied = applyEvents(state, page.session.id, page.events, page);
  const view = viewOf(applied.state, page.session.id);
  const moved = view ? put(applied.state, marked(view, page.session)) : applied.state;
  if (!page.more || !view || applied.missing.length) return { ...applied, state: moved };
  return { ...applied, state: moved, missing: [{ session: view.id, after: view.lastSeq, page: true }] };
}

/** The newest session or an earlier one of this page. */
export const viewOf = (state: ChatState, id: string): SessionView | undefined =>
  state.session?.id === id ? state.session : state.earlier.find((view) => view.id === id);

/** The newest session whose beginning is not loaded: showing anything before it would leave a hole. */
export const incomplete = ({ earlier, session }: ChatState): SessionView | undefined =>
  [...earlier, session].findLast((view) => (view?.events[0]?.seq ?? 1) > 1) ?? undefined;

/**
 * Puts a page before the loaded events of its session. A page that does not end there is dropped: the thread was begun anew
 * meanwhile.
 */
export function prepend(state: ChatState, { session, events }: EventPage): ChatState {
  const view = viewOf(state, session.id);
  if (!view || events.at(-1)?.seq !== (view.events[0]?.seq ?? 1) - 1) return state;
  return put(state, { ...view, events: [...events, ...view.events] });
}

/** The message's event is on the screen. */
export const hasMessage = (state: ChatState, cid: string): boolean =>
  [state.session, ...state.earlier].some((view) => view?.events.some((event) => event.type === 'message.sent' && event.cid === cid));

function applyEvents(state: ChatState, id: string, events: readonly SessionEvent[], page: EventPage | null): Applied {
  const known = viewOf(state, id);
  let view: SessionView = known ?? {
    id,
    status: 'active',
    startedAt: page?.session.startedAt ?? 0,
    operator: page?.operator ?? null,
    endedBy: null,
    events: [],
    // The newest page may begin anywhere; from there on no event may be missing (E3).
    lastSeq: page?.events[0] ? page.events[0].seq - 1 : 0,
    deliveredSeq: 0,
    readByOperator: 0,
    readByVisitor: 0,
  };
  const fresh: SessionEvent[] = [];
  const facts: Fact[] = [];
  let typing = state.typing;
  for (const event of events) {
    if (event.seq <= view.lastSeq) continue;
    if (event.seq > view.lastSeq + 1) {
      const missing: Missing = { session: id, after: view.lastSeq, page: false };
      return fresh.length ? { ...finish(), missing: [missing] } : { state, facts: [], missing: [missing] };
    }
    fresh.push(event);
    view = step(view, event);
    // Events that a reload brings back are not news.
    if (known || !page) facts.push(...factsOf(id, event));
    if (event.type === 'message.sent' && event.operator) typing = typing.filter((operator) => operator.id !== event.operator?.id);
    if (event.type === 'session.ended') typing = [];
  }
  return fresh.length ? finish() : nothing(state);

  function finish(): Applied {
    const next = put({ ...state, typing }, { ...view, events: [...view.events, ...fresh] });
    return { state: next, facts, missing: [] };
  }
}

function step(view: SessionView, event: SessionEvent): SessionView {
  const next = { ...view, lastSeq: event.seq };
  if (event.type === 'session.started') return { ...next, startedAt: event.at };
  if (event.type === 'session.ended') return { ...next, status: 'ended', endedBy: event.by };
  return next;
}

function factsOf(session: string, event: SessionEvent): Fact[] {
  switch (event.type) {
    case 'session.started':
      return [['session-start', { session }]];
    case 'session.ended':
      return [['session-end', { session, by: event.by }]];
    case 'session.rated':
      return [['rating', { score: event.score, comment: event.comment }]];
    case 'operator.joined':
      return [['operator-join', { operator: event.operator }]];
    case 'message.sent':
      return event.cid && event.author === 'visitor'
        ? [
            ['message', { message: event }],
            ['message-status', { cid: event.cid, status: 'sent' }],
          ]
        : [['message', { message: event }]];
  }
}

type Marks = Partial<Pick<SessionView, 'deliveredSeq' | 'readByOperator' | 'readByVisitor'>>;

/** Marks only move forward, because frames may overtake each other. */
const marked = (view: SessionView, marks: Marks): SessionView => ({
  ...view,
  deliveredSeq: Math.max(view.deliveredSeq, marks.deliveredSeq ?? 0),
  readByOperator: Math.max(view.readByOperator, marks.readByOperator ?? 0),
  readByVisitor: Math.max(view.readByVisitor, marks.readByVisitor ?? 0),
});

function move(state: ChatState, id: string, marks: Marks, status: 'delivered' | 'read' | null): Applied {
  const view = viewOf(state, id);
  if (!view) return nothing(state);
  const next = marked(view, marks);
  const [from, to] = status === 'read' ? [view.readByOperator, next.readByOperator] : [view.deliveredSeq, next.deliveredSeq];
  const facts: Fact[] = [];
  for (const event of status ? view.events : []) {
    if (event.type === 'message.sent' && event.author === 'visitor' && event.cid && status && event.seq > from && event.seq <= to) {
      facts.push(['message-status', { cid: event.cid, status }]);
    }
  }
  return { state: put(state, next), facts, missing: [] };
}

/** A session the page does not know becomes the newest; the one before joins the earlier ones. */
function put(state: ChatState, view: SessionView): ChatState {
  if (state.session?.id === view.id) return { ...state, session: view };
  if (viewOf(state, view.id)) return { ...state, earlier: state.earlier.map((one) => (one.id === view.id ? view : one)) };
  return { ...state, session: view, earlier: state.session ? [...state.earlier, state.session] : state.earlier };
}

/** Number of operators' messages in the newest session that the visitor has not seen. */
export function countUnread({ session }: Pick<ChatState, 'session'>): number {
  if (!session) return 0;
  return session.events.filter((event) => event.type === 'message.sent' && event.author === 'operator' && event.seq > session.readByVisitor)
    .length;
}
