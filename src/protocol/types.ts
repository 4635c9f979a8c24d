// Generated from schema/ by `npm run generate`. Do not edit.

/** The effect is durable (C2). */
export interface Ack {
  readonly type: 'ack';
  readonly cid: string;
  /** The command had been done before; this is its stored result. */
  readonly dup: boolean;
  readonly result: unknown;
}

/** Blocks an address typed in the block list (S7). */
export interface AddressBlock {
  readonly type: 'address.block';
  readonly cid: string;
  readonly address: string;
  readonly reason: string;
  readonly confirmAddress?: string;
}

/** `GET /v1/sites/:site/addresses?address=` */
export interface AddressCheck {
  readonly address: string | null;
  readonly special: boolean;
  readonly visitors: number;
  readonly refused?: FloodRefused;
}

export type Author = 'visitor' | 'operator' | 'system';

export type Availability = 'online' | 'away' | 'offline';

/** Can anyone answer now. */
export interface AvailabilityFrame {
  readonly type: 'availability';
  readonly value: Availability;
}

/** An active block (S12). */
export interface Block {
  readonly id: string;
  readonly visitor: { readonly id: string; readonly name: string | null; readonly number: string } | null;
  readonly address: string | null;
  /** Every blocked address, when there are several. */
  readonly addresses?: readonly string[];
  readonly reason: string;
  readonly operator: OperatorRef;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly createdAt: number;
  readonly chat: string | null;
}

/** One line of the append-only block history (B7, S13). */
export interface BlockEntry {
  readonly id: string;
  readonly kind: 'blocked' | 'lifted';
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
  readonly operator: OperatorRef;
  readonly reason: string | null;
  readonly address: string | null;
  readonly chat: string | null;
}

/** `GET /v1/sites/:site/blocks/:block/history` */
export interface BlockHistory {
  readonly block: Block | null;
  /** Newest first. */
  readonly entries: readonly BlockEntry[];
  /** Attempts the gate refused because of this block (B7). */
  readonly refused?: {
    readonly count: number;
    /** Milliseconds since 1970, the server's clock. Never used for order. */
    readonly lastAt: number;
  };
}

/** `GET /v1/sites/:site/blocks?search=&after=&limit=`: active blocks, newest first. */
export interface BlockList {
  readonly blocks: readonly Block[];
  /** All that match; only in the first page. */
  readonly total?: number;
  readonly next?: string | null;
}

/** A block was set or lifted: read the list again. */
export interface BlockListChanged {
  readonly type: 'block_list.changed';
}

/** Lifts a block; administrators only (S14). */
export interface BlockRemove {
  readonly type: 'block.remove';
  readonly cid: string;
  readonly block: string;
}

export interface BlockRemoveResult {
  /** Address blocks that keep this visitor hidden all the same. */
  readonly stillHiddenBy: readonly Block[];
}

/** One entry in the inbox with the state a list row needs. */
export interface Chat {
  readonly id: string;
  readonly session: Session;
  readonly visitor: Visitor;
  readonly status: ChatStatus;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly createdAt: number;
  readonly firstSeq: number;
  /** Who joined, in that order; the first is the assignee. */
  readonly operators: readonly OperatorRef[];
  /** Visitor's messages that nobody who has joined has seen (W3). */
  readonly unread: number;
  readonly last: LastMessage | null;
  readonly closedAt: number | null;
  readonly closedBy?: OperatorRef;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly lastAt?: number;
  /** Answered, and nobody has written for a day (L6). */
  readonly left?: boolean;
  /** The visitor's, once the session has ended. */
  readonly rating?: number;
}

/** The new state of a chat; a closed one leaves the inbox. */
export interface ChatChanged {
  readonly type: 'chat.changed';
  readonly chat: Chat;
  /** The chat has just been created: notify. */
  readonly fresh: boolean;
  readonly was?: ChatWas;
}

