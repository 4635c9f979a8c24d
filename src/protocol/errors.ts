/** The message of an error code for people, and whether sending the same command again can succeed (C3). */
export interface ErrorInfo {
  readonly retry: boolean;
  readonly message: string;
}

/**
 * Every error code that crosses the wire, once.
 * `retry: true` means that the same command with the same cid may be sent again later.
 */
export const ERRORS = {
  busy: { retry: true, message: 'The server is busy. Try again.' },
  storage_full: { retry: true, message: 'The server cannot store anything at the moment.' },
  rate_limited: { retry: true, message: 'Too many at once. Wait a moment.' },
  unavailable: { retry: true, message: 'The service is not available at the moment.' },
  block_held: { retry: true, message: 'Hidden already, but the server cannot store it yet. It goes on trying.' },
  draining: { retry: true, message: 'The server is restarting.' },
  internal: { retry: true, message: 'Something failed on the server. It has been logged.' },
  session_ended: { retry: false, message: 'This chat session has ended.' },
  blocked: { retry: false, message: 'Not available.' },
  too_large: { retry: false, message: 'Too large.' },
  invalid: { retry: false, message: 'The request does not match the protocol.' },
  forbidden: { retry: false, message: 'Not allowed.' },
  identity_invalid: { retry: false, message: 'This proof of identity is not valid.' },
  cid_conflict: { retry: false, message: 'This cid was used for another command.' },
  stale_close: { retry: false, message: 'The visitor wrote meanwhile. Read it before closing.' },
  stale_reply: { retry: false, message: 'The visitor wrote meanwhile. Read it before replying.' },
  chat_closed: { retry: false, message: 'This chat is closed.' },
  newer_chat: { retry: false, message: 'The visitor has a newer chat.' },
  not_found: { retry: false, message: 'Not found.' },
  unknown_command: { retry: false, message: 'There is no such command.' },
  reason_required: { retry: false, message: 'Give a reason so the team knows why.' },
  name_taken: { retry: false, message: 'Somebody in the team has this name. Add to it, so that the two can be told apart.' },
  confirm_address: { retry: false, message: 'This address is shared or private. Type it to confirm.' },
  unsupported_protocol: { retry: false, message: 'The widget and the server speak different protocol versions.' },
  origin_not_allowed: { retry: false, message: 'This page is not on the list of allowed origins of the site.' },
  unknown_site: { retry: false, message: 'There is no site with this key.' },
  unauthorized: { retry: false, message: 'Log in first.' },
  login_failed: { retry: false, message: 'Email or password is incorrect.' },
} as const satisfies Record<string, ErrorInfo>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * WebSocket close codes the server uses (R7). After 4401 and 4403 the client does not reconnect; after 4410 it comes back with
 * the token of its `ack`.
 */
export const CLOSE = {
  normal: 1000,
  pongTimeout: 4000,
  tokenUnknown: 4401,
  blocked: 4403,
  helloTimeout: 4408,
  replaced: 4409,
  identityChanged: 4410,
  tooLarge: 4413,
  rateLimited: 4429,
  invalid: 4400,
  /** The server stops or restarts; connect again. */
  draining: 1012,
  /** The hello failed for a temporary reason; connect again. */
  tryAgain: 1013,
  slowConsumer: 4008,
} as const;
