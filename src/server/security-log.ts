import type { Logger } from 'pino';

/** The events that reveal an attack in the log. */
export type SecurityEvent =
  'login' | 'logout' | 'setup' | 'password_reset' | 'block' | 'unblock' | 'role' | 'origin' | 'proxy' | 'flood' | 'limit';

/** Facts of a log line: never a password, a token, a message, or an e-mail address that was only typed. */
export interface SecurityFacts {
  readonly outcome: 'ok' | 'failed' | 'refused';
  /** Id of the operator or of the visitor. */
  readonly actor?: string | undefined;
  /** The network address the request came from: `Address.key`. */
  readonly address?: string | undefined;
  /** Key of a site that exists. */
  readonly site?: string | undefined;
  /** The reason, in one or two words from our own list. */
  readonly reason?: string | undefined;
  /** The object of the event: an id, or an origin that was refused. */
  readonly target?: string | undefined;
}

/** Of equal lines within this time the first few are written; the rest are only counted. */
const WINDOW_MS = 60_000;
const LINES = 10;
/** An attacker may have many addresses: above this many windows, further lines of all addresses are counted together. */
const KEYS_MAX = 5000;

interface Window {
  lines: number;
  omitted: number;
}

/**
 * Structured lines for security events (F5): `{"security": "login", "outcome": "failed", …}`. A flood becomes ten lines and one
 * with a count per minute, so that nobody fills the disk or hides among the lines.
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
