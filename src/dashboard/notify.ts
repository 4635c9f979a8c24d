import type { News } from './store/dashboard-client.ts';

/** Asks the browser for desktop notifications. Call it in a press of the operator, never by yourself. */
export async function askForDesktop(): Promise<boolean> {
  if (!('Notification' in globalThis)) return false;
  if (Notification.permission === 'default') {
    try {
      return (await Notification.requestPermission()) === 'granted';
    } catch {
      return false;
    }
  }
  return Notification.permission === 'granted';
}

export interface NotifierOptions {
  readonly sound: () => boolean;
  readonly desktop: () => boolean;
  /** Title and text of the desktop notification. */
  readonly words: (news: News) => { readonly title: string; readonly body: string };
  readonly onOpen: (news: News) => void;
  /** The operator looks elsewhere. */
  readonly hidden?: () => boolean;
}

/** Tells an operator who looks elsewhere that somebody wrote. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #stop = new AbortController();
  #audio: AudioContext | null = null;

  constructor(options: NotifierOptions) {
    this.#options = options;
    // Browsers let a page make sound only after the first press or key in it.
    const unlock = (): void => {
      try {
        this.#audio ??= new AudioContext();
        this.#audio.resume().catch(() => undefined);
      } catch {
        // No sound device: the title and the badge remain.
      }
    };
    addEventListener('pointerdown', unlock, { once: true, signal: this.#stop.signal });
    addEventListener('keydown', unlock, { once: true, signal: this.#stop.signal });
  }

  tell(news: News): void {
    const hidden = this.#options.hidden ?? (() => document.hidden || !document.hasFocus());
    if (!hidden()) return;
    if (this.#options.sound()) this.#chime(news.kind === 'chat');
    if (this.#options.desktop()) this.#show(news);
  }

  close(): void {
    this.#stop.abort();
    void this.#audio?.close();
    this.#audio = null;
  }

  /** Two short tones up for a new chat, one for a message. */
  #chime(isNew: boolean): void {
    const audio = this.#audio;
    if (!audio) return;
    audio.resume().catch(() => undefined);
    (isNew ? [660, 880] : [740]).forEach((frequency, i) => {
      const at = audio.currentTime + i * 0.14;
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.16, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.32);
    });
  }

  #show(news: News): void {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
    try {
      const { title, body } = this.#options.words(news);
      // One per chat: a talkative visitor does not fill the screen.
      const shown = new Notification(title, { body, tag: news.chat.id });
      shown.onclick = () => {
        window.focus();
        shown.close();
        this.#options.onOpen(news);
      };
    } catch {
      // Chrome on Android allows notifications from service workers only.
    }
  }
}
