/** A rate limit: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface PrincipalLimits {
  /** Things that are stored: a visitor's commands and each new page they are on (F2); an operator's `message.reply`. */
  readonly messages: Rate;
  /** All frames but `ping`, messages included: far more than a person can cause. */
  readonly frames: Rate;
}

/** Limits for all visitors at one address together (F1): an IPv4 address, or the /64 of an IPv6 address. */
export interface AddressLimits {
  /** New visitors. A visitor is made by the first thing they do in the chat. */
  readonly newVisitors: Rate;
  /** Connections at the same time, and how fast they are opened. */
  readonly connections: number;
  readonly opening: Rate;
  /** The number of chats of the last 24 hours that no operator has joined. */
  readonly unanswered: number;
  /** Bytes that visitors send. */
  readonly bytes: Rate;
}

/** The number of visitors who may share an address without meeting a limit: in an office, a school, behind a mobile carrier's gateway. */
export const VISITORS_PER_ADDRESS = 50;

/**
 * Limits that `visitors` people behind one address never meet, even when all of them come at once: each of them makes one
 * visitor and one chat, has a few tabs that come back together after a restart, and pastes a long text now and then. A single
 * attacker gets no further than all of them together.
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
  /** A client that is refused this many times within the window is not backing off, so its connection is closed with 4429. */
  readonly refusals: { readonly count: number; readonly windowMs: number };
  readonly connectionsPerVisitor: number;
  readonly address: AddressLimits;
  /** How long the head and body of a request may take (F6). */
  readonly requestMs: number;
  /** Bytes that wait for a slow reader: above the first, ephemeral frames are dropped; above the second, it is closed with 4008. */
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
