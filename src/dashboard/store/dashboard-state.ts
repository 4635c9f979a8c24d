import type { InboxPosition } from '../../protocol/index.ts';
import { countedOf, NO_COUNTS, withCounted } from './inbox-lists.ts';
import type {
  Chat,
  DashboardState,
  EphemeralState,
  NumberedSiteEvent,
  Operator,
  Session,
  SessionEvent,
  SiteEvent,
  ThreadView,
  ChatChanged,
  Visitor,
} from './types.ts';

/** Before the server has spoken. */
export function initialState(): DashboardState {
  return Object.freeze({
    connection: { status: 'idle' },
    operator: null,
    operators: [],
    epoch: null,
    gseq: 0,
    loaded: false,
    loadError: null,
    chats: {},
    lists: {},
    counts: NO_COUNTS,
    threads: {},
    typing: {},
    outbox: {},
    drafts: {},
    refused: {},
    blockListVersion: 0,
  } satisfies DashboardState);
}

/** A copy with some members replaced, frozen. */
export function withChanges(state: DashboardState, changes: Partial<DashboardState>): DashboardState {
  return Object.freeze({ ...state, ...changes });
}

/** What came of a numbered event: `gap` means that events are missing before it and nothing was applied (E4). */
export interface Received {
  readonly state: DashboardState;
  readonly outcome: 'applied' | 'dropped' | 'gap';
}

/** E4: applies the event that follows the state's `gseq`, drops one that is known, and reports a gap before any other. */
export function receive(state: DashboardState, { gseq, event }: NumberedSiteEvent): Received {
  if (gseq <= state.gseq) return { state, outcome: 'dropped' };
  if (gseq > state.gseq + 1) return { state, outcome: 'gap' };
  return { state: withChanges(apply(state, event), { gseq }), outcome: 'applied' };
}

/** The state after a fact of the site. Pure. */
export function apply(state: DashboardState, event: SiteEvent): DashboardState {
  switch (event.type) {
    case 'chat.changed':
      return applyChat(state, event);
    case 'session.appended':
      return applySessionEvent(state, event.session, event.chat, event.event);
    case 'visitor.changed':
      return withVisitor(state, event.visitor.id, () => event.visitor);
    case 'block_list.changed':
      return withChanges(state, { blockListVersion: state.blockListVersion + 1 });
  }
}

function applyChat(before: DashboardState, { chat, fresh, was }: ChatChanged): DashboardState {
  const self = before.operator?.id;
  // Servers of the first protocol do not say what it was; then the page that holds it does.
  const there = before.chats[chat.id];
  const counted = was ?? (fresh || !there ? null : countedOf(there));
  const counts = withCounted(withCounted(before.counts, counted, -1, self), countedOf(chat), 1, self);
  const chats = withChat(before.chats, chat);
  const state = withChanges(before, { counts });
  const thread = state.threads[chat.session.id];
  if (!thread) return withChanges(state, { chats });
  const known = thread.chats.some((other) => other.id === chat.id);
  const siblings = known ? thread.chats.map((other) => (other.id === chat.id ? chat : other)) : [...thread.chats, chat];
  return withChanges(state, {
    chats,
    threads: { ...state.threads, [chat.session.id]: { ...thread, session: chat.session, chats: siblings } },
  });
}

const withChat = (chats: DashboardState['chats'], chat: Chat): DashboardState['chats'] =>
  chat.status === 'closed' ? without(chats, chat.id) : { ...chats, [chat.id]: chat };

/**
 * A page of a list, read at a moment that may be before or after this state. `since` are the events that were applied while it
 * was on its way: what they brought after the page was read stands.
 */
