import { html, type TemplateResult } from 'lit/html.js';
import type { ChatState } from '../../client/index.ts';
import type { OperatorRef } from '../../protocol/index.ts';
import { fill } from '../../ui/i18n.ts';
import { LogAnnouncer } from '../../ui/log-announcer.ts';
import { systemText } from '../../ui/message-list.ts';
import type { ThreadItem } from '../../ui/thread-items.ts';
import { en, type WidgetStrings } from '../strings/en.ts';
import { withLater } from '../strings/en-later.ts';
import { banner, BannerController, bannerText } from './banner.ts';
import type { LaterHost } from './later-host.ts';
import { firstName, personOf } from './view.ts';

/** Typing and the connection share one voice, which speaks of them at most this often. */
const STATUS_PAUSE_MS = 10_000;

export interface StatusFrame {
  readonly state: ChatState;
  readonly strings: WidgetStrings;
  /** The end of the thread. */
  readonly latest: readonly ThreadItem[];
  /** The operator who has been typing for a moment. */
  readonly typist: OperatorRef | undefined;
}

/** Tells how the chat is going: the banner shows the connection, the voice also announces new lines and typing. */
export class PanelStatus {
  readonly #host: LaterHost;
  readonly #banner: BannerController;
  readonly #announcer: LogAnnouncer;
  #strings: WidgetStrings = en;
  #saidAt = 0;
  #said = '';
  /** The loss of the connection has been announced. */
  #saidLost = false;

  constructor(host: LaterHost) {
    this.#host = host;
    this.#banner = new BannerController(host);
    this.#announcer = new LogAnnouncer(host, {
      voice: () => host.voice,
      name: ({ speaker }) => personOf(this.#strings)(speaker).name,
      line: (item) => systemText(item, { strings: this.#strings, person: personOf(this.#strings) }),
    });
  }

  /** The connection has been missing for longer than a moment. */
  get lost(): boolean {
    return this.#banner.lost;
  }

  /** Call it before each drawing. */
  update({ state, strings, latest, typist }: StatusFrame): void {
    this.#strings = strings;
    this.#banner.update(state);
    this.#announcer.update(latest, state.connection.status === 'open');
    this.#announce(typist ? fill(strings.isTyping, { name: firstName(typist.name) }) : '');
  }

  render(): TemplateResult {
    return html`${banner({
      banner: this.#banner.current,
      strings: withLater(this.#strings),
      onRetry: () => this.#host.client?.reconnect(),
    })}`;
  }

  #announce(typing: string): void {
    const strings = withLater(this.#strings);
    const { current } = this.#banner;
    const back = current === 'back';
    // The return of the connection is announced only if its loss was.
    if (back && this.#saidLost) this.#host.say(strings.backOnline);
    if (back) this.#saidLost = false;
    const text = back ? typing : bannerText(current, strings) || typing;
    const now = Date.now();
    if (!text || !this.#host.open || text === this.#said || now - this.#saidAt < STATUS_PAUSE_MS) {
      if (!text) this.#said = '';
      return;
    }
    this.#said = text;
    this.#saidAt = now;
    this.#saidLost ||= this.lost;
    this.#host.say(text);
  }
}
