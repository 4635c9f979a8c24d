import type { Logger } from 'pino';

/** A setting that is missing or wrong, noticed because a request was refused over it (M1). */
export interface SettingNotice {
  /** `origin`: a page that is not on the site's list; `public_url`: the dashboard under another address; `proxy`: an untrusted proxy. */
  readonly kind: 'origin' | 'public_url' | 'proxy';
  /** The site the notice is about; null: the server. */
  readonly siteId: string | null;
  /** The origin, or the address of the proxy. */
  readonly value: string;
  /** The command to run, or the environment variable to set. */
  readonly fix: string;
  readonly count: number;
  readonly lastAt: number;
}

/** How long a notice is shown after the last refusal. */
const SHOWN_MS = 24 * 3_600_000;
/** The most notices of a site, or of the server: anybody may send any `Origin`. */
const NOTICES_MAX = 50;

/** Refusals caused by a setting, kept in memory. Each setting is logged once, and administrators see it in the dashboard. */
export class SettingNotices {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #now: () => number;
  readonly #notices = new Map<string, SettingNotice>();

  constructor(log: Pick<Logger, 'warn'>, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  note(about: Pick<SettingNotice, 'kind' | 'siteId' | 'value' | 'fix'>, message: string): void {
    const key = `${about.kind} ${about.siteId ?? ''} ${about.value}`;
    const known = this.#notices.get(key);
    const now = this.#now();
    if (!known) {
      for (const [old, notice] of this.#notices) if (now - notice.lastAt > SHOWN_MS) this.#notices.delete(old);
      const { length } = [...this.#notices.values()].filter((notice) => notice.siteId === about.siteId);
      if (length >= NOTICES_MAX) return;
      this.#log.warn({ setting: about.kind, value: about.value, fix: about.fix }, message);
    }
    this.#notices.set(key, { ...about, count: (known?.count ?? 0) + 1, lastAt: now });
  }

  /** Notices of the site and of the server, the newest first. */
  of(siteId: string): SettingNotice[] {
    const now = this.#now();
    return [...this.#notices.values()]
      .filter((notice) => (notice.siteId === null || notice.siteId === siteId) && now - notice.lastAt <= SHOWN_MS)
      .sort((a, b) => b.lastAt - a.lastAt);
  }
}
