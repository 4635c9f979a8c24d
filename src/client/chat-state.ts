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
import type { ConnectionState } from '../link/connection.ts';

/** One session with its newest events in `seq` order, without a gap. `loadEarlier()` loads the ones before them. */
export interface SessionView {
  readonly id: string;
  readonly status: SessionStatus;
  readonly startedAt: number;
  readonly endedBy: EndedBy | null;
  readonly events: readonly SessionEvent[];
  /** The operator who joined or answered last before the first event here. */
  readonly operator?: OperatorRef | null;
  /** seq of the last event applied; equals `events.at(-1).seq`. */
  readonly lastSeq: number;
  /** An operator's screen has received events up to this seq. */
  readonly deliveredSeq: number;
  /** An operator has seen events up to this seq. */
  readonly readByOperator: number;
  readonly readByVisitor: number;
}

/**
 * A message that the server has not acknowledged yet. It leaves the list when its event arrives or the visitor discards it.
 */
export interface OutboxEntry {
  readonly cid: string;
  /** null: the message belongs to the active session or starts a new one. */
  readonly session: string | null;
  readonly text: string;
  readonly createdAt: number;
  /**
   * `queued`: waits for a connection · `sending`: is on the wire · `failed`: the server refused it for good, Retry sends it
   * again.
   */
  readonly status: 'queued' | 'sending' | 'failed';
  readonly error: ErrorCode | null;
}

/** Everything a screen needs, frozen. Each change replaces the whole object. */
export interface ChatState {
  readonly connection: ConnectionState;
  /** `navigator.onLine`. */
  readonly online: boolean;
  /** null until the server has answered. */
  readonly gate: Gate | null;
  /**
   * `none`: no visitor yet · `known`: from cookie or replica · `memory`: the browser stores nothing, so the chat lasts until
   * the visitor leaves the page.
   */
  readonly identity: 'none' | 'known' | 'memory';
  readonly visitor: VisitorProfile;
  readonly availability: Availability;
  /** The newest session: active, or ended and still readable. null before the first message. */
  readonly session: SessionView | null;
  /** Sessions that ended while this page was open, oldest first. */
  readonly earlier: readonly SessionView[];
  readonly outbox: readonly OutboxEntry[];
  /** Operators who are typing now. */
  readonly typing: readonly OperatorRef[];
  /** Number of operators' messages that the visitor has not seen. */
  readonly unreadCount: number;
  /** Text for the composer: a draft, or the text of a refused message. */
  readonly draft: string;
  /** Why the server takes no messages at the moment, e.g. `storage_full`; they wait. null when it takes them. */
  readonly putOff?: ErrorCode | null;
}
