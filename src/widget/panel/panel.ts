import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChatClient } from '../../client/index.ts';
import type { VisitorConfig } from '../../protocol/index.ts';
import { yieldToBrowser } from '../../ui/yield-to-browser.ts';
import { composerStyles } from '../../ui/composer-styles.ts';
import { regional } from '../../ui/i18n.ts';
import { messageList } from '../../ui/message-list.ts';
import { messageStyles } from '../../ui/messages.ts';
import { primitives } from '../../ui/primitives.ts';
import type { ThreadItem } from '../../ui/thread-items.ts';
import { tokens } from '../../ui/tokens.ts';
import type { Voice } from '../../ui/voice.ts';
import type { ChatPanel, PanelHost } from '../parts.ts';
import { en, type WidgetStrings } from '../strings/en.ts';
import { loadStrings } from '../strings/load-strings.ts';
import { type Changed, DrawnElement } from './drawn-element.ts';
import type { LaterHost } from './later-host.ts';
import { FollowedClient } from './followed-client.ts';
import { LaterParts } from './later-parts.ts';
import type * as PanelMenusModule from './panel-menus.ts';
import { header } from './header.ts';
import { lazyLinks } from './lazy-links.ts';
import { MessageBox } from './message-box.ts';
import { panelStyles } from './panel-styles.ts';
import { SmallScreen } from './small-screen.ts';
import { startNew } from './start-new.ts';
import { ThreadEnd } from './thread-end.ts';
import { TypingDelay } from './typing-delay.ts';
import { personOf, type View, viewOf } from './view.ts';
import { keepInTab } from './kept.ts';
import { welcome } from './welcome.ts';

/** The panel closes in 160 ms. A hidden page runs no animation, so its end would never be reported. */
const CLOSING_MS = 200;
/** The parts of the first drawing. */
const PIECES = 3;

const note = (text: string, action?: TemplateResult): TemplateResult => html`<p class="note"><bdi>${text}</bdi> ${action}</p>`;

/**
 * The opened window of `<chat-widget>`. It draws the client's state and asks questions; all rules are in the client and the
 * server.
 */
export class ChatWidgetPanel extends DrawnElement implements ChatPanel, LaterHost {
  static override readonly styles = [tokens, primitives, messageStyles, composerStyles, panelStyles];
  /** Menu, sheets and rating are in a file of their own. */
  static loadMenus = (): Promise<typeof PanelMenusModule> => import('./panel-menus.ts');
  static override readonly reflected = ['open', 'closing', 'mode', 'lang'];

  declare client: ChatClient | undefined;
  declare host: PanelHost | undefined;
  declare config: VisitorConfig | undefined;
  declare open: boolean;
  declare mode: string;
  declare theme: string;
  declare kept: string;
  declare acted: boolean;
  declare accent: string;
  declare strings: WidgetStrings;
  declare private closing: boolean;
  /**
   * Composer, header, greeting or thread: drawn one after the other, because together they are a long task on a slow phone.
   */
  declare private pieces: number;

  #view: View | undefined;
  #items: readonly ThreadItem[] = [];
  #closingTimer: ReturnType<typeof setTimeout> | undefined;

  #drawing: Promise<void> | undefined;