/** Closes the chat for every operator; the session is untouched (S1, S3). `seen` is the last seq on the screen: a newer visitor's message refuses with `stale_close`. */
export interface ChatClose {
  readonly type: 'chat.close';
  readonly cid: string;
  readonly chat: string;
  readonly seen: number;
}

/** Takes part in a chat; the first to join becomes the assignee. */
export interface ChatJoin {
  readonly type: 'chat.join';
  readonly cid: string;
  readonly chat: string;
}

/** Undoes a close, while no newer chat of the session exists; else `newer_chat`. */
export interface ChatReopen {
  readonly type: 'chat.reopen';
  readonly cid: string;
  readonly chat: string;
}

export type ChatStatus = 'new' | 'open' | 'closed';

/** What a chat counted as before a change: who holds a part of the inbox keeps true counts by it (L1). */
export interface ChatWas {
  readonly status: ChatStatus;
  readonly done: boolean;
  readonly unread: number;
  readonly operators: readonly string[];
}

/** Closes the chats that have ended or were left, 200 at a time. `seen` is the gseq of the screen: a chat in which something happened after it stays, as does one with a message nobody has read. */
export interface ChatsCloseEnded {
  readonly type: 'chats.close_ended';
  readonly cid: string;
  readonly seen: number;
}

export interface ChatsCloseEndedResult {
  readonly closed: readonly string[];
  /** They stay: something happened in them after `seen`, or there is a message nobody has read. */
  readonly kept: number;
  /** There are further ones: send another command. */
  readonly more: boolean;
}

/** Undoes a close of several; one that has a newer chat stays closed. */
export interface ChatsReopen {
  readonly type: 'chats.reopen';
  readonly cid: string;
  readonly chats: readonly string[];
}

export interface ChatsReopenResult {
  readonly reopened: readonly string[];
  /** Their visitors have a newer chat. */
  readonly refused: number;
}

/** Reached an operator's screen up to this seq. */
export interface DeliveredFrame {
  readonly type: 'delivered';
  readonly session: string;
  readonly seq: number;
}

export type EndedBy = 'visitor' | 'block' | 'idle' | 'merged';

/** A refused frame; `code` is one of ERRORS. */
export interface ErrorFrame {
  readonly type: 'error';
  readonly cid?: string;
  readonly code: string;
  readonly retry: boolean;
  readonly message: string;
  readonly field?: string;
  /** With `rate_limited`: the same command is taken after so many ms (R11). */
  readonly retryAfterMs?: number;
  /** With `stale_reply`: how many of the visitor's messages the sender has not seen. */
  readonly newer?: number;
}

/** Events of one session after a cursor, at most 300; `more` asks for the next page. A newest page is shorter; like a page before a seq it has the events before its first one still to come. */
export interface EventPage {
  readonly session: Session;
  readonly events: readonly SessionEvent[];
  readonly more: boolean;
  /** Who joined or answered last before these events, when they do not begin at 1. */
  readonly operator?: OperatorRef | null;
}

/** Answer to `sync`. */
export interface EventsFrame {
  readonly type: 'events';
  readonly page: EventPage;
}

/** Attempts from an address that were too many, of the last 24 hours (F1). */
export interface FloodRefused {
  readonly count: number;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly lastAt: number;
}

/** Whether the widget may be seen. The highest version wins (B6); the reason is never told (B4). */
export interface Gate {
  readonly show: boolean;
  readonly version: number;
}

/** Hide or show the widget (B5, B6). */
export interface GateFrame {
  readonly type: 'gate';
  readonly show: boolean;
  readonly version: number;
}

/** The server is stopping: finish, and connect again after so many ms (R10). */
export interface GoAway {
  readonly type: 'goaway';
  readonly reconnectInMs: number;
}

/** The visitor was identified in another tab: the token of this connection is worth nothing, close code 4401 follows. That tab puts the new one where the tabs share it. */
export interface IdentityFrame {
  readonly type: 'identity';
}

