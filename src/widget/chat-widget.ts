import type { Person, Proof, StorageMode } from '../client/index.ts';
import { formerName, keptName, readToken } from '../client/identity/cookie.ts';
import type { Availability, Gate, LauncherTexts, VisitorConfig } from '../protocol/index.ts';
import { AttributeElement, ATTRIBUTES } from './attribute-element.ts';
import { ChatEvent } from './events.ts';
import { createFailure, type Failure } from './failure.ts';
import { fetchConfig } from './fetch-config.ts';
import { createLauncher } from './launcher.ts';
import { panelWasOpen } from './panel-was-open.ts';
import type { Calls, Chat, Loaders, PanelHost, TranscriptLine } from './parts.ts';
import { listenForTabVisibility } from './tab-visibility.ts';
import { TEXTS } from './texts.ts';
import { VERSION } from './version.ts';

/**
 * `<chat-widget server site>`: the launcher and the public interface of the chat. Everything else is loaded when it is needed;
 * every method may be called before that.
 */
export class ChatWidget extends AttributeElement implements PanelHost {
  /** How the lazy parts are loaded; set by the entry points. */
  static loaders?: Loaders;

  /** @internal The tag created this element: it lasts as long as the document, even when a script replaces the body (H2). */
  declare stays: boolean | undefined;

