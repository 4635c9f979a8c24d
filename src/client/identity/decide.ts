import { isToken } from './cookie.ts';

/** A copy of the identity beside the cookie. */
export interface Replica {
  readonly token: string;
  /** The token this one replaced. The cookie may still hold it, because one of the two is always written first. */
  readonly previous?: string | null;
  /** Names the visitor across all their tokens: the fingerprint of the first one. */
  readonly owner?: string;
  /** When the cookie was written, milliseconds since 1970. */
  readonly writtenAt: number;
  /** When the cookie is expected to expire. 0: there has never been a cookie, and the replica is the anchor. */
  readonly expiresAt: number;
}

export interface IdentityInput {
  /** The cookie's value that looks like a token, and whether it had other values. */
  readonly cookie: string | null;
  readonly malformed: boolean;
  readonly cookieWritable: boolean;
  readonly replica: Replica | null;
  readonly storeUsable: boolean;
  /** The server does not know the token. */
  readonly unknown?: boolean;
  readonly now: number;
}

export interface Decision {
  readonly row: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8';
  /** The visitor's token. null: a new visitor at the next interaction. */
  readonly token: string | null;
  /** The store that carries the identity from here on. */
  readonly anchor: 'cookie' | 'store' | 'memory';
  /** The stores must be emptied first. */
  readonly wipe: boolean;
  /** Before that, the outbox's texts must go back to the composer as a draft. */
  readonly drafts: boolean;
}

/** Checks a replica read from the database, which may be damaged. */
export function replicaOf(stored: unknown): Replica | null {
  const { token, writtenAt, expiresAt } = (stored ?? {}) as Partial<Replica>;
  return token && isToken(token) && typeof writtenAt === 'number' && typeof expiresAt === 'number' ? (stored as Replica) : null;
}

/** Clocks and browsers are not exact to the minute. */
const MARGIN_MS = 3_600_000;

/**
 * The table I1–I8. The cookie is the anchor: a replica may bring back an identity whose cookie expired, never one whose
 * cookie was removed.
 */
export function decide(input: IdentityInput): Decision {
  const { cookie, replica, now } = input;
  const result = (row: Decision['row'], token: string | null, extra?: Partial<Decision>): Decision => ({
    row,
    token,
    anchor: 'cookie',
    wipe: false,
    drafts: false,
    ...extra,
  });
  if (input.unknown || (input.malformed && cookie === null)) return result('I8', null, { wipe: true, drafts: true });
  if (cookie !== null) {
    if (replica?.previous === cookie) return result('I1', replica.token);
    const other = replica !== null && replica.token !== cookie;
    return other ? result('I2', cookie, { wipe: true, drafts: true }) : result('I1', cookie);
  }
  if (!input.cookieWritable) {
    return input.storeUsable ? result('I6', replica?.token ?? null, { anchor: 'store' }) : result('I7', null, { anchor: 'memory' });
  }
  if (replica === null) return result('I5', null);
  return now < replica.expiresAt - MARGIN_MS ? result('I3', null, { wipe: true }) : result('I4', replica.token);
}
