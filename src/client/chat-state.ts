import type {
  Availability,
  EndedBy,
  Gate,
  OperatorRef,
  SessionEvent,
  SessionStatus,
  VisitorProfile,
  ErrorCode,
} from '../protocol/index.ts';

/**
 * The state of the one connection of this tab. Times are milliseconds since 1970 on this machine's clock; `until` is Infinity
 * when the next try waits for somebody to look at the tab. `polling`: no WebSocket gets through, news comes by a long poll.
 * `refusal`: the server refused for good, and why; nothing is tried again by itself.
 */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number; readonly since: number }
  | { readonly status: 'open'; readonly polling?: boolean }
  | { readonly status: 'waiting'; readonly attempt: number; readonly until: number; readonly since: number }
  | { readonly status: 'closed'; readonly code: number; readonly refusal?: string };

/** One session with its events in `seq` order: its end, without a gap. `loadEarlier()` brings what is before. */
export interface SessionView {
  readonly id: string;
  readonly status: SessionStatus;
  readonly startedAt: number;
  readonly endedBy: EndedBy | null;
  readonly events: readonly SessionEvent[];
  /** Who joined or answered last before the first event here. */
  readonly operator?: OperatorRef | null;
  /** seq of the last event applied; equals `events.at(-1).seq`. */
  readonly lastSeq: number;
  /** An operator's screen has it up to this seq. */
  readonly deliveredSeq: number;
  /** An operator has seen it up to this seq. */
  readonly readByOperator: number;
  readonly readByVisitor: number;
}

/** A message that is not acknowledged yet. It leaves the list when its event arrives or the visitor discards it. */
export interface OutboxEntry {
  readonly cid: string;
  /** null: for the active session or a new one. */
  readonly session: string | null;
  readonly text: string;
  readonly createdAt: number;
  /** `queued`: waits for a connection · `sending`: on the wire · `failed`: refused for good, Retry sends it anew. */
  readonly status: 'queued' | 'sending' | 'failed';
  readonly error: ErrorCode | null;
}

/** Everything a screen needs, frozen; replaced as a whole on each change. */
export interface ChatState {
  readonly connection: ConnectionState;
  /** `navigator.onLine`. */
  readonly online: boolean;
  /** null until the server has spoken. */
  readonly gate: Gate | null;
  /** `none`: nobody yet · `known`: cookie or replica · `memory`: nothing can be stored, the chat lasts until the page is left. */
  readonly identity: 'none' | 'known' | 'memory';
  readonly visitor: VisitorProfile;
  readonly availability: Availability;
  /** The newest session: active, or ended and still readable. null before the first message. */
  readonly session: SessionView | null;
  /** Sessions that ended while this page was open, oldest first. */
  readonly earlier: readonly SessionView[];
  readonly outbox: readonly OutboxEntry[];
  /** Operators who type at the moment. */
  readonly typing: readonly OperatorRef[];
  /** Messages of operators the visitor has not seen. */
  readonly unreadCount: number;
  /** Text for the composer: a draft, or what came back from a refused message. */
  readonly draft: string;
  /** Why the server does not take messages at the moment, e.g. `storage_full`; they wait. null when it does. */
  readonly putOff?: ErrorCode | null;
}