export function withPage(
  state: DashboardState,
  page: {
    readonly key: string;
    readonly gseq: number;
    readonly chats: readonly Chat[];
    readonly next: string | null;
    readonly end: InboxPosition | null;
  },
  since: readonly NumberedSiteEvent[],
): DashboardState {
  let chats: DashboardState['chats'] = { ...state.chats, ...Object.fromEntries(page.chats.map((chat) => [chat.id, chat])) };
  for (const { gseq, event } of since) {
    if (gseq <= page.gseq) continue;
    if (event.type === 'chat.changed') chats = withChat(chats, event.chat);
    if (event.type === 'session.appended') chats = withSaid(chats, event.session, event.chat, event.event);
    if (event.type === 'visitor.changed') chats = withVisitorIn(chats, event.visitor.id, () => event.visitor);
  }
  const list = { end: page.end, next: page.next, loading: false, error: null };
  return withChanges(state, { chats, lists: { ...state.lists, [page.key]: list } });
}

/** A chat after an event of its session. At most one chat of a session is not closed, and it is the one the event names. */
function withSaid(chats: DashboardState['chats'], session: string, id: string, event: SessionEvent): DashboardState['chats'] {
  const chat = chats[id];
  return chat?.session.id === session ? { ...chats, [id]: afterEvent(chat, id, event) } : chats;
}

function afterEvent(chat: Chat, chatId: string, event: SessionEvent): Chat {
  const next = { ...chat, session: advance(chat.session, event) };
  // `chat.changed` may have brought the same message already.
  if (event.type !== 'message.sent' || chat.id !== chatId || (chat.last?.seq ?? 0) >= event.seq) return next;
  const last = { author: event.author, text: event.text, at: event.at, seq: event.seq, operator: event.operator };
  return { ...next, last, lastAt: event.at, unread: event.author === 'visitor' ? chat.unread + 1 : chat.unread };
}

function applySessionEvent(state: DashboardState, session: string, chatId: string, event: SessionEvent): DashboardState {
  const thread = state.threads[session];
  const said = event.type === 'message.sent' ? event : null;
  return withChanges(state, {
    chats: withSaid(state.chats, session, chatId, event),
    // A message ends the typing of its author. The signal that says so may be lost (E5).
    typing: said ? withoutTypist(state.typing, session, said.operator) : state.typing,
    outbox: said?.cid ? withoutEntry(state.outbox, said.cid) : state.outbox,
    threads: thread
      ? {
          ...state.threads,
          [session]: {
            ...thread,
            session: advance(thread.session, event),
            chats: thread.chats.map((chat) => afterEvent(chat, chatId, event)),
            events: mergeEvents(thread.events, [event]),
          },
        }
      : state.threads,
  });
}

function advance(session: Session, event: SessionEvent): Session {
  const lastSeq = Math.max(session.lastSeq, event.seq);
  return event.type === 'session.ended' ? { ...session, lastSeq, status: 'ended', endedBy: event.by } : { ...session, lastSeq };
}

