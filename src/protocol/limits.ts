/** Figures both ends must agree on. Times are milliseconds, sizes are bytes unless the name says otherwise. */

/** Longest message, in UTF-16 code units. */
export const MESSAGE_MAX_CHARS = 5000;
/** Longest reason of a block, in UTF-16 code units after trimming. */
export const REASON_MAX_CHARS = 500;
export const RATING_COMMENT_MAX_CHARS = 1000;
export const NAME_MAX_CHARS = 100;
export const EMAIL_MAX_CHARS = 254;
/** Longest id of a person, as the site knows them. */
export const PERSON_MAX_CHARS = 255;
/** Longest signed token of `visitor.identify`. */
export const JWT_MAX_CHARS = 8192;
export const URL_MAX_CHARS = 2000;
export const TITLE_MAX_CHARS = 300;
/** Largest frame either side accepts. */
export const FRAME_MAX_BYTES = 64 * 1024;
/** Largest `hello`, and how long a fresh connection may wait before sending it (R1). */
export const HELLO_MAX_BYTES = 4 * 1024;
export const HELLO_TIMEOUT_MS = 5000;
/** Events sent inside `welcome` or `events`; the rest is fetched page by page (R3). */
export const EVENTS_PER_PAGE = 300;
/** Events a thread opens with, its newest; earlier ones are read on demand (L3). */
export const NEWEST_PER_PAGE = 100;
/** Unacknowledged messages a client may have under way (C5). */
export const OUTBOX_WINDOW = 8;
/** An ephemeral fact (typing) ends this long after the last signal (E5). */
export const EPHEMERAL_MS = 6000;
/**
 * Client ping while the page is visible or hidden, and how long the client waits for the answer (R4). Silence must be found
 * within 35 s on a visible page, so the two leave half a second for timers that fire late.
 */
export const PING_VISIBLE_MS = 25_000;
export const PING_HIDDEN_MS = 60_000;
export const PONG_TIMEOUT_MS = 9500;
/** Probe of a connection after waking up (R5): found within 3 s, with the same allowance for late timers. */
export const PROBE_TIMEOUT_MS = 2800;
/** Reconnect delay: rand(0, min(RECONNECT_MAX_MS, RECONNECT_BASE_MS · 2ⁿ)) (R6). */
export const RECONNECT_BASE_MS = 500;
export const RECONNECT_MAX_MS = 30_000;
/** How long a hidden visitor's connection is kept, so that an unblock reaches them at once; then the interval of the poll (B6). */
export const LIMBO_MS = 10 * 60_000;
export const GATE_POLL_MS = 60_000;
/** How long the result of a command is kept for replays (C1). */
export const COMMAND_RESULT_DAYS = 30;
/** Commands in one HTTP request (C7, C8) of FRAME_MAX_BYTES at most: a burst of messages, and as many again. */
export const COMMANDS_PER_REQUEST = 20;
/** How long a poll waits for news (C8): less than the 30 s after which many proxies give up. */
export const POLL_HOLD_MS = 25_000;
/** A session in which nobody wrote for this long, while the server ran, ends by itself. */
export const SESSION_IDLE_DAYS = 30;
/** Chats in one page of the inbox, and blocks in one of the block list (L1). */
export const LIST_PAGE = 50;
/** The longest page of a list that may be asked for. */
export const LIST_PAGE_MAX = 500;
/** The most chats that one command closes or reopens: each is an event, and all of them are one commit. */
export const CHATS_PER_COMMAND = 200;
/** An answered chat in which nobody has written for this long was left (L6). */
export const LEFT_AFTER_MS = 24 * 3_600_000;