/** `GET /v1/sites/:site/inbox?tab=&filter=&search=&after=&limit=`: the chats that are not closed, those that need an answer first. */
export interface Inbox {
  readonly epoch: string;
  readonly gseq: number;
  /** One page, by need (L1). */
  readonly chats: readonly Chat[];
  readonly next?: string | null;
  readonly counts?: InboxCounts;
}

export interface InboxCount {
  readonly total: number;
  readonly unread: number;
  /** Ended or left. */
  readonly ended: number;
}

/** True counts of the whole inbox, as this operator sees it (L1). */
export interface InboxCounts {
  readonly unassigned: InboxCount;
  readonly mine: InboxCount;
  readonly all: InboxCount;
  readonly waiting: number;
}

export interface LastMessage {
  readonly author: Author;
  readonly text: string;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
  readonly seq: number;
  readonly operator: OperatorRef | null;
}

/** What the launcher says, also when nothing else of the widget can be loaded. */
export interface LauncherTexts {
  /** Canonical tag of the language the page asked for. */
  readonly lang: string;
  /** That language is written from right to left. */
  readonly rtl: boolean;
  readonly open: string;
  /** `{n}` is the number of unread messages. */
  readonly unread: string;
  readonly minimise: string;
  /** The first line is the title. */
  readonly failed: string;
  readonly retry: string;
  readonly retrying: string;
  readonly dismiss: string;
}

/** `POST /v1/login` */
export interface LoginRequest {
  readonly email: string;
  readonly password: string;
  readonly remember: boolean;
}

/** `GET /v1/login`, and the answer to `POST /v1/login`, `POST /v1/setup` and `POST /v1/reset`. */
export interface LoginState {
  readonly operator: Operator;
  readonly sites: readonly Site[];
}

/** Answers; joins the chat first when needed. `seen` is the last seq on the screen at the moment of sending: a newer visitor's message refuses with `stale_reply` and their number; without it nothing is compared. */
export interface MessageReply {
  readonly type: 'message.reply';
  readonly cid: string;
  readonly chat: string;
  /** Plain text as typed. */
  readonly text: string;
  readonly seen?: number;
}

/** Says something; starts the session, or a new chat, when there is none (S4, S6). */
export interface MessageSend {
  readonly type: 'message.send';
  readonly cid: string;
  /** null: the active session, or a new one. */
  readonly session: string | null;
  /** Plain text as typed. */
  readonly text: string;
}

export interface MessageSendResult {
  readonly session: string;
  readonly seq: number;
  readonly at: number;
}

/** One thing said. `cid` is the cid of the command that sent it. */
export interface MessageSent {
  readonly type: 'message.sent';
  readonly seq: number;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
  readonly author: Author;
  /** Plain text as typed. */
  readonly text: string;
  readonly cid: string | null;
  readonly operator: OperatorRef | null;
}

export interface NumberedSiteEvent {
  readonly gseq: number;
  readonly event: SiteEvent;
}

/** An operator as their team sees them. */
export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'operator' | 'admin';
  readonly presence: Presence;
}

/** An operator's requests. None of them ends a session except a block (S2). */
export type OperatorCommand =
  ChatJoin | ChatClose | ChatReopen | ChatsCloseEnded | ChatsReopen | MessageReply | VisitorBlock | AddressBlock | BlockRemove;

/** One answer a command, in their order; then the answers and refusals of signals. */
export interface OperatorCommandsAnswer {
  readonly results: readonly (Ack | ErrorFrame | SiteEventsFrame)[];
}

/** `POST /v1/operator/commands?site=`: commands without a WebSocket (C8). */
export interface OperatorCommandsRequest {
  readonly commands: readonly OperatorCommand[];
  readonly signals?: readonly (OperatorTypingSignal | OperatorReadSignal | PresenceSignal | SiteSync)[];
}

/** First frame of an operator's connection; the login cookie came with the upgrade. */
export interface OperatorHello {
  readonly type: 'hello';
  readonly protocol: number;
  /** Public key of a site, as in `data-site`. */
  readonly site: string;
  readonly tab: string;
  readonly epoch?: string;
  readonly cursor?: number;
}

