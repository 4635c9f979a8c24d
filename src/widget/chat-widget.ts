import type { ChatClient, ChatState, Person, Proof, StorageMode } from '../client/index.ts';
import { formerName, keptName, readToken } from '../client/identity/cookie.ts';
import { tabMemory } from '../client/identity/tab-memory.ts';
import type { Availability, Gate, LauncherTexts, VisitorConfig, VisitorHidden } from '../protocol/index.ts';
import { AttributeElement } from './attribute-element.ts';
import { fetchConfig } from './fetch-config.ts';
import { ChatEvent } from './events.ts';
import { createFailure, type Failure } from './failure.ts';
import { listenForTabVisibility } from './tab-visibility.ts';
import { createLauncher, type Launcher } from './launcher.ts';
import { type ChatPanel, type Loaders, type PanelHost, type TranscriptLine } from './parts.ts';
import { element } from './pieces.ts';
import { shellStyles } from './shell-styles.ts';
import { VERSION } from './version.ts';

/** Used before the server has sent the texts of the page's language, or when an old server does not have them. */
const TEXTS: LauncherTexts = {
  lang: '',
  rtl: false,
  open: 'Open chat',
  unread: 'Open chat, {n} unread',
  minimise: 'Minimise',
  failed: 'The chat could not be loaded',
  retry: 'Try again',
  retrying: 'Trying again…',
  dismiss: 'Dismiss',
};

let sheet: CSSStyleSheet | undefined;

/**
 * `<chat-widget server site>`: the launcher and the public interface of the chat. The heavy parts (the client, the panel)
 * are loaded when they are needed; every method may be called before that.
 */
export class ChatWidget extends AttributeElement implements PanelHost {
  /** How the lazy parts are loaded; set by the entry points. */
  static loaders?: Loaders;

  /** @internal The tag created this element: it lasts as long as the document, even when a script replaces the body (H2). */
  declare stays: boolean | undefined;