  readonly #chat = new FollowedClient({
    onState: () => this.requestUpdate(),
    onDraft: (text) => {
      this.#box.composer.value = text;
    },
  });
  readonly #linkify = lazyLinks(() => this.requestUpdate());
  readonly #later = new LaterParts(this, () => ChatWidgetPanel.loadMenus());
  readonly #typing = new TypingDelay(this);
  readonly #end = new ThreadEnd(this, () => this.#find('.log'));
  readonly #small = new SmallScreen(this, () => this.mode === 'floating');
  readonly #box = new MessageBox({
    onSend: (text) => void this.#send(text),
    onInput: (text) => this.#wrote(text),
    onOver: (text) => this.say(text),
  });

  constructor() {
    super();
    this.open = false;
    this.mode = 'floating';
    this.kept = '';
    this.acted = false;
    this.accent = '';
    this.strings = en;
    this.closing = false;
    this.pieces = 1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#see);
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#see);
    clearTimeout(this.#closingTimer);
    this.#follow();
  }

  get more(): boolean {
    return this.#view?.more ?? false;
  }

  /** The whole thread is there. */
  replaceThread(): boolean {
    this.removeController(this.#end);
    // The reader may have scrolled since the last drawing.
    this.#end.hostUpdate();
    return this.#end.atEnd;
  }

  say(text: string): void {
    this.voice?.say(text);
  }

  focusComposer(): void {
    // Setting the focus measures the page, so it is a separate task after the drawing.
    void super
      .getUpdateComplete()
      .then(yieldToBrowser)
      .then(() => this.#box.composer.focus());
  }

  takeFocus(): void {
    // On touch screens the keyboard would cover the text that the visitor wants to read first.
    if (matchMedia('(pointer: coarse)').matches) void this.updateComplete.then(this.#focusFrame);
    else this.focusComposer();
  }

  protected override willUpdate(changed: Changed): void {
    if (changed.has('client')) this.#follow();
    if (changed.has('lang')) void this.#translate();
    if (/^(light|dark)$/.test(this.theme)) this.dataset['theme'] = this.theme;
    else delete this.dataset['theme'];
    if (changed.get('open') === true && !this.open) this.#leave();
    this.toggleAttribute('small', this.#small.matches);
    const { state } = this.#chat;
    if (!state) return;
    this.#typing.update(state.typing);
    const view = (this.#view = viewOf(state, this.config));
    const thread = this.#menus?.thread ?? this.#end;
    this.#items = thread.draw({
      sessions: view.sessions,
      outbox: state.outbox,
      stalled: view.stalled,
      typing: this.#typing.shown,
      perspective: 'visitor',
      now: Date.now(),
      locale: this.#locale,
    });
    this.#menus?.status.update({ state, strings: this.strings, latest: thread.latest, typist: this.#typing.shown[0] });
    // There is something to say about the connection.
    if (state.putOff || (view.stalled && state.connection.status !== 'idle')) this.#later.hurry();
  }

  protected override updated(changed: Changed): void {
    this.#see();
    if (this.#chat.state) this.#drawing ??= this.#drawRest();
    // Only a page that sets a colour loads the code that computes colours.
    if (changed.has('accent') && (this.accent || changed.get('accent')))
      void import('./accent-of.ts').then(
        ({ paint }) => paint(this),
        () => undefined,
      );
    if (changed.has('open') || changed.has('acted')) this.#keep();
    if (this.#end.isLong || this.more) this.#later.hurry();
    // It asks for a rating.
    if (this.#view?.ended && !this.#menus && !this.#later.retry) void this.#later.use();
    if (changed.has('open') && this.open) this.#later.soon();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { strings, config, pieces } = this;
    const { retry } = this.#later;
    const { state } = this.#chat;
    const view = this.#view;
    if (!state || !view || this.#small.isComing) return nothing;
    const floating = this.mode === 'floating';
    const small = this.#small.matches;
    return html`<section
      class="panel ${view.welcome ? 'welcome' : ''} ${small ? 'mobile' : ''}"
      part="frame"
      role=${floating ? 'dialog' : 'region'}
      aria-label=${config?.site.name ?? strings.defaultName}
      aria-modal=${small ? 'true' : nothing}
      tabindex="-1"
      lang=${this.#stringsLang}
      ?inert=${this.closing}
      @keydown=${this.#onKeydown}
    >
      ${this.#small.guard()}
      <div class="content" ?inert=${this.#menus?.isModal(small) ?? false}>
        ${
          pieces > 1
            ? header({
                view,
                config,
                strings,
                // The network may have gone before the banner's file came.
                lost: this.#menus?.status.lost ?? !state.online,
                menuOpen: this.#menus?.menu.open ?? false,
                onTrigger: this.#onTrigger,
                onMinimise: floating ? () => this.host?.hide() : null,
              })
            : nothing
        }
        ${this.#menus?.status.render()} ${pieces > 2 ? this.#middle(view) : html`<div class="stackrow"></div>`}
        <div class="bottom">
          ${retry ? note(strings.failed, html`<button type="button" @click=${retry}>${strings.retry}</button>`) : nothing}
          ${view.ended ? startNew(strings, () => this.#startNew()) : nothing}
          ${state.identity === 'memory' ? note(strings.memory) : nothing}
          <slot name="before-composer"></slot>
          ${this.#box.draw(strings, view.ended !== null)}
          <slot name="footer"></slot>
        </div>
      </div>
      ${this.#menus?.render({ view, state, strings, small })} ${this.#small.guard()}
    </section>`;
  }

  readonly #focusFrame = (): void => this.#find('.panel')?.focus();

  #middle(view: View): TemplateResult {
    const { strings, config } = this;
    if (view.welcome) return welcome({ view, config, strings, onTopic: this.#onTopic });
    return html`<div class="stackrow">
      <div class="log" part="log" role="log" aria-live="off" aria-label=${strings.log} tabindex="0">
        ${this.#menus?.thread.button(strings.loadEarlier)}
        ${messageList(this.#menus?.rating.withoutLine(this.#items, view) ?? this.#items, {
          ...this.#words,
          locale: this.#locale,
          linkify: this.#linkify,
          onRetry: (cid) => this.client?.retry(cid),
        })}
        ${this.#menus?.rating.render(view, strings)}
      </div>
      ${this.#menus?.pill(strings, this.#locale)}
    </div>`;
  }

  // State ---------------------------------------------------------------------------------------------------------

  #follow(): void {
    this.#chat.follow(this.isConnected ? this.client : undefined, this.kept);
  }

  #keep(): void {
    if (this.client) keepInTab(this.client, this.kept, { acted: this.acted, open: this.open, draft: this.#chat.draft });
  }

  async #translate(): Promise<void> {
    const { lang } = this;
    try {
      const strings = await loadStrings(lang);
      if (lang === this.lang) this.strings = strings;
    } catch {
      // Without the file the panel speaks English, which is better than no panel.
    }
  }

  async #drawRest(): Promise<void> {
    while (this.pieces < PIECES) {
      await yieldToBrowser();
      this.pieces++;
    }
    await super.getUpdateComplete();
  }

  /** Resolves when all pieces are drawn, not only the first. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#small.ready;
    await this.#drawing;
    await this.#later.hurrying;
    return super.getUpdateComplete();
  }

  /** It speaks while the panel is closed too, because the client has put it beside the launcher. */
  get voice(): Voice | null {
    return (this.getRootNode() as ParentNode).querySelector<Voice>('.voice');
  }

  get #words() {
    const { strings } = this;
    return { strings, person: personOf(strings) };
  }

  get #stringsLang(): string {
    return this.strings === en ? 'en' : this.lang;
  }

  get #locale(): string {
    return regional(this.#stringsLang);
  }

  get #menus() {
    return this.#later.loaded;
  }

  #find<E extends HTMLElement>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector);
  }

  // Deeds ---------------------------------------------------------------------------------------------------------

  #wrote(text: string): void {
    this.#chat.draft = text;
    this.client?.setDraft(text);
    this.client?.setTyping(text.trim() !== '');
    this.#keep();
  }

  async #send(text: string): Promise<void> {
    this.#wrote('');
    const sent = await this.host?.send(text).catch(() => null);
    // The page cancelled the message or it was refused: the visitor keeps their text.
    if (!sent && !this.#box.composer.value) this.#wrote((this.#box.composer.value = text));
  }

  readonly #onTopic = (topic: string): void => {
    void this.#send(topic);
    this.focusComposer();
  };

  #startNew(): void {
    void this.host?.startSession();
    this.focusComposer();
  }

  /** The visitor sees the newest message when panel and page are visible. */
  readonly #see = (): void => {
    if (this.open && !document.hidden && this.#chat.state?.unreadCount) this.client?.markRead();
  };

  /** Click or key on the button of the menu. */
  readonly #onTrigger = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    if (key && key !== 'ArrowDown' && key !== 'ArrowUp') return;
    event.preventDefault();
    void this.#later.use(({ menu }) => {
      if (key) menu.show(key === 'ArrowUp' ? 'last' : 'first');
      else menu.onTriggerClick();
    });
  };

  #leave(): void {
    this.#menus?.leave();
    this.closing = true;
    clearTimeout(this.#closingTimer);
    this.#closingTimer = setTimeout(() => {
      this.closing = false;
    }, CLOSING_MS);
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    // Menu and sheets stop their own Escape, so one that arrives here means the panel.
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || this.mode !== 'floating') return;
    event.stopPropagation();
    this.host?.hide();
  };
}

// Not in a static block: the build would turn every #private member of the class into a WeakMap, for Safari 15.
ChatWidgetPanel.drawWith('client', 'host', 'config', 'open', 'mode', 'theme', 'kept', 'acted', 'accent', 'lang');
ChatWidgetPanel.drawWith('strings', 'closing', 'pieces');

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget-panel': ChatWidgetPanel;
  }
}