/** An operator takes part from here on. */
export interface OperatorJoined {
  readonly type: 'operator.joined';
  readonly seq: number;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
  readonly operator: OperatorRef;
}

/** `POST /v1/operator/poll?site=` with a `hello` as body: `welcome` at once when it carries news or with `&begin`, else the next frames, or none after 25 s (C8). */
export interface OperatorPollAnswer {
  readonly frames: readonly OperatorServerFrame[];
}

/** The chat is on the screen, seen up to this seq. It means nothing from an operator who has not joined (W3). */
export interface OperatorReadSignal {
  readonly type: 'read';
  readonly chat: string;
  readonly seq: number;
}

/** An operator as visitors see them. */
export interface OperatorRef {
  readonly id: string;
  readonly name: string;
}

/** Everything the server sends to an operator's connection. */
export type OperatorServerFrame =
  | OperatorWelcome
  | Ack
  | ErrorFrame
  | SiteEventFrame
  | SiteEventsFrame
  | ReadFrame
  | VisitorTypingFrame
  | VisitorPresenceFrame
  | OperatorsFrame
  | Pong
  | GoAway;

/** Frames without cid and without ack. */
export type OperatorSignal = OperatorTypingSignal | OperatorReadSignal | PresenceSignal | Ping | SiteSync;

/** Ephemeral (E5). */
export interface OperatorTyping {
  readonly type: 'typing';
  readonly session: string;
  readonly operator: OperatorRef;
  readonly on: boolean;
}

/** The operator types, or stopped. */
export interface OperatorTypingSignal {
  readonly type: 'typing';
  readonly chat: string;
  readonly on: boolean;
}

/** Answer to an operator's `hello`. */
export interface OperatorWelcome {
  readonly type: 'welcome';
  readonly epoch: string;
  readonly operator: Operator;
  readonly operators: readonly Operator[];
  readonly gseq: number;
  /** No cursor, or one that cannot be continued: load the inbox by HTTP. */
  readonly reset: boolean;
  readonly events: readonly NumberedSiteEvent[];
  readonly pingMs: number;
  readonly stormMs: number;
}

/** Ephemeral: presence of the team. */
export interface OperatorsFrame {
  readonly type: 'operators';
  readonly operators: readonly Operator[];
}

/** A page of the host site. */
export interface PageRef {
  readonly url: string;
  readonly title: string;
}

/** `until` is null for the page the visitor is on. */
export interface PageView {
  readonly url: string;
  readonly title: string;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
  readonly until: number | null;
}

/** Answered by `pong` (R4). */
export interface Ping {
  readonly type: 'ping';
}

/** Answer to `ping`. */
export interface Pong {
  readonly type: 'pong';
}

export type Presence = 'online' | 'away' | 'offline';

/** The operator's own choice; it holds on every site and until the next one (W2). */
export interface PresenceSignal {
  readonly type: 'presence';
  readonly value: 'online' | 'away';
}

export interface PreviousChat {
  readonly id: string;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly createdAt: number;
  readonly preview: string;
}

/** Body of every HTTP error. */
export interface Problem {
  readonly error: { readonly code: string; readonly message: string; readonly field?: string };
}

/** The name or e-mail changed (other tabs). */
export interface ProfileFrame {
  readonly type: 'profile';
  readonly visitor: VisitorProfile;
}

/** Seen up to this seq. */
export interface ReadFrame {
  readonly type: 'read';
  readonly session: string;
  readonly by: 'visitor' | 'operator';
  readonly seq: number;
}

/** `POST /v1/reset/check`: does the one-time link for a new password still hold? */
export interface ResetLink {
  readonly token: string;
}

/** The answer: whose password it is. */
export interface ResetLinkState {
  readonly email: string;
}

/** `POST /v1/reset`: sets the password with the link's token, ends the operator's log-ins and logs in here. */
export interface ResetRequest {
  readonly token: string;
  readonly password: string;
}