  /** Whether the server shows the widget to this visitor; undefined until it has answered. */
  #shown: boolean | undefined;
  #config: VisitorConfig | undefined;
  #consent: boolean | undefined;
  /** A click or typing in the widget: the interaction after which something may be stored. Hovering is not. */
  #acted = false;
  /** The last request for the settings has failed, so it is not known whether the widget is shown. */
  #troubled = false;
  /** The visitor opens the panel, so it gets the focus. */
  #takesFocus = false;
  #destroyed = false;
  #restsUntil = 0;
  #page: Element | undefined;
  #life: AbortController | undefined;
  #dock: HTMLElement | undefined;
  #button: HTMLButtonElement | undefined;
  #failure: Failure | undefined;
  #chat: Chat | undefined;
  #loading: Promise<Chat> | undefined;
  #answered!: Promise<void>;
  #answer: (() => void) | undefined;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
    this.#expectAnswer();
  }

  /** Whether anyone can answer now; `offline` until the server has answered. */
  get availability(): Availability {
    return this.#chat?.live.availability ?? this.#config?.availability ?? 'offline';
  }
  /** Number of messages the visitor has not seen. */
  get unreadCount(): number {
    return this.#chat?.live.unreadCount ?? 0;
  }
  /** Id and status of the newest session; null before the first message. */
  get session(): { readonly id: string; readonly status: 'active' | 'ended' } | null {
    return this.#chat?.live.session ?? null;
  }
  /** Whether the server hides the widget from this visitor. */
  get blocked(): boolean {
    return this.#shown === false;
  }
  get version(): string {
    return VERSION;
  }

  connectedCallback(): void {
    // Turbo, htmx and pre-rendering keep a copy of the page that includes the tag's element.
    if (this.hasAttribute('from-tag') && !this.stays) return this.remove();
    if (this.#life || this.#destroyed) return;
    this.takeProperties();
    this.#start();
  }

  disconnectedCallback(): void {
    // Moving an element disconnects and connects it in one step: the chat goes on.
    queueMicrotask(() => {
      if (this.isConnected) return;
      if (this.stays) this.#comeBack();
      else this.#stop();
    });
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.#life) return;
    if (name === 'site' || name === 'server') {
      // Frameworks set one after the other: start again once, with both.
      this.#stop();
      queueMicrotask(() => this.isConnected && !this.#life && this.#start());
      return;
    }
    // The texts come from the server.
    if (name === 'lang') void this.#ask();
    this.#update();
  }

  /** Opens the panel. Resolves when it is on the page. */
  async show(): Promise<void> {
    this.#failure?.say(true);
    this.#takesFocus = true;
    this.open = true;
    // There is no launcher yet, but the page may have a button of its own.
    if (this.#troubled) {
      this.#life!.abort();
      this.#start();
    }
    await this.#answered;
    await this.#loading?.then((chat) => chat.opening, ignore);
    this.#takesFocus = false;
  }

  /** Closes the panel; the chat goes on. */
  hide(): void {
    this.#forgive();
    this.open = false;
  }

  toggle(): void {
    if (this.open) this.hide();
    else void this.show();
  }

  override focus(options?: FocusOptions): void {
    if (!this.#chat?.focus()) this.#button?.focus(options);
  }

  /**
   * Sends a message as the visitor. Resolves when it is stored on this device, or with null when the page cancelled
   * `chat-before-send`. Rejects with RangeError when the text is empty or over 5,000 characters, with Error when the visitor
   * is blocked.
   */
  send(text: string): Promise<{ cid: string } | null> {
    return this.#call('send', text);
  }

  /** Ends the active session without asking the visitor. Resolves when the server has stored the end. */
  endSession(): Promise<void> {
    return this.#call('endSession');
  }

  /** Leaves an ended thread for an empty panel. Nothing is sent. */
  startSession(): Promise<void> {
    return this.#call('startSession');
  }

  /**
   * Tells operators who the visitor is. Name and e-mail are unverified; a missing member stays as it is, null removes it.
   * `jwt`, or `userId` with `hash`, proves the identity: the visitor is that person on all their devices. An invalid proof
   * rejects with an Error whose `code` is `identity_invalid`, and fires `chat-error`.
   */
  identify(person: Person | Proof): Promise<void> {
    return this.#call('identify', person);
  }

  /** Forgets the visitor on this device, in every tab. */
  logout(): Promise<void> {
    return this.#call('logout');
  }

  /**
   * With `storage="consent"`: true lets the widget remember the visitor from now on; false wipes everything stored here, and
   * the chat then lasts until the visitor leaves the page. May be called at once.
   */
  async setConsent(granted: boolean): Promise<void> {
    this.#consent = granted;
    if (this.#loading) return (await this.#loading).live.setConsent(granted);
    // If the widget has not started yet, the start does the rest.
    if (!this.#life) return;
    // A known visitor may have an active session.
    if (granted) await this.#ask();
    else await this.#forget();
  }

  /** Puts text into the composer without sending it. */
  draft(text: string): Promise<void> {
    return this.#call('draft', text);
  }

  /** Returns every message of the thread, oldest first. Rejects when the earlier ones cannot be loaded. */
  transcript(): Promise<TranscriptLine[]> {
    return this.#call('transcript');
  }

  /** Returns data for a support request. It contains no token and no message text. */
  diagnose(): Promise<Record<string, unknown>> {
    const facts = [...ATTRIBUTES, 'open', 'blocked', 'version'] as const;
    return Promise.resolve({
      ...Object.fromEntries(facts.map((name) => [name, this[name]])),
      shown: !!this.#shown,
      ...this.#chat?.live.diagnose(),
    });
  }

  /** Removes the element for good: connection, listeners and DOM are gone. */
  destroy(): void {
    this.#destroyed = true;
    this.#stop();
    // Whoever waits for the chat hears that there will be none.
    this.#answer?.();
    this.remove();
  }

  /** Comes back at once, because the next page's own tag must find it; only once a second if the page keeps removing it. */
  #comeBack(): void {
    const { body, documentElement } = document;
    const now = performance.now();
    if (this.isConnected || this.#destroyed) return;
    // There is no body between document.open() and the first write.
    if (!body || now < this.#restsUntil) return void setTimeout(() => this.#comeBack(), 50);
    this.#restsUntil = now + 1000;
    // A document that was written anew has lost every listener.
    if (documentElement !== this.#page) this.#stop();
    body.append(this);
  }

  // Life ----------------------------------------------------------------------------------------------------------

  #start(): void {
    if (!this.site || !this.server) return console.error('<chat-widget> needs "server" and "site".', this);
    const { signal } = (this.#life = new AbortController());
    this.#page = document.documentElement;
    this.#troubled = false;
    if (this.#consent === false) this.#forget().catch(ignore);
    void this.#ask().then(() => {
      // Once the client is loaded, it hears the other tabs itself.
      if (this.#kept && !signal.aborted) listenForTabVisibility(this.#kept, signal, () => this.#chat || void this.#ask());
    });
  }

  #stop(): void {
    if (!this.#life) return;
    this.#life.abort();
    this.#clear();
    this.#life = this.#chat = this.#loading = this.#config = this.#shown = undefined;
    this.#acted = false;
    this.#expectAnswer();
  }

  /** Nothing is shown before the server has answered (S10). */
  async #ask(): Promise<void> {
    const { signal } = this.#life!;
    const config = await fetchConfig(
      `${this.#url}/v1/visitor/config?${new URLSearchParams({ site: this.site, lang: this.#languages.join() })}`,
      () => (this.#kept ? (readToken(this.#kept) ?? readToken(formerName(this.site))) : null),
      (problem) => {
        this.#emit('chat-error', problem);
        this.#troubled = this.#shown === undefined;
        if (this.#troubled && this.open) this.#fail();
      },
      signal,
    );
    if (!config || signal.aborted) return;
    const { gate } = config;
    if ('site' in config) this.#config = config;
    this.#troubled = false;
    // The client may have received a newer gate meanwhile.
    if (this.#chat?.live.isNewest(gate) ?? true) this.#setGate(gate);
    this.#answer?.();
    // Only a visitor with an active session, or one who waits for an unblock, needs a connection before they interact.
    if (this.blocked || this.#config?.active || this.storage === 'eager')
      this.#load().then(({ live }) => live.resume(this.blocked), ignore);
    this.#update();
  }

  #setGate({ show }: Gate): void {
    const before = this.#shown;
    if (show === before) return;
    this.#shown = show;
    if (!show) {
      this.#clear();
      this.open = false;
      this.#update();
      this.#emit('chat-block');
      return;
    }
    this.#build();
    this.#emit(before === false ? 'chat-unblock' : 'chat-ready');
    if (!this.#config && this.#chat) void this.#ask();
    // The panel was open on the previous page, so it opens here.
    if (this.#kept && panelWasOpen(this.#kept)) this.open = true;
    this.#update();
  }

  // The button ----------------------------------------------------------------------------------------------------

  #build(): void {
    this.#clear();
    const [dock, button] = ([this.#dock, this.#button] = createLauncher(this.shadowRoot!));
    // The second press of a double click, and a space that is typed while the panel is on its way, must not close it.
    button.onclick = ({ detail }) => detail < 2 && (!this.open || button.previousSibling) && this.toggle();
    // A finger also enters before it presses.
    for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => this.#prefetch(), { once: true });
    dock.onclick = dock.oninput = () => {
      if (this.#acted) return;
      this.#acted = true;
      this.#update();
    };
    // Drawn before it is in the document, so that no transition starts from an unstyled launcher.
    this.#update();
    this.shadowRoot!.append(dock);
  }

  #clear(): void {
    this.#forgive();
    this.shadowRoot!.replaceChildren();
    this.#dock = this.#button = undefined;
  }

  /** Draws the launcher and the chat behind it. */
  #update(): void {
    const dock = this.#dock;
    const button = this.#button;
    const { position, theme } = this;
    if (dock && button) {
      const texts = this.#texts;
      const style = getComputedStyle(this);
      const colour = this.accent || style.getPropertyValue('--chat-accent').trim();
      // Where CSS cannot compute with colours the launcher keeps its own.
      const accent = CSS.supports('color', `oklch(from ${colour} l c h)`) ? colour : '';
      const waits = this.#isWanted && !this.#chat;
      dock.className = `dock ${this.#embedded ? this.mode : 'floating'} ${position} ${theme} ${accent && 'brand'} ${waits ? 'wait' : ''}`;
      dock.dir = texts.rtl ? 'rtl' : style.direction;
      dock.style.setProperty('--brand', accent);
      button.hidden = this.launcher === 'none' || this.#embedded || !this.#shown;
      button.setAttribute('aria-label', texts.open);
    }
    if (this.#chat) this.#chat.update();
    else if (this.#isWanted) this.#load().catch(ignore);
  }

  /** Shows, where the visitor clicked, that the chat could not be loaded. */
  #fail(): void {
    if (!this.#dock) this.#build();
    if (!this.#failure) {
      const dismiss = (): void => {
        this.hide();
        this.focus();
      };
      this.#dock!.append((this.#failure = createFailure(this.#texts, () => void this.show(), dismiss)));
    }
    this.#failure.say(false);
    this.#update();
  }

  #forgive(): void {
    this.#failure?.remove();
    this.#failure = undefined;
  }

  // The chat behind it --------------------------------------------------------------------------------------------

  #load(): Promise<Chat> {
    const { signal } = this.#life!;
    return (this.#loading ??= this.#startChat(signal).catch((error: unknown) => {
      if (!signal.aborted) {
        this.#loading = undefined;
        this.#giveUp(error);
      }
      throw error;
    }));
  }

  async #startChat(signal: AbortSignal): Promise<Chat> {
    const loaders = this.#loaders;
    // Both files travel at the same time.
    let early = this.#isWanted ? loaders.panel() : undefined;
    early?.catch(ignore);
    const module = await loaders.client();
    const chat = await module.start({
      element: this,
      loaders,
      signal,
      options: { server: this.#url, site: this.site, lang: this.#lang, storage: this.storage as StorageMode },
      view: () => ({
        dock: this.#dock,
        lang: this.#lang,
        config: this.#config,
        kept: this.#kept,
        acted: this.#acted,
        wanted: this.#isWanted,
        takesFocus: this.#takesFocus,
        failed: !!this.#failure,
      }),
      panel: () => {
        const loading = early ?? loaders.panel();
        early = undefined;
        return loading;
      },
      setGate: (gate) => this.#setGate(gate),
      restart: () => {
        this.#stop();
        this.#start();
      },
      giveUp: (error) => this.#giveUp(error),
      forgive: () => this.#forgive(),
    });
    signal.throwIfAborted();
    this.#chat = chat;
    if (this.#consent !== undefined) void chat.live.setConsent(this.#consent);
    this.#update();
    return chat;
  }

  #giveUp(error: unknown): void {
    this.#emit('chat-error', { code: 'unavailable', message: String(error) });
    if (!this.#isWanted) return;
    this.open = false;
    this.#fail();
  }

  #prefetch(): void {
    this.#loaders.client().catch(ignore);
    this.#loaders.panel().then((module) => this.#life && module.shield(this, this.#life.signal), ignore);
  }

  /** Calls the chat behind the launcher, which is loaded for it. */
  async #call<Name extends keyof Calls>(name: Name, ...facts: Parameters<Calls[Name]>): Promise<Awaited<ReturnType<Calls[Name]>>> {
    await this.#answered;
    if (this.blocked || this.#destroyed) throw new Error('The chat is not available.');
    const live: Record<string, (...facts: unknown[]) => unknown> = (await this.#load()).live as never;
    return live[name]!(...facts) as Awaited<ReturnType<Calls[Name]>>;
  }

  // Small things --------------------------------------------------------------------------------------------------

  get #loaders(): Loaders {
    return (this.constructor as typeof ChatWidget).loaders!;
  }
  get #url(): string {
    return this.server.replace(/\/+$/, '');
  }
  /** Few pages withdraw a consent, so the code that forgets is loaded with the client. */
  async #forget(): Promise<void> {
    (await this.#loaders.client()).forget(this.#url, this.site);
  }
  /** Name of everything the browser keeps for this chat; '' keeps nothing. */
  get #kept(): string {
    const { storage } = this;
    return storage !== 'memory' && (this.#consent ?? storage !== 'consent') ? keptName(this.#url, this.site) : '';
  }
  get #lang(): string {
    return this.#texts.lang || this.#languages.find(Boolean) || '';
  }
  /** The languages the page asks for, best first. The server takes the first that is a valid language (T1). */
  get #languages(): string[] {
    return [this.lang, document.documentElement.lang, navigator.language];
  }
  get #texts(): Omit<LauncherTexts, 'unread' | 'minimise' | 'lang' | 'rtl'> & Partial<LauncherTexts> {
    return this.#config?.launcher ?? TEXTS;
  }

  get #embedded(): boolean {
    return this.mode === 'inline' || this.mode === 'page';
  }
  get #isWanted(): boolean {
    return !!this.#shown && (this.open || (this.#embedded && !this.#failure));
  }

  #expectAnswer(): void {
    // Calls that wait already go on waiting for the same answer.
    if (this.#answer) return;
    this.#answered = new Promise((resolve) => {
      this.#answer = () => {
        this.#answer = undefined;
        resolve();
      };
    });
  }

  #emit(type: string, facts?: object): void {
    this.dispatchEvent(new ChatEvent(type, facts));
  }
}

const ignore = (): void => undefined;

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidget;
  }
}
