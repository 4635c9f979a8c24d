import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChatClient, ChatState, Rating } from '../../client/index.ts';
import type { VisitorConfig } from '../../protocol/index.ts';
import { yieldToBrowser } from '../../ui/yield-to-browser.ts';
import { composerStyles } from '../../ui/composer-styles.ts';
import { regional } from '../../ui/i18n.ts';
import { jumpPill } from '../../ui/jump-pill.ts';
import { messageList } from '../../ui/message-list.ts';
import { messageStyles } from '../../ui/messages.ts';
import { primitives } from '../../ui/primitives.ts';
import { ThreadController } from '../../ui/thread-controller.ts';
import type { ThreadItem } from '../../ui/thread-items.ts';
import { tokens } from '../../ui/tokens.ts';
import type { Voice } from '../../ui/voice.ts';
import type { ChatPanel, PanelHost } from '../parts.ts';
import { en, type WidgetStrings } from '../strings/en.ts';
import { loadStrings } from '../strings/load-strings.ts';
import { type Changed, DrawnElement } from './drawn-element.ts';
import type { LaterHost } from './later-host.ts';
import type { PanelMenus } from './panel-menus.ts';
import type * as PanelMenusModule from './panel-menus.ts';
import { header } from './header.ts';
import { MessageBox } from './message-box.ts';
import { panelStyles } from './panel-styles.ts';
import { SmallScreen } from './small-screen.ts';
import { startNew } from './start-new.ts';
import { TypingDelay } from './typing-delay.ts';
import { firstName, personOf, type View, viewOf } from './view.ts';
import { keepInTab, keptDraft } from './kept.ts';
import { welcome } from './welcome.ts';

/** The panel closes in 160 ms. A hidden page runs no animation, so its end would never be reported. */
const CLOSING_MS = 200;

/** After this long the panel is complete, and nothing else waits for the network. */
const QUIET_MS = 1000;
/** The parts of the first drawing. */
const PIECES = 3;