  /** undefined until the server has answered. */
  #shown: boolean | undefined;
  #blocked = false;
  #interacted = false;
  #isOpen = false;
  #wantsFocus = false;
  #consent: boolean | undefined;
  #destroyed = false;
  #renewed = false;
  #restsUntil = 0;
  #page: Element | undefined;
  #config: VisitorConfig | undefined;
  #life: AbortController | undefined;
  #dock: HTMLElement | undefined;
  #launcher: Launcher | undefined;
  /** The card that tells the visitor that the chat could not be loaded. */
  #failure: Failure | undefined;
  /** A request for the widget's settings has failed, so it is not known whether the widget is shown. */
  #troubled = false;
  #panel: ChatPanel | undefined;
  #making: Promise<ChatPanel> | undefined;
  #client: ChatClient | undefined;
  #loading: Promise<ChatClient> | undefined;
  #state: ChatState | undefined;
  #answered!: Promise<void>;
  #answer!: () => void;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
    this.#expectAnswer();
  }

  /** Whether anyone can answer now; `offline` until the server has answered. */
  get availability(): Availability {
    return (this.#state?.connection.status === 'open' ? this.#state : this.#config)?.availability ?? 'offline';
  }
  /** Number of messages the visitor has not seen. */
  get unreadCount(): number {
    return this.#state?.unreadCount ?? 0;
  }
  /** Id and status of the newest session; null before the first message. */
  get session(): { readonly id: string; readonly status: 'active' | 'ended' } | null {
    const session = this.#state?.session;
    return session ? { id: session.id, status: session.status } : null;
  }
  /** Whether the server hides the widget from this visitor. */
  get blocked(): boolean {
    return this.#blocked;
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
    if (before === now) return;
    if (name === 'open') return this.#setOpen(now !== null);
    if (!this.isConnected) return;
    if (name === 'site' || name === 'server') {
      // Frameworks set one after the other: start again once, with both.
      this.#stop();
      queueMicrotask(() => this.isConnected && !this.#life && this.#start());
    } else {
      if (name === 'mode') this.#setOpen(this.open || this.#embedded);
      // The texts come from the server.
      if (name === 'lang' && this.#life) void this.#ask(this.#life.signal);
      this.#render();
    }
  }

  /** Opens the panel. Resolves when it is on the page. */
  async show(): Promise<void> {
    this.#wantsFocus = true;
    this.#failure?.say(true);
    this.open = true;
    // There is no launcher yet, but the page may have a button of its own.
    if (this.#troubled) {
      this.#life!.abort();
      this.#start();
    }
    await this.#answered;
    await this.#panelReady;
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
    if (this.#isOpen) this.#panel?.focusComposer();
    else this.#launcher?.button.focus(options);
  }

  /**
   * Sends a message as the visitor. Resolves when it is stored on this device, or with null when the page cancelled
   * `chat-before-send`. Rejects with RangeError when the text is empty or over 5,000 characters, with Error when the visitor
   * is blocked.
   */
  async send(text: string): Promise<{ cid: string } | null> {
    const client = await this.#whenLoaded();
    if (!this.#emit('chat-before-send', { text }, true)) return null;
    this.#interacted = true;
    return client.send(text);
  }

  /** Ends the active session without asking the visitor. Resolves when the server has stored the end. */
  async endSession(): Promise<void> {
    const client = await this.#whenLoaded();
    if (this.#emit('chat-before-end', {}, true)) await client.endSession();
  }

  /** Leaves an ended thread for an empty panel. Nothing is sent. */
  async startSession(): Promise<void> {
    (await this.#whenLoaded()).startSession();
  }

  /**
   * Tells operators who the visitor is. Name and e-mail are unverified; a missing member stays as it is, null removes it.
   * `jwt`, or `userId` with `hash`, proves the identity: the visitor is that person on all their devices. An invalid proof
   * rejects with an Error whose `code` is `identity_invalid`, and fires `chat-error`.
   */
  async identify(person: Person | Proof): Promise<void> {
    await (await this.#whenLoaded()).identify(person);
  }

  /** Forgets the visitor on this device, in every tab. */
  async logout(): Promise<void> {
    await (await this.#whenLoaded()).logout();
  }

  /**
   * With `storage="consent"`: true lets the widget remember the visitor from now on; false wipes everything stored here, and
   * the chat then lasts until the visitor leaves the page. May be called at once.
   */
  async setConsent(granted: boolean): Promise<void> {
    this.#consent = granted;
    if (this.#loading) return (await this.#loading).setConsent(granted);
    // If the widget has not started yet, the start does the rest.
    if (!this.#life) return;
    // A known visitor may have an active session.
    if (granted) await this.#ask(this.#life.signal);
    else await this.#forget();
  }

  /** Puts text into the composer without sending it. */
  async draft(text: string): Promise<void> {
    (await this.#whenLoaded()).setDraft(text);
  }

  /** Returns every message of the thread, oldest first. Rejects when the earlier ones cannot be loaded. */
  async transcript(): Promise<TranscriptLine[]> {
    const client = await this.#whenLoaded();
    return (await this.#loaders.panel()).transcriptOf(client);
  }

  /** Returns data for a support request. It contains no token and no message text. */
  diagnose(): Promise<Record<string, unknown>> {
    const { server, site, open, mode, storage, blocked, version } = this;
    return Promise.resolve({
      version,
      server,
      site,
      open,
      mode,
      storage,
      blocked,
      shown: this.#shown === true,
      ...this.#client?.diagnose(),
    });
  }

  /** Removes the element for good: connection, listeners and DOM are gone. */
  destroy(): void {
    this.#destroyed = true;
    this.#stop();
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
    if (this.#consent === false)
      this.#forget().catch((error: unknown) => this.#emit('chat-error', { code: 'unavailable', message: String(error) }));
    void this.#ask(signal).then(() => {
      // Once the client is loaded, it hears the other tabs itself.
      if (this.#remembers && !signal.aborted) listenForTabVisibility(this.#kept, signal, () => this.#client || void this.#ask(signal));
    });
  }

  #stop(): void {
    if (!this.#life) return;
    this.#life.abort();
    this.#clear();
    this.#client?.close();
    this.#life = this.#client = this.#loading = this.#state = this.#config = this.#shown = undefined;
    this.#blocked = this.#interacted = this.#isOpen = false;
    this.#expectAnswer();
  }

  /** Nothing is shown before the server has answered (S10). */
  async #ask(signal: AbortSignal): Promise<void> {
    const config = await fetchConfig({
      server: this.#url,
      query: { site: this.site, lang: this.#languages.join() },
      token: () => (this.#remembers ? (readToken(this.#kept) ?? readToken(formerName(this.site))) : null),
      onTrouble: ({ code, message }) => {
        this.#emit('chat-error', { code, message });
        this.#troubled = this.#shown === undefined;
        if (this.#troubled && this.open) this.#fail();
      },
      signal,
    });
    if (config && !signal.aborted) this.#apply(config);
  }

  #apply(config: VisitorConfig | VisitorHidden): void {
    const { gate } = config;
    if ('site' in config) this.#config = config;
    this.#troubled = false;
    // The client may have received a newer gate meanwhile.
    if (gate.version >= (this.#state?.gate?.version ?? -1)) this.#setGate(gate);
    this.#answer();
    // Only a visitor with an active session, or one who waits for an unblock, needs a connection before they interact.
    if (this.#blocked) void this.#load().then((client) => client.watch(), ignore);
    else if (this.#config?.active || this.storage === 'eager') void this.#load().then((client) => client.resume(), ignore);
    this.#render();
  }

  #setGate({ show }: Gate): void {
    if (show === this.#shown) return;
    this.#shown = show;
    if (show) this.#reveal();
    else this.#vanish();
  }

  #reveal(): void {
    const back = this.#blocked;
    this.#blocked = false;
    this.#build();
    if (back) {
      this.#emit('chat-unblock');
      if (!this.#config && this.#life) void this.#ask(this.#life.signal);
    } else this.#emit('chat-ready');
    // The panel was open on the previous page, so it opens here.
    if (this.#remembers && tabMemory(this.#kept)?.startsWith('1')) this.open = true;
    if (this.open || this.#embedded) this.#setOpen(true);
  }

  #vanish(): void {
    this.#blocked = true;
    tabMemory(this.#kept, null);
    this.#clear();
    this.open = false;
    this.#setOpen(false);
    this.#emit('chat-block');
  }

  // Drawing -------------------------------------------------------------------------------------------------------

  #build(): void {
    this.#clear();
    const dock = (this.#dock = element('div', 'dock'));
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(shellStyles);
    const root = this.shadowRoot!;
    root.adoptedStyleSheets = [sheet];
    this.#launcher = createLauncher();
    const { button } = this.#launcher;
    button.addEventListener('click', () => this.toggle());
    // A finger also enters before it presses.
    for (const eventName of ['pointerenter', 'focusin']) button.addEventListener(eventName, () => this.#prefetch(), { once: true });
    // A click or typing anywhere in the widget is the interaction after which something may be stored; hovering is not.
    for (const eventName of ['click', 'input']) dock.addEventListener(eventName, () => this.#interact());
    dock.append(button);
    // Drawn before it is in the document, so that no transition starts from an unstyled launcher.
    this.#render();
    root.append(dock);
  }

  #clear(): void {
    this.#forgive();
    this.shadowRoot!.replaceChildren();
    this.#panel?.remove();
    this.#dock = this.#launcher = this.#panel = this.#making = this.#panelReady = undefined;
  }

  #render(): void {
    const dock = this.#dock;
    const launcher = this.#launcher;
    const panel = this.#panel;
    if (!dock || !launcher) return;
    const { position, theme } = this;
    const drawn = this.#embedded ? this.mode : 'floating';
    const colour = this.accent || getComputedStyle(this).getPropertyValue('--chat-accent').trim();
    const accent = CSS.supports('color', colour) ? colour : '';
    const open = this.#isOpen && !this.#failure;
    dock.className = `dock ${drawn} ${position} ${theme} ${open ? 'open' : ''} ${accent ? 'brand' : ''}`;
    dock.dir = this.#texts.rtl ? 'rtl' : getComputedStyle(this).direction;
    launcher.button.hidden = this.launcher === 'none' || this.#embedded || !this.#shown;
    launcher.update(open, this.unreadCount, this.#texts);
    dock.style.setProperty('--brand', accent);
    if (!panel) return;
    Object.assign(panel, {
      theme,
      accent,
      client: this.#client,
      config: this.#config,
      lang: this.#lang,
      mode: drawn,
      open: this.#isOpen,
      kept: this.#remembers ? this.#kept : '',
      acted: this.#interacted,
    });
  }

  // Opening -------------------------------------------------------------------------------------------------------

  #panelReady: Promise<void> | undefined;

  #setOpen(on: boolean): void {
    const wantsFocus = this.#wantsFocus;
    this.#wantsFocus = false;
    // Before the server has answered, and while the visitor is blocked, `open` is a request that waits.
    if (on === this.#isOpen || (on && !this.#shown)) return;
    if (on && !this.#embedded && !this.#emit('chat-before-open', {}, true)) {
      this.open = false;
      return;
    }
    this.#isOpen = on;
    const hadFocus = this.#panel?.matches(':focus-within');
    this.#render();
    if (on) {
      this.#panelReady = this.#openPanel(wantsFocus);
      this.#emit('chat-open');
    } else {
      if (hadFocus) this.#launcher?.button.focus();
      this.#emit('chat-close');
    }
  }

  async #openPanel(focus: boolean): Promise<void> {
    const signal = this.#life?.signal;
    try {
      const [module, client] = await Promise.all([this.#loaders.panel(), this.#load()]);
      const dock = this.#dock;
      if (!dock || signal?.aborted) return;
      const panel = await (this.#making ??= module.createPanel(this, dock, signal!));
      if (dock !== this.#dock) return;
      this.#panel = panel;
      this.#forgive();
      this.#render();
      if (focus && this.#isOpen) panel.takeFocus();
      await panel.updateComplete;
      void (this.#interacted ? client.connect() : client.resume());
    } catch (error) {
      if (signal?.aborted) return;
      this.#emit('chat-error', { code: 'unavailable', message: String(error) });
      if (!this.#isOpen) return;
      this.open = false;
      // In the modes that fill a box of the page, the panel is open without the attribute.
      this.#setOpen(false);
      this.#fail();
    }
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
    this.#render();
  }

  #forgive(): void {
    this.#failure?.remove();
    this.#failure = undefined;
  }

  // The client ----------------------------------------------------------------------------------------------------

  #load(): Promise<ChatClient> {
    return (this.#loading ??= this.#makeClient().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    }));
  }

  async #makeClient(): Promise<ChatClient> {
    const { signal } = this.#life!;
    const { createClient, liveStyles } = await this.#loaders.client();
    sheet?.replaceSync(shellStyles + liveStyles);
    // Evaluation, styles and creation in one task would be a long task.
    await new Promise((done) => setTimeout(done));
    signal.throwIfAborted();
    const client = (this.#client = createClient(
      { server: this.#url, site: this.site, lang: this.#lang, storage: this.storage as StorageMode },
      {
        signal,
        pageParams: () => this.getAttribute('page-params'),
        emit: (type, facts) => this.#emit(type, facts),
        follow: (state) => this.#follow(state),
        root: this.shadowRoot!,
        heard: () => this.#heard(),
        outdated: () => this.#renew(),
      },
    ));
    if (this.#consent !== undefined) void client.setConsent(this.#consent);
    this.#follow(client.getState());
    if (this.#interacted) void client.connect();
    return client;
  }

  /** Goes on with the upgrade's code, once. If that is outdated too, the panel tells the visitor what to do. */
  #renew(): void {
    const { renew } = this.#loaders;
    if (this.#renewed || this.#isOpen || !renew) return;
    this.#renewed = true;
    renew();
    this.#stop();
    this.#start();
  }

  #follow(state: ChatState): void {
    this.#state = state;
    if (state.gate) this.#setGate(state.gate);
    this.#render();
  }

  #heard(): void {
    if (this.#isOpen && !document.hidden) return;
    void this.#loaders.panel().then((module) => module.chime(this.#remembers ? this.#kept : ''), ignore);
  }

  #interact(): void {
    if (this.#interacted) return;
    this.#interacted = true;
    this.#render();
    void this.#client?.connect();
  }

  #prefetch(): void {
    this.#loaders.client().catch(ignore);
    this.#loaders.panel().then((module) => this.#life && module.shield(this, this.#life.signal), ignore);
  }

  async #whenLoaded(): Promise<ChatClient> {
    await this.#answered;
    if (this.#blocked) throw new Error('The chat is not available.');
    return this.#load();
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
  /** Name of everything the browser keeps for this chat. */
  get #kept(): string {
    return keptName(this.#url, this.site);
  }
  get #remembers(): boolean {
    return this.storage !== 'memory' && (this.#consent ?? this.storage !== 'consent');
  }
  get #lang(): string {
    return this.#texts.lang || this.#languages.find(Boolean) || '';
  }
  /** The languages the page asks for, best first. The server takes the first that is a valid language (T1). */
  get #languages(): string[] {
    return [this.lang, document.documentElement.lang, navigator.language];
  }
  get #texts(): LauncherTexts {
    return this.#config?.launcher ?? TEXTS;
  }
  get #embedded(): boolean {
    return this.mode === 'inline' || this.mode === 'page';
  }

  #expectAnswer(): void {
    this.#answered = new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  #emit(type: string, facts?: object, cancelable?: boolean): boolean {
    return this.dispatchEvent(new ChatEvent(type, facts, cancelable));
  }
}

const ignore = (): void => undefined;

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidget;
  }
}