/** A session without its events. `deliveredSeq`: reached an operator's screen; `readBy…`: seen up to this seq. */
export interface Session {
  readonly id: string;
  readonly status: SessionStatus;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly startedAt: number;
  readonly endedBy: EndedBy | null;
  readonly lastSeq: number;
  readonly deliveredSeq: number;
  readonly readByOperator: number;
  readonly readByVisitor: number;
}

/** A session got its next event. */
export interface SessionAppended {
  readonly type: 'session.appended';
  readonly session: string;
  readonly chat: string;
  readonly event: SessionEvent;
}

/** Ends the named session. Ending an ended one succeeds (S5). */
export interface SessionEnd {
  readonly type: 'session.end';
  readonly cid: string;
  readonly session: string;
}

/** The session is over; nothing but a rating follows. */
export interface SessionEnded {
  readonly type: 'session.ended';
  readonly seq: number;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
  readonly by: EndedBy;
}

/** A numbered fact of a session: gapless `seq` from 1 (E1). */
export type SessionEvent = MessageSent | SessionStarted | SessionEnded | SessionRated | OperatorJoined;

/** The next event of a session. */
export interface SessionEventFrame {
  readonly type: 'event';
  readonly session: string;
  readonly event: SessionEvent;
}

/** Rates an ended session (S6). */
export interface SessionRate {
  readonly type: 'session.rate';
  readonly cid: string;
  readonly session: string;
  readonly score: number;
  readonly comment: string | null;
}

/** The visitor rated the ended session, 1 (awful) to 5 (great). A later one replaces it. */
export interface SessionRated {
  readonly type: 'session.rated';
  readonly seq: number;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
  readonly score: number;
  readonly comment: string | null;
}

/** Always seq 1. */
export interface SessionStarted {
  readonly type: 'session.started';
  readonly seq: number;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly at: number;
}

export type SessionStatus = 'active' | 'ended';

/** Asks for the events after a seq; answered by `events` (E3). */
export interface SessionSync {
  readonly type: 'sync';
  readonly session: string;
  readonly after: number;
}

/** Something was refused because of a setting (M1). */
export interface SettingNotice {
  readonly kind: 'origin' | 'public_url' | 'proxy';
  /** The origin that was refused, or the address of the proxy. */
  readonly value: string;
  /** The command to run, or the environment variable to set. */
  readonly fix: string;
  readonly count: number;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly lastAt: number;
}

/** `GET /v1/sites/:site/notices`, for administrators. */
export interface SettingNotices {
  /** Of the last 24 hours, newest first. */
  readonly notices: readonly SettingNotice[];
}