const note = (text: string, action?: TemplateResult): TemplateResult => html`<p class="note"><bdi>${text}</bdi>${action}</p>`;

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
  declare private strings: WidgetStrings;
  declare private closing: boolean;
  declare private score: Rating | null;
  /** The session whose rating is complete. */
  declare private commented: string | null;
  /** The action to repeat, because the file it needs could not be loaded. */
  declare private retry: (() => void) | null;
  /**
   * Composer, header, greeting or thread: drawn one after the other, because together they are a long task on a slow phone.
   */
  declare private pieces: number;

  #state: ChatState | undefined;
  #view: View | undefined;
  #items: readonly ThreadItem[] = [];
  #unsubscribe: (() => void) | undefined;
  #draft = '';
  #closingTimer: ReturnType<typeof setTimeout> | undefined;

  #menus: PanelMenus | undefined;
  #links: ((text: string) => unknown) | undefined;
  #drawing: Promise<void> | undefined;
  #hurrying: Promise<void> | undefined;

  readonly #typing = new TypingDelay(this);
  readonly #thread = new ThreadController(this, {
    log: () => this.#find('.log'),
    more: () => this.#view?.more ?? false,
    load: async () => this.client?.loadEarlier(),
    onFailed: () => this.say(this.strings.failed),
  });
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
    this.score = null;
    this.commented = null;
    this.retry = null;
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
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
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
    const state = this.#state;
    if (!state) return;
    this.#typing.update(state.typing);
    const view = (this.#view = viewOf(state, this.config));
    if (!view.ended) this.score = null;
    this.#items = this.#thread
      .draw({
        sessions: view.sessions,
        outbox: state.outbox,
        stalled: view.stalled,
        typing: this.#typing.shown,
        perspective: 'visitor',
        now: Date.now(),
        locale: this.#locale,
      })
      .filter((item) => !(item.kind === 'system' && item.line === 'rated' && this.#rating && item.key.startsWith(view.ended!.id)));
    this.#menus?.status.update({ state, strings: this.strings, latest: this.#thread.latest, typist: this.#typing.shown[0] });
    // There is something to say about the connection.
    if (state.putOff || (view.stalled && state.connection.status !== 'idle')) this.#hurry();
  }

  protected override updated(changed: Changed): void {
    this.#see();
    if (this.#state) this.#drawing ??= this.#drawRest();
    if (changed.has('accent')) void this.#paint();
    if (changed.has('open') || changed.has('acted')) this.#keep();
    if (this.#rating && !this.#menus && !this.retry) void this.#withMenus();
    // Loaded ahead in a quiet moment, so that a visitor who loses the connection still has their menu.
    if (changed.has('open') && this.open) setTimeout(() => void this.#equip().catch(() => undefined), QUIET_MS);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { strings, config, pieces } = this;
    const [state, view] = [this.#state, this.#view];
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
      ${small ? this.#guard() : nothing}
      <div class="content" ?inert=${this.#menus?.isModal(small) ?? false}>
        ${
          pieces > 1
            ? header({
                view,
                config,
                strings,
                lost: this.#menus?.status.lost ?? false,
                menuOpen: this.#menus?.menu.open ?? false,
                onTrigger: this.#onTrigger,
                onMinimise: floating ? () => this.host?.hide() : null,
              })
            : nothing
        }
        ${this.#menus?.status.render()} ${pieces > 2 ? this.#middle(view) : html`<div class="stackrow"></div>`}
        <div class="bottom">
          ${this.retry ? note(strings.failed, html` <button type="button" @click=${this.retry}>${strings.retry}</button>`) : nothing}
          ${view.ended ? startNew(strings, () => this.#startNew()) : nothing}
          ${state.identity === 'memory' ? note(strings.memory) : nothing}
          <slot name="before-composer"></slot>
          ${this.#box.draw(strings, view.ended !== null)}
          <slot name="footer"></slot>
        </div>
      </div>
      ${this.#menus?.render({ view, state, strings, small })} ${small ? this.#guard() : nothing}
    </section>`;
  }

  /** Where the panel fills the screen, Tab stays in it: past either end it starts again at the other (U2). */
  #guard(): TemplateResult {
    return html`<i tabindex="0" @focus=${this.#turn}></i>`;
  }

  readonly #turn = ({ target, relatedTarget }: FocusEvent): void => {
    const backwards = (target as Element).nextElementSibling && relatedTarget !== this.#find('.panel');
    (backwards ? this.#box.composer : this.#find('.acts button'))?.focus();
  };

  readonly #focusFrame = (): void => this.#find('.panel')?.focus();

  #middle(view: View): TemplateResult {
    const { strings, config } = this;
    if (view.welcome) return welcome({ view, config, strings, onTopic: this.#onTopic });
    return html`<div class="stackrow">
      <div class="log" part="log" role="log" aria-live="off" aria-label=${strings.log} tabindex="0">
        ${this.#thread.button(strings.loadEarlier)}
        ${messageList(this.#items, {
          ...this.#words,
          locale: this.#locale,
          linkify: this.#linkify,
          onRetry: (cid) => this.client?.retry(cid),
        })}
        ${
          this.#rating && this.#menus
            ? this.#menus.rating({
                strings,
                name: view.spoke && firstName(view.spoke.name),
                score: this.#score,
                onRate: (score) => void this.#rate(score),
                onComment: (comment) => void this.#comment(comment),
              })
            : nothing
        }
      </div>
      ${jumpPill(this.#thread.stick, strings, this.#locale)}
    </div>`;
  }

  /** The text with its links, or the plain text until the code that finds them is loaded. */
  readonly #linkify = (text: string): unknown => {
    if (!this.#links && /[.@]|:\/\//.test(text)) {
      this.#links = (plain) => plain;
      void import('./links.ts').then(
        ({ linkify }) => {
          this.#links = linkify;
          this.requestUpdate();
        },
        () => (this.#links = undefined),
      );
    }
    return this.#links?.(text) ?? text;
  };

  // State ---------------------------------------------------------------------------------------------------------

  #follow(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    if (!this.client || !this.isConnected) return;
    const take = (state: ChatState): void => {
      const before = this.#state;
      this.#state = state;
      // The draft came from another tab or from the page; the composer already has the text typed here.
      if (state.draft !== this.#draft) this.#box.composer.value = this.#draft = state.draft;
      // The composer draws the draft itself.
      if (!before || (Object.keys(state) as (keyof ChatState)[]).some((key) => key !== 'draft' && state[key] !== before[key]))
        this.requestUpdate();
    };
    this.#unsubscribe = this.client.subscribe(take);
    take(this.client.getState());
    void this.#recall(this.client);
  }

  /** Puts back the half-written text of the previous page (H2). */
  async #recall(client: ChatClient): Promise<void> {
    const draft = await keptDraft(client, this.kept);
    if (draft && client === this.client && !this.#draft) client.setDraft(draft);
  }

  #keep(): void {
    if (this.client) keepInTab(this.client, this.kept, { acted: this.acted, open: this.open, draft: this.#draft });
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
    const done = await super.getUpdateComplete();
    await this.#small.ready;
    await this.#drawing;
    await this.#hurrying;
    return done;
  }

  /** Only a page that sets a colour loads the code that computes colours. */
  async #paint(): Promise<void> {
    const { accent } = this;
    const knobs = accent
      ? await import('./accent-of.ts').then(
          ({ accentOf }) => accentOf(accent, this),
          () => null,
        )
      : null;
    if (accent !== this.accent) return;
    for (const knob of ['--accent-h', '--accent-c'] as const) {
      if (knobs) this.style.setProperty(knob, String(knobs[knob]));
      else this.style.removeProperty(knob);
    }
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

  /** The ended session still asks for a rating. */
  get #rating(): boolean {
    const ended = this.#view?.ended;
    return !!ended && this.commented !== ended.id && ended.endedBy !== 'block';
  }

  get #score(): Rating | null {
    const rated = this.#view?.ended?.events.findLast((event) => event.type === 'session.rated');
    return this.score ?? (rated ? (rated.score as Rating) : null);
  }

  #find<E extends HTMLElement>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector);
  }

  // Deeds ---------------------------------------------------------------------------------------------------------

  #wrote(text: string): void {
    this.#draft = text;
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

  async #rate(score: Rating): Promise<void> {
    this.score = score;
    await this.client?.rate(score).catch(() => this.say(this.strings.failed));
  }

  async #comment(comment: string): Promise<void> {
    const score = this.#score;
    const session = this.#view?.ended?.id;
    if (!score || !session) return;
    try {
      if (comment) await this.client?.rate(score, comment);
      this.commented = session;
      this.focusComposer();
    } catch {
      this.say(this.strings.failed);
    }
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
    if (this.open && !document.hidden && this.#state?.unreadCount) this.client?.markRead();
  };

  /** Click or key on the button of the menu. */
  readonly #onTrigger = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    if (key && key !== 'ArrowDown' && key !== 'ArrowUp') return;
    event.preventDefault();
    void this.#withMenus(({ menu }) => {
      if (key) menu.show(key === 'ArrowUp' ? 'last' : 'first');
      else menu.onTriggerClick();
    });
  };

  async #equip(): Promise<PanelMenus> {
    const { PanelMenus } = await ChatWidgetPanel.loadMenus();
    if (!this.#menus) this.requestUpdate();
    return (this.#menus ??= new PanelMenus(this));
  }

  /** Loads the rest now. A try that fails is repeated with the next change. */
  #hurry(): void {
    if (this.#menus) return;
    this.#hurrying ??= this.#equip().then(
      () => super.getUpdateComplete().then(() => undefined),
      () => {
        this.#hurrying = undefined;
      },
    );
  }

  /** Runs `action` when menu, sheets and rating are loaded. */
  async #withMenus(action?: (menus: PanelMenus) => void): Promise<void> {
    try {
      const menus = await this.#equip();
      this.retry = null;
      action?.(menus);
      this.requestUpdate();
    } catch {
      this.retry = () => void this.#withMenus(action);
      this.say(this.strings.failed);
    }
  }

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
ChatWidgetPanel.drawWith('strings', 'closing', 'score', 'commented', 'retry', 'pieces');

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget-panel': ChatWidgetPanel;
  }
}
