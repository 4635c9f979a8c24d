import { playTones } from '../ui/tones.ts';

/** Tabs hear of the same news within this time of each other, and a burst is one sound. */
const ONCE_MS = 1500;
/** How often it rings while a new chat waits for somebody. */
export const AGAIN_MS = 20_000;
const KEY = 'chat-dashboard-rang';

/** When this browser last rang, in whichever tab. Storage may be refused: then each tab knows of itself alone. */
let rang = 0;
function lastRang(): number {
  try {
    return Math.max(rang, Number(localStorage.getItem(KEY)) || 0);
  } catch {
    return rang;
  }
}
function noteRang(): void {
  rang = Date.now();
  try {
    localStorage.setItem(KEY, String(rang));
  } catch {
    // The other tabs ring as well.
  }
}

/** The sounds of the dashboard: one a browser and burst (W4). */
export class Ring {
  readonly #stop = new AbortController();
  readonly #onChange: () => void;
  #audio: AudioContext | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;

  /** `onChange`: whether the browser lets this page be heard has changed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    const { signal } = this.#stop;
    for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => this.unlock(), { signal, capture: true });
    // Where the page before was used, as at a log-in or a reload, many browsers let this one be heard at once.
    this.unlock();
    this.#timer = setTimeout(() => {
      this.#asked = true;
      onChange();
    }, 500);
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
    if (this.#audio?.state !== 'running' || Date.now() - lastRang() < ONCE_MS) return;
    const ring = (): void => {
      noteRang();
      this.#tones(isNew);
    };
    try {
      await navigator.locks.request(KEY, { ifAvailable: true }, async (isFree) => {
        if (!isFree) return;
        ring();
        await new Promise((done) => setTimeout(done, ONCE_MS));
      });
    } catch {
      // No locks on plain http: what is stored keeps the tabs apart.
      ring();
    }
  }

  /** For the operator who tries it: always, here. */
  test(): void {
    this.unlock();
    if (this.#audio) this.#tones(true);
  }

  /** While `isWanted` says so it rings again, in one of the tabs. */
  repeat(isWanted: () => boolean): void {
    const timer = setInterval(() => {
      if (isWanted() && Date.now() - lastRang() >= AGAIN_MS - ONCE_MS) void this.play(true);
    }, AGAIN_MS);
    this.#stop.signal.addEventListener('abort', () => clearInterval(timer));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#audio?.removeEventListener('statechange', this.#onChange);
    void this.#audio?.close();
    this.#audio = null;
  }

  #tones(isNew: boolean): void {
    playTones(this.#audio!, isNew ? [660, 880] : [740], 0.14, 0.16);
  }
}
