import { Ring } from './ring.ts';
import type { News } from '../store/news.ts';

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
  /** The chat is on the screen. */
  readonly isShown: (news: News) => boolean;
  /** Somebody waits for a first answer, and the operator is there to give it. */
  readonly isWaiting: () => boolean;
  /** Whether the browser lets the page be heard may have changed. */
  readonly onMuted: () => void;
  /** The operator looks elsewhere. */
  readonly hidden?: () => boolean;
}

/** Tells an operator that somebody wrote: by a sound unless they look at it, on the desktop when they look elsewhere. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly ring: Ring;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.ring = new Ring(options.onMuted);
    this.ring.repeat(() => options.sound() && options.isWaiting());
  }

  tell(news: News): void {
    const hidden = (this.#options.hidden ?? (() => document.hidden || !document.hasFocus()))();
    if (this.#options.sound() && (hidden || !this.#options.isShown(news))) void this.ring.play(news.kind === 'chat');
    if (hidden && this.#options.desktop()) this.#show(news);
  }

  close(): void {
    this.ring.close();
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
