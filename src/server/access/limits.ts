/** So many at once, then so many a second. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface PrincipalLimits {
  /** What is stored: everything a visitor commands and each new page they are on (F2); of an operator `message.reply`. */
  readonly messages: Rate;
  /** Everything else but `ping`, messages included: far above what a person can cause. */
  readonly frames: Rate;
}

/** What everybody at one address may do together (F1): an IPv4 address, or the /64 of an IPv6 address. */
export interface AddressLimits {
  /** Visitors who are new, each with the first thing they do in the chat. */
  readonly newVisitors: Rate;
  /** Connections at the same time, and how fast they are opened. */
  readonly connections: number;
  readonly opening: Rate;
  /** Chats of the last 24 hours that no operator has joined. */
  readonly unanswered: number;
  /** Bytes that visitors send. */
  readonly bytes: Rate;
}

/** Visitors who may share an address without meeting a limit: an office, a school, the gateway of a mobile carrier. */
export const VISITORS_PER_ADDRESS = 50;

/**
 * So many visitors behind one address never meet these, even when all of them come at once: each makes one visitor and one
 * chat, has a few tabs that come back together after a restart, and pastes a long text now and then. A single attacker gets
 * no further than they would.
 */
export const addressLimits = (visitors: number): AddressLimits => ({
  newVisitors: { burst: visitors * 1.2, perSecond: visitors / 250 },
  connections: visitors * 6,
  opening: { burst: visitors * 6, perSecond: visitors / 5 },
  unanswered: Math.ceil(visitors * 1.5),
  bytes: { burst: visitors * 128 * 1024, perSecond: visitors * 2048 },
});

/** Bounds that keep one client from spoiling the service for the others (R11). Rates hold per person, not per connection. */
export interface Limits {
  readonly visitor: PrincipalLimits;
  readonly operator: PrincipalLimits;
  /** Who is refused this often within the window goes on regardless: the connection is closed with 4429. */
  readonly refusals: { readonly count: number; readonly windowMs: number };
  readonly connectionsPerVisitor: number;
  readonly address: AddressLimits;
  /** How long the head and body of a request may take (F6). */
  readonly requestMs: number;
  /** Bytes waiting for a slow reader above which ephemeral frames are dropped, and above which he is closed with 4008. */
  readonly slowDropBytes: number;
  readonly slowCloseBytes: number;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  visitor: { messages: { perSecond: 1, burst: 10 }, frames: { perSecond: 20, burst: 200 } },
  operator: { messages: { perSecond: 5, burst: 20 }, frames: { perSecond: 50, burst: 400 } },
  refusals: { count: 50, windowMs: 10_000 },
  connectionsPerVisitor: 5,
  address: addressLimits(VISITORS_PER_ADDRESS),
  requestMs: 20_000,
  slowDropBytes: 256 * 1024,
  slowCloseBytes: 1024 * 1024,
});