/** Both lists as one in `seq` order, each seq once (E2, E3). */
export function mergeEvents(known: readonly SessionEvent[], more: readonly SessionEvent[]): readonly SessionEvent[] {
  const last = known.at(-1)?.seq ?? 0;
  const [first] = more;
  if (first && more.length === 1 && first.seq === last + 1) return [...known, first];
  const bySeq = new Map([...known, ...more].map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** True when a seq is missing between the first and the last event. */
export const hasHole = (events: readonly SessionEvent[]): boolean =>
  events.length > 0 && events.at(-1)!.seq - events[0]!.seq + 1 !== events.length;

/** Does the thread still begin where the page before `seq` ends? It may have been read again since that page was asked for. */
export const continues = (thread: ThreadView | undefined, seq: number): boolean =>
  thread !== undefined && !thread.stale && thread.events[0]?.seq === seq;

/** The page of a thread put together with what arrived while it was on its way. */
export function withThread(state: DashboardState, thread: ThreadView): DashboardState {
  const there = state.threads[thread.session.id];
  const known = there?.stale ? undefined : there;
  const newest = (known?.session.lastSeq ?? 0) > thread.session.lastSeq ? known!.session : thread.session;
  const events = known ? mergeEvents(known.events, thread.events) : thread.events;
  // Only the page with the earliest event knows whether there are earlier ones.
  const more = known?.events[0] && known.events[0].seq < (thread.events[0]?.seq ?? Infinity) ? known.more : thread.more;
  return withChanges(state, { threads: { ...state.threads, [newest.id]: { ...thread, session: newest, events, more } } });
}

/** Replaces a visitor in every place that shows them. */
export function withVisitor(state: DashboardState, id: string, change: (visitor: Visitor) => Visitor): DashboardState {
  const swap = (chat: Chat): Chat => (chat.visitor.id === id ? { ...chat, visitor: change(chat.visitor) } : chat);
  const threads = mapValues(state.threads, (thread) =>
    thread.chats.some((chat) => chat.visitor.id === id) ? { ...thread, chats: thread.chats.map(swap) } : thread,
  );
  return withChanges(state, { chats: withVisitorIn(state.chats, id, change), threads });
}

function withVisitorIn(chats: DashboardState['chats'], id: string, change: (visitor: Visitor) => Visitor): DashboardState['chats'] {
  // Most visitors who come and go are on no page.
  const own = Object.values(chats).filter(({ visitor }) => visitor.id === id);
  if (own.length === 0) return chats;
  return { ...chats, ...Object.fromEntries(own.map((chat) => [chat.id, { ...chat, visitor: change(chat.visitor) }])) };
}

/** `read` of either side; an operator who has seen everything leaves nothing unread. */
export function withRead(state: DashboardState, session: string, by: 'visitor' | 'operator', seq: number): DashboardState {
  const field = by === 'visitor' ? 'readByVisitor' : 'readByOperator';
  const swap = (chat: Chat): Chat => {
    if (chat.session.id !== session || chat.session[field] >= seq) return chat;
    const unread = by === 'operator' && seq >= (chat.last?.seq ?? 0) ? 0 : chat.unread;
    return { ...chat, unread, session: { ...chat.session, [field]: seq } };
  };
  const open = Object.values(state.chats).find((chat) => chat.session.id === session);
  const chats = open ? { ...state.chats, [open.id]: swap(open) } : state.chats;
  const thread = state.threads[session];
  if (!thread) return withChanges(state, { chats });
  const own = thread.session[field] >= seq ? thread.session : { ...thread.session, [field]: seq };
  return withChanges(state, {
    chats,
    threads: { ...state.threads, [session]: { ...thread, session: own, chats: thread.chats.map(swap) } },
  });
}

/** Someone types in a session, or stopped; `until` is when the signal is stale (E5). */
export function withTyping(state: DashboardState, session: string, who: EphemeralState['who'], until: number | null): DashboardState {
  if (until === null) return withChanges(state, { typing: withoutTypist(state.typing, session, who) });
  const there = state.typing[session] ?? [];
  const known = there.some((one) => one.who?.id === who?.id);
  // A person who goes on typing keeps their place in the line.
  const now = known ? there.map((one) => (one.who?.id === who?.id ? { who, until } : one)) : [...there, { who, until }];
  return withChanges(state, { typing: { ...state.typing, [session]: now } });
}

function withoutTypist(typing: DashboardState['typing'], session: string, who: EphemeralState['who']): DashboardState['typing'] {
  const there = typing[session];
  if (!there?.some((one) => one.who?.id === who?.id)) return typing;
  const rest = there.filter((one) => one.who?.id !== who?.id);
  return rest.length > 0 ? { ...typing, [session]: rest } : without(typing, session);
}

/** Presence of the team; the logged-in operator's own entry follows. */
export function withOperators(state: DashboardState, operators: readonly Operator[]): DashboardState {
  const self = operators.find((operator) => operator.id === state.operator?.id);
  return withChanges(state, { operators, operator: self ?? state.operator });
}

const mapValues = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** The record without a key; itself when the key is not there. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in record)) return record;
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** The outbox without the reply of a cid. */
export function withoutEntry(outbox: DashboardState['outbox'], cid: string): DashboardState['outbox'] {
  const chat = Object.keys(outbox).find((key) => outbox[key]!.some((entry) => entry.cid === cid));
  if (!chat) return outbox;
  return { ...outbox, [chat]: outbox[chat]!.filter((entry) => entry.cid !== cid) };
}
