import type {
  Chat,
  ErrorCode,
  InboxCounts,
  InboxPosition,
  Operator,
  OperatorCommand,
  OperatorRef,
  Session,
  SessionEvent,
} from '../../protocol/index.ts';
import type { WithoutCid } from '../../link/commands.ts';
import type { ConnectionState } from '../../link/connection.ts';

export type {
  Block,
  BlockEntry,
  BlockHistory,
  BlockList,
  Chat,
  ChatChanged,
  NumberedSiteEvent,
  Operator,
  OperatorRef,
  Session,
  SessionEvent,
  SiteEvent,
  Visitor,
  VisitorDetails,
} from '../../protocol/index.ts';
export type { ConnectionState } from '../../link/connection.ts';

/** A command as screens give it; the client names it. */
export type Command = WithoutCid<OperatorCommand>;

export interface CommandOptions {
  /** Default: a new one. */
  readonly cid?: string | undefined;
  /** The server cannot take the command yet and says why; it goes again by itself. */
  readonly onWait?: ((code: ErrorCode) => void) | undefined;
}

/** Why a reply came back into its box. */
export interface Refusal {
  readonly code: ErrorCode;
  /** With `stale_reply`: how many of the visitor's messages were not on the screen. */
  readonly newer?: number;
  /** What has come back so far, in sending order; it begins the draft. */
  readonly text: string;
}

/** A reply that is not acknowledged yet. */
export interface OutboxEntry {
  readonly cid: string;
  readonly session: string | null;
  readonly text: string;
  /** The last seq on the screen when it was written; it stays when the reply has to wait or goes again. */
  readonly seen: number;
  readonly createdAt: number;
  readonly status: 'queued' | 'sending' | 'failed';
  readonly error: ErrorCode | null;
}

/** A session as it is on the screen. */
export interface ThreadView {
  readonly session: Session;
  /** All chats of the session, oldest first. */
  readonly chats: readonly Chat[];
  /** In `seq` order, without holes. */
  readonly events: readonly SessionEvent[];
  /** To be read again: events may be missing after the last one. */
  readonly stale?: boolean;
  /** There are earlier events on the server. */
  readonly more: boolean;
}

/** Someone types; `who` is null for the visitor. */
export interface EphemeralState {
  readonly who: OperatorRef | null;
  /** Stale from then on, milliseconds on this machine's clock. */
  readonly until: number;
}

/** How far a list of the inbox has been read. */
export interface InboxList {
  /** Everything up to here is among the chats; null: everything is. */
  readonly end: InboxPosition | null;
  /** Cursor of the next page; null: there is none. */
  readonly next: string | null;
  readonly loading: boolean;
  /** Why the last page did not come. */
  readonly error: ErrorCode | null;
}

/** Everything the dashboard shows of a site, frozen; replaced as a whole on each change. */
export interface DashboardState {
  readonly connection: ConnectionState;
  /** The logged-in operator; null until the server has answered. */
  readonly operator: Operator | null;
  readonly operators: readonly Operator[];
  readonly epoch: string | null;
  /** Number of the last event applied. */
  readonly gseq: number;
  /** The inbox has been read at least once. */
  readonly loaded: boolean;
  /** Why reading the inbox failed. */
  readonly loadError: ErrorCode | null;
  /** Chats that are not closed, by id: the pages that were read, and every chat that changed since. */
  readonly chats: Readonly<Record<string, Chat>>;
  /** The lists of the inbox that have been asked for, by `listKey`. */
  readonly lists: Readonly<Record<string, InboxList>>;
  /** Of the whole inbox, on pages or not. */
  readonly counts: InboxCounts;
  /** Sessions that have been opened, by id. */
  readonly threads: Readonly<Record<string, ThreadView>>;
  /** The people who are typing, by session. */
  readonly typing: Readonly<Record<string, readonly EphemeralState[]>>;
  /** Replies that are not acknowledged yet, by chat, in sending order. */
  readonly outbox: Readonly<Record<string, readonly OutboxEntry[]>>;
  /** Text in the reply box, by chat. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Why the last reply of a chat came back into its box. */
  readonly refused: Readonly<Record<string, Refusal>>;
  /** Grows when the block list changes. */
  readonly blockListVersion: number;
}
