import { isSpecialAddress, type Address } from './addresses.ts';
import { CommandError } from '../command-error.ts';
import type { Rate } from './limits.ts';
import type { Ports } from '../ports.ts';

/** How long operators are shown the refusals of an address. */
const SHOWN_MS = 24 * 3_600_000;
/** Addresses whose refusals are counted; beyond that the oldest are forgotten. */
const KEYS_MAX = 10_000;
/** A loopback, private or carrier address hides everybody behind a proxy or gateway that does not pass their addresses on. */
const HIDDEN_FACTOR = 20;

type LimiterPorts = Pick<Ports, 'limits' | 'rates' | 'security' | 'clock' | 'config'>;

/** Limits all visitors at one address together (F1), and counts refusals there. All unknown addresses count as one. */
export class AddressLimiter {
  readonly #ports: LimiterPorts;
  readonly #connections = new Map<string, number>();
  readonly #refused = new Map<string, { count: number; lastAt: number }>();

  constructor(ports: LimiterPorts) {
    this.#ports = ports;
  }

  /** Called before a visitor is made. Throws `rate_limited`. */
  newcomer(address: Address | null): void {
    this.#take('new visitors', address, this.#ports.limits.address.newVisitors);
  }

  /** Counts bytes that a visitor sent. Throws `rate_limited`. */
  bytes(address: Address | null, count: number): void {
    this.#take('bytes', address, this.#ports.limits.address.bytes, count);
  }

  /** Called when a connection begins; call the returned function when it ends. Throws `rate_limited`. */
  connect(address: Address | null): () => void {
    const { connections, opening } = this.#ports.limits.address;
    const key = keyOf(address);
    const open = this.#connections.get(key) ?? 0;
    if (open >= connections * this.#factor(address)) throw this.#refuse('connections', address, 10_000);
    this.#take('opening', address, opening);
    this.#connections.set(key, open + 1);
    return () => {
      const left = (this.#connections.get(key) ?? 1) - 1;
      if (left > 0) this.#connections.set(key, left);
      else this.#connections.delete(key);
    };
  }

  /** Called before a chat begins; `unanswered` chats of this address already wait for an operator. Throws `rate_limited`. */
  chat(address: Address | null, unanswered: number): void {
    const max = this.#ports.limits.address.unanswered * this.#factor(address);
    if (unanswered >= max) throw this.#refuse('chats', address, 60_000);
  }

  /** Recent refusals at the addresses; null when there are none. */
  refusedAt(keys: readonly string[]): { count: number; lastAt: number } | null {
    const now = this.#ports.clock.now();
    const found = keys.flatMap((key) => this.#refused.get(key) ?? []).filter(({ lastAt }) => now - lastAt <= SHOWN_MS);
    if (found.length === 0) return null;
    return { count: found.reduce((sum, { count }) => sum + count, 0), lastAt: Math.max(...found.map(({ lastAt }) => lastAt)) };
  }

  #factor(address: Address | null): number {
    return address && isSpecialAddress(address, this.#ports.config.trustedProxies) ? HIDDEN_FACTOR : 1;
  }

  #take(what: string, address: Address | null, { perSecond, burst }: Rate, amount = 1): void {
    const factor = this.#factor(address);
    const rate = { perSecond: perSecond * factor, burst: burst * factor };
    const wait = this.#ports.rates.take(`a:${keyOf(address)} ${what}`, rate, amount);
    if (wait > 0) throw this.#refuse(what, address, wait);
  }

  #refuse(what: string, address: Address | null, retryAfterMs: number): CommandError {
    const key = keyOf(address);
    const now = this.#ports.clock.now();
    const known = this.#refused.get(key);
    // The newest entry goes last, so the first one is the oldest.
    this.#refused.delete(key);
    if (this.#refused.size >= KEYS_MAX) for (const oldest of this.#refused.keys()) if (this.#refused.delete(oldest)) break;
    this.#refused.set(key, { count: (known && now - known.lastAt <= SHOWN_MS ? known.count : 0) + 1, lastAt: now });
    this.#ports.security.note('flood', { outcome: 'refused', address: key, reason: what });
    return new CommandError('rate_limited', { retryAfterMs, message: 'Too much from this address at once. Wait a moment.' });
  }
}

const keyOf = (address: Address | null) => address?.key ?? 'unknown';