/** `POST /v1/setup`: makes the first administrator with the one-time link's token. */
export interface SetupRequest {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface Site {
  readonly id: string;
  /** Public key of a site, as in `data-site`. */
  readonly key: string;
  readonly name: string;
}

/** A numbered fact of a site, gapless `gseq` (E4). */
export type SiteEvent = ChatChanged | SessionAppended | VisitorChanged | BlockListChanged;

/** The next event of the site. */
export interface SiteEventFrame {
  readonly type: 'event';
  readonly gseq: number;
  readonly event: SiteEvent;
}

/** Answer to `sync`. */
export interface SiteEventsFrame {
  readonly type: 'events';
  readonly events: readonly NumberedSiteEvent[];
  readonly reset: boolean;
}

/** Asks for the site's events after a gseq. */
export interface SiteSync {
  readonly type: 'sync';
  readonly after: number;
}

/** `GET /v1/sites/:site/chats/:chat?before=`: the chat with the events of its session. */
export interface Thread {
  readonly chat: Chat;
  /** All chats of the session, oldest first. */
  readonly chats: readonly Chat[];
  readonly events: readonly SessionEvent[];
  /** There are earlier events: ask with `before`. */
  readonly more: boolean;
}

/** A visitor as operators see them. */
export interface Visitor {
  readonly id: string;
  readonly name: string | null;
  /** Four digits shown with "Visitor" while there is no name. */
  readonly number: string;
  readonly email: string | null;
  /** The site has signed name and e-mail; else the visitor said so himself. */
  readonly verified: boolean;
  readonly online: boolean;
  /** This visitor is blocked by name; an address block alone does not count. */
  readonly blocked: boolean;
  readonly page: PageRef | null;
}

/** Blocks a visitor, and their address on request; ends their session (S7–S9). */
export interface VisitorBlock {
  readonly type: 'visitor.block';
  readonly cid: string;
  readonly visitor: string;
  readonly chat: string | null;
  /** 1–500 visible characters. */
  readonly reason: string;
  readonly blockAddress: boolean;
  readonly confirmAddress?: string;
}

/** Name, e-mail, page or block state changed. */
export interface VisitorChanged {
  readonly type: 'visitor.changed';
  readonly visitor: Visitor;
}

/** A visitor's requests; each is answered by `ack` or `error` with its cid. */
export type VisitorCommand = MessageSend | SessionEnd | SessionRate | VisitorUpdate | VisitorLogout | VisitorIdentify;

/** One answer a command, in their order; then the answers and refusals of signals. */
export interface VisitorCommandsAnswer {
  readonly results: readonly (Ack | ErrorFrame | EventsFrame)[];
}

/** `POST /v1/visitor/commands?site=`: commands without a WebSocket (C7, C8). As text/plain no preflight is needed. */
export interface VisitorCommandsRequest {
  readonly token: string;
  readonly commands: readonly VisitorCommand[];
  readonly signals?: readonly (VisitorTyping | VisitorRead | SessionSync)[];
}

/** `GET /v1/visitor/config?site=&lang=`, `lang` being the languages the page wants, best first, separated by commas; the token, if any, as `Authorization: Bearer`. */
export interface VisitorConfig {
  readonly gate: Gate;
  readonly launcher?: LauncherTexts;
  readonly site: { readonly name: string; readonly title: string | null; readonly body: string | null; readonly topics: readonly string[] };
  /** Operators who are online, three at most. */
  readonly team: readonly OperatorRef[];
  readonly availability: Availability;
  /** The token's visitor has an active session. */
  readonly active: boolean;
}

/** `GET /v1/sites/:site/visitors/:visitor` */
export interface VisitorDetails {
  readonly visitor: Visitor;
  readonly browser: string | null;
  readonly system: string | null;
  readonly address: string | null;
  /** Loopback, private, link-local or proxy range: typing it is needed to block it (B3). */
  readonly addressIsSpecial: boolean;
  /** Where else they were in the last 24 hours: blocked together with the address (F4). */
  readonly furtherAddresses?: readonly string[];
  /** Other visitors who used one of these addresses in the last 30 days (B3). */
  readonly sharedWith: number;
  readonly refused?: FloodRefused;
  /** Milliseconds since 1970, the server's clock. Never used for order. */
  readonly firstSeenAt: number;
  /** Newest first. */
  readonly pages: readonly PageView[];
  /** Chats of earlier sessions, newest first. */
  readonly previousChats: readonly PreviousChat[];
}

/** First frame (R1). Without a token a visitor is made and `welcome.newToken` carries their token. */
export interface VisitorHello {
  readonly type: 'hello';
  readonly protocol: number;
  /** Public key of a site, as in `data-site`. */
  readonly site: string;
  readonly token?: string;
  readonly tab: string;
  /** Only wait for the gate: no visitor is made, nothing is stored (B6). */
  readonly watch?: boolean;
  readonly epoch?: string;
  readonly cursor?: { readonly session: string; readonly seq: number };
  /** Without a cursor a session begins with its newest page; what is before is read by HTTP (R3). */
  readonly newest?: boolean;
  readonly page?: PageRef;
}

/** What every visitor route answers to a blocked visitor, whatever the block (B4). */
export interface VisitorHidden {
  readonly gate: Gate;
}

/** Joins the visitor to a person the site vouches for, on every device. The result is a VisitorIdentifyResult. */
export interface VisitorIdentify {
  readonly type: 'visitor.identify';
  readonly cid: string;
  /** Signed by the site: HS256 or ES256, `aud` the site key, `sub` the person, `exp` at most 24 h ahead. */
  readonly jwt?: string;
  /** Instead of `jwt`, together with `hash`. */
  readonly userId?: string;
  /** HMAC-SHA256 of `userId` with the site's identity key, hexadecimal. */
  readonly hash?: string;
}

/** Result of `visitor.identify`. `same`: the visitor was this person already. `became`: the person is new, and the visitor is that person. `switched`: the person is known. `moved`: the person is known, and the active session went along. `merged`: the person is known and has a session, so the session of this visitor ended. */
export interface VisitorIdentifyResult {
  readonly outcome: 'same' | 'became' | 'switched' | 'moved' | 'merged';
  /** Takes the place of the token, which is worth nothing any more. Missing with `same` and in a replay. */
  readonly newToken?: string;
}

/** Revokes the token of this browser, in every tab; the next hello makes a new visitor. */
export interface VisitorLogout {
  readonly type: 'visitor.logout';
  readonly cid: string;
}

/** The visitor moved to another page. */
export interface VisitorPage {
  readonly type: 'page';
  readonly page: PageRef;
}

/** `POST /v1/visitor/poll?site=` with a `hello` as body: `welcome` at once when it carries news or with `&begin`, else the next frames, or none after 25 s (C8). */
export interface VisitorPollAnswer {
  readonly frames: readonly VisitorServerFrame[];
}

/** Ephemeral: a visitor came, went or moved. */
export interface VisitorPresenceFrame {
  readonly type: 'visitor';
  readonly visitor: string;
  readonly online: boolean;
  readonly page: PageRef | null;
}

/** How the visitor is called, and an address to reach them. */
export interface VisitorProfile {
  readonly name: string | null;
  readonly email: string | null;
  /** The site has signed name and e-mail; else the visitor said so himself. */
  readonly verified: boolean;
}

/** Seen up to this seq. */
export interface VisitorRead {
  readonly type: 'read';
  readonly session: string;
  readonly seq: number;
}

/** Everything the server sends to a visitor's connection. */
export type VisitorServerFrame =
  | VisitorWelcome
  | Ack
  | ErrorFrame
  | SessionEventFrame
  | EventsFrame
  | ReadFrame
  | DeliveredFrame
  | OperatorTyping
  | AvailabilityFrame
  | GateFrame
  | Pong
  | ProfileFrame
  | IdentityFrame
  | GoAway;

/** Frames without cid and without ack: they may be lost, and the last one wins. */
export type VisitorSignal = VisitorTyping | VisitorRead | VisitorPage | Ping | SessionSync;

/** The visitor types, or stopped. */
export interface VisitorTyping {
  readonly type: 'typing';
  readonly on: boolean;
}

/** `who` is null when the visitor types, else another operator. */
export interface VisitorTypingFrame {
  readonly type: 'typing';
  readonly session: string;
  readonly who: OperatorRef | null;
  readonly on: boolean;
}

/** Changes the name or e-mail; a missing member stays. Verified ones cannot be changed (`forbidden`). */
export interface VisitorUpdate {
  readonly type: 'visitor.update';
  readonly cid: string;
  readonly name?: string | null;
  readonly email?: string | null;
}

/** Answer to `hello`. A hidden visitor gets `gate {show: false}` instead. */
export interface VisitorWelcome {
  readonly type: 'welcome';
  readonly epoch: string;
  readonly gate: Gate;
  readonly newToken?: string;
  readonly visitor: VisitorProfile;
  /** The cursor cannot be continued: forget the thread, keep the outbox (R2). */
  readonly reset: boolean;
  /** The session of the cursor when it is another one than the active session, then the active session. */
  readonly sessions: readonly EventPage[];
  readonly availability: Availability;
  readonly pingMs: number;
  /** Window in ms for the first reconnect after an unclean close (R6). */
  readonly stormMs: number;
}
