/** So many at once, then so many a second. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface PrincipalLimits {
  /** `message.send`, `message.reply`. */
  readonly messages: Rate;
  /** Everything else but `ping`, messages included: far above what a person can cause. */
  readonly frames: Rate;
}

/** Bounds that keep one client from spoiling the service for the others (R11). Rates hold per person, not per connection. */
export interface Limits {
  readonly visitor: PrincipalLimits;
  readonly operator: PrincipalLimits;
  /** Who is refused this often within the window goes on regardless: the connection is closed with 4429. */
  readonly refusals: { readonly count: number; readonly windowMs: number };
  readonly connectionsPerVisitor: number;
  /** Bytes waiting for a slow reader above which ephemeral frames are dropped, and above which he is closed with 4008. */
  readonly slowDropBytes: number;
  readonly slowCloseBytes: number;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  visitor: { messages: { perSecond: 1, burst: 10 }, frames: { perSecond: 20, burst: 200 } },
  operator: { messages: { perSecond: 5, burst: 20 }, frames: { perSecond: 50, burst: 400 } },
  refusals: { count: 50, windowMs: 10_000 },
  connectionsPerVisitor: 5,
  slowDropBytes: 256 * 1024,
  slowCloseBytes: 1024 * 1024,
});
