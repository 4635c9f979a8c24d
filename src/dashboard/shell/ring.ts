import { nanoid } from 'nanoid';
import { systemClock } from '../../link/clock.ts';
import type { Clock } from '../../link/clock.ts';
import { playTones } from '../../ui/tones.ts';

/** Tabs hear of the same news within this time of each other, and a burst is one sound. */
const ONCE_MS = 1500;
/** How often it rings while a new chat waits for somebody. */
export const AGAIN_MS = 20_000;
/** How often it is looked whether to ring again. */
const LOOK_MS = 1000;
/** Where there are no locks, the tab whose claim still stands after this rings. */
const CLAIM_MS = 100;
const KEY = 'chat-dashboard-rang';
const CLAIM = 'chat-dashboard-rings';

/** When it was last rung, for anything and for a new chat. */
interface Rang {
  readonly any: number;
  readonly fresh: number;
}

/** The sounds of the dashboard: one a browser and burst (W4). */
export class Ring {
  readonly #stop = new AbortController();
  readonly #onChange: () => void;
  readonly #clock: Clock;
  readonly #id = nanoid();
  #audio: AudioContext | null = null;
  #stopTimers: (() => void)[] = [];
  #asked = false;
  /** What this tab knows by itself: storage may be refused. */
  #rang: Rang = { any: 0, fresh: 0 };

  /** `onChange`: whether the browser lets this page be heard has changed. */
  constructor(onChange: () => void, clock: Clock = systemClock) {
    this.#onChange = onChange;
    this.#clock = clock;
    const { signal } = this.#stop;
    // Not at the pointer's way down: the hint about silence would go, and what is pressed would move away from under the pointer.
    for (const type of ['click', 'keydown']) addEventListener(type, () => this.unlock(), { signal, capture: true });
    // Where the page before was used, as at a log-in or a reload, many browsers let this one be heard at once.
    this.unlock();
    this.#after(500, () => {
      this.#asked = true;
      onChange();
    });
  }

  /** The browser has been asked, and keeps this page silent until somebody presses something in it. */
  get isMuted(): boolean {
    return this.#asked && this.#audio !== null && this.#audio.state !== 'running';
  }

  /** Called in a press or a key of the operator. */
  unlock(): void {
    if (this.#audio?.state === 'running') return;
    try {
      if (!this.#audio) {
        this.#audio = new AudioContext();
        this.#audio.addEventListener('statechange', this.#onChange);
      }
      this.#audio.resume().catch(() => undefined);
    } catch {
      // No sound device: the title and the badges remain.
    }
  }

  /** Two short tones up for a new chat, one for a message. */
  async play(isNew: boolean): Promise<void> {
    if (!this.#mayRing()) return;
    const ring = (): boolean => {
      const may = this.#mayRing();
      if (may) {
        this.#note(isNew);
        this.#tones(isNew);
      }
      return may;
    };
    // No locks on plain http, and a browser may refuse them: what is stored keeps the tabs apart.
    const locks = await this.#lock(async () => {
      if (ring()) await this.#pause(ONCE_MS);
    });
    if (!locks && (await this.#claim())) ring();
  }

  /** The operator presses the test button: the sound is played in this tab, whatever the settings. */
  test(): void {
    this.unlock();
    if (this.#audio) this.#tones(true);
  }

  /** While `isWanted` says so it rings again, in one of the tabs; messages that ring meanwhile put nothing off. */
  repeat(isWanted: () => boolean): void {
    let since: number | null = null;
    const look = (): void => {
      const now = this.#clock.now();
      since = isWanted() ? Math.min(since ?? now, now) : null;
      if (since !== null && now - Math.max(this.#lastRang().fresh, since) >= AGAIN_MS) void this.play(true);
      this.#after(LOOK_MS, look);
    };
    look();
  }

  close(): void {
    this.#stop.abort();
    for (const stop of this.#stopTimers) stop();
    this.#audio?.removeEventListener('statechange', this.#onChange);
    void this.#audio?.close();
    this.#audio = null;
  }

  #mayRing(): boolean {
    return this.#audio?.state === 'running' && this.#clock.now() - this.#lastRang().any >= ONCE_MS;
  }

  /** What lies in the future was noted before the clock was set back. */
  #lastRang(): Rang {
    const [any = 0, fresh = 0] = (this.#read(KEY) ?? '').split(' ').map((part) => Number(part) || 0);
    const past = (time: number): number => (time <= this.#clock.now() ? time : 0);
    return { any: Math.max(past(any), past(this.#rang.any)), fresh: Math.max(past(fresh), past(this.#rang.fresh)) };
  }

  #note(isNew: boolean): void {
    const now = this.#clock.now();
    this.#rang = { any: now, fresh: isNew ? now : this.#lastRang().fresh };
    this.#write(KEY, `${this.#rang.any} ${this.#rang.fresh}`);
  }

  #read(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  #write(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // The other tabs ring as well.
    }
  }

  /** Does `deed` unless another tab holds the lock; false where there are no locks. */
  async #lock(deed: () => Promise<void>): Promise<boolean> {
    let asked = false;
    try {
      await navigator.locks.request(KEY, { ifAvailable: true }, async (lock) => {
        asked = true;
        if (lock) await deed();
      });
    } catch (error) {
      if (asked) throw error;
    }
    return asked;
  }

  /** Tabs that claim at once: the last one rings. Where nothing can be stored each tab knows of itself alone. */
  async #claim(): Promise<boolean> {
    this.#write(CLAIM, this.#id);
    await this.#pause(CLAIM_MS);
    return (this.#read(CLAIM) ?? this.#id) === this.#id;
  }

  /** Over at the latest when this tab closes: it may hold the lock. */
  #pause(ms: number): Promise<void> {
    return new Promise((done) => {
      this.#stop.signal.addEventListener('abort', () => done());
      this.#after(ms, done);
    });
  }

  #after(ms: number, fn: () => void): void {
    const stop = this.#clock.after(ms, () => {
      this.#stopTimers = this.#stopTimers.filter((one) => one !== stop);
      fn();
    });
    this.#stopTimers.push(stop);
  }

  #tones(isNew: boolean): void {
    playTones(this.#audio!, isNew ? [660, 880] : [740], 0.14, 0.16);
  }
}
