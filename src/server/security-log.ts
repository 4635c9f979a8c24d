import type { Logger } from 'pino';

/** What somebody who watches for an attack looks for in the log. */
export type SecurityEvent =
  'login' | 'logout' | 'setup' | 'password_reset' | 'block' | 'unblock' | 'role' | 'origin' | 'proxy' | 'flood' | 'limit';

/** Never a password, a token, an address of e-mail that was only typed, or a message. */
export interface SecurityFacts {
  readonly outcome: 'ok' | 'failed' | 'refused';
  /** Id of the operator, or of the visitor. */
  readonly actor?: string | undefined;
  /** Network address it came from: `Address.key`. */
  readonly address?: string | undefined;
  /** Key of a site that exists. */
  readonly site?: string | undefined;
  /** One word or two why, from our own list. */
  readonly reason?: string | undefined;
  /** What it was about: an id, an origin that was refused. */
  readonly target?: string | undefined;
}

/** Lines alike within this time are written until there are enough to see; the rest is counted. */
const WINDOW_MS = 60_000;
const LINES = 10;
/** An attacker has many addresses: above this many in one window they are counted together. */
const KEYS_MAX = 5000;

interface Window {
  lines: number;
  omitted: number;
}

/**
 * Structured lines for events of security (F5): `{"security": "login", "outcome": "failed", …}`. A flood becomes ten lines and
 * one with a count, a minute, so that nobody fills the disk or hides among the lines.
 */
export class SecurityLog {
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #windows = new Map<string, Window>();

  constructor(log: Pick<Logger, 'info' | 'warn'>) {
    this.#log = log;
  }

  note(security: SecurityEvent, facts: SecurityFacts): void {
    const { outcome, address, site, reason } = facts;
    const window = this.#window({ security, outcome, site, reason, ...(this.#windows.size < KEYS_MAX ? { address } : {}) });
    if (window.lines++ < LINES) this.#write({ security, ...facts });
    else window.omitted++;
  }

  #window(alike: WrittenFacts): Window {
    const key = JSON.stringify(alike);
    const open = this.#windows.get(key);
    if (open) return open;
    const window = { lines: 0, omitted: 0 };
    this.#windows.set(key, window);
    setTimeout(() => {
      this.#windows.delete(key);
      if (window.omitted > 0) this.#write({ ...alike, omitted: window.omitted });
    }, WINDOW_MS).unref();
    return window;
  }

  #write(facts: WrittenFacts): void {
    const text = `${facts.security} ${facts.outcome}`;
    if (facts.outcome === 'ok') this.#log.info(facts, text);
    else this.#log.warn(facts, text);
  }
}

type WrittenFacts = SecurityFacts & { readonly security: SecurityEvent; readonly omitted?: number };
