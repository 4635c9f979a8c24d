import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { LitElement } from 'lit';
import type { LoginState, Site } from '../../protocol/index.ts';
import { regional } from '../../ui/i18n.ts';
import { createVoice } from '../../ui/voice.ts';
import { createApi } from '../store/api.ts';
import type { Api } from '../store/api.ts';
import { actOnKey } from './app-keys.ts';
import { visitorName } from '../parts/format.ts';
import { focusPane, focusReply, focusRow, listIn, nextChat } from '../inbox/focus.ts';
import { chatRoute, detailsRoute, LIST, openChatOf, showsDetails } from '../inbox/routes.ts';
import { isTaken, watchFocus } from './keyboard.ts';
import { languagePart, notifierPart, settingNoticePart, smallScreensPart } from './parts.ts';
import type { Notifier } from './notify.ts';
import type { Page } from './page.ts';
import { linkPageOf, pageOf, routeOf } from '../pages.ts';
import { TickController } from '../parts/element.ts';
import { fetchAheadOnce, isPartMissing, retryParts, watchParts } from '../parts/lazy.ts';
import { drawDialog, drawGate, drawPage } from './drawing.ts';
import { OperatorStore } from './operator-store.ts';
import { refuseStrayFiles } from './stray-files.ts';
import { loading, failed, why } from '../parts/common.ts';
import { connectionBanner, missingPartBanner, soundHint } from './connection-banner.ts';
import { rail } from './rail.ts';
import { ToastController } from './toast.ts';
import { goBack, hashOf, noteOrigin } from './router.ts';
import type { Route } from './router.ts';
import type { Dialog, Screen } from './screen.ts';
import type { Selection } from '../inbox/selection.ts';
import { loadSettings, saveSettings, showSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { SERVER } from './server.ts';
import { DashboardClient } from '../store/dashboard-client.ts';
import type { News } from '../store/news.ts';
import { KeptReplies } from '../store/kept-replies.ts';
import { attentionCount, showsOtherwise, threadOf } from '../store/selectors.ts';
import { SiteClients } from '../store/site-clients.ts';
import type { Chat, DashboardState } from '../store/types.ts';
import { translator } from '../strings/index.ts';
import type { Translate } from '../strings/index.ts';

const NARROW = '(max-width: 1180px)';
/** No room for two panes: phones, and a desk's screen at 400 %. The sheets have the same figure. */
const ONE_PANE = '(max-width: 719.98px)';

/** The operators' screen: log-in gate, routes by hash, the clients of the sites. */
export class DashboardApp extends LitElement {
  static override properties = {
    login: { state: true },
    phase: { state: true },
    failure: { state: true },
    route: { state: true },
    settings: { state: true },
    state: { state: true, hasChanged: showsOtherwise },
    dialog: { state: true },
    selection: { state: true },
    details: { state: true },
  };
  declare login: LoginState | null;
  declare phase: 'asking' | 'out' | 'in' | 'failed';
  declare failure: string;
  declare route: Route;
  declare settings: Settings;
  declare state: DashboardState | null;
  declare dialog: Dialog | null;
  declare selection: Selection | null;
  declare details: boolean;
  /** Tests hand in their own. */
  api: Api = createApi(SERVER);
  readonly #toast = new ToastController(this);
  readonly #voice = createVoice();
  readonly #narrow = matchMedia(NARROW);
  readonly #onePane = matchMedia(ONE_PANE);
  /** The row that gets the focus when the list comes back, when it is not that of the chat. */
  #row: string | undefined;
  readonly #blockedHere = new Set<string>();
  readonly #clients = new SiteClients(
    (site) => this.#clientOf(site),
    (state) => (this.state = state),
  );
  readonly #store = new OperatorStore();
  #notifier: Notifier | null = null;
  /** The operator whose drafts the clients hold. They stay while the server has ended the log-in. */
  #author: string | null = null;
  #loggingOut = false;
  #stop = new AbortController();
  focusFell: () => boolean = () => false;

  constructor() {
    super();
    this.login = null;
    this.phase = 'asking';
    this.failure = '';
    this.route = routeOf(location.hash);
    this.settings = loadSettings();
    this.state = null;
    this.dialog = null;
    this.selection = null;
    this.details = !this.#narrow.matches;
    new TickController(this, () => this.state !== null && this.state.connection.status !== 'open');
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    addEventListener('hashchange', () => this.#onRoute(), { signal });
    watchParts(() => this.requestUpdate(), signal);
    this.focusFell = watchFocus(signal);
    addEventListener('keydown', (event) => this.#onKey(event), { signal });
    // Only where the browser refuses to store it (W1).
    addEventListener('beforeunload', (event) => this.#clients.kept.some((kept) => kept.isAtRisk) && event.preventDefault(), { signal });
    refuseStrayFiles(() => this.#toast.show({ text: this.#t('filesRefused') }), signal);
    addEventListener('online', () => this.requestUpdate(), { signal });
    addEventListener('offline', () => this.requestUpdate(), { signal });
    this.#onePane.addEventListener('change', () => this.requestUpdate(), { signal });
    this.#narrow.addEventListener('change', () => this.#onWidth(), { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => showSettings(this.settings), { signal });
    this.addEventListener('chat-closed', ({ chat }) => this.#afterChat(chat, true), { signal });
    this.addEventListener('visitor-blocked', ({ chat }) => this.#afterChat(chat, false), { signal });
    document.body.append(this.#voice);
    showSettings(this.settings);
    void this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop.abort();
    this.#voice.remove();
    this.#leave();
  }

  get #t(): Translate {
    return translator(this.settings.language);
  }

  /** Is anybody logged in? */
  async #ask(): Promise<void> {
    this.phase = 'asking';
    if (linkPageOf(this.route)) {
      this.phase = 'out';
      return;
    }
    try {
      this.#enter(await this.api.whoAmI());
    } catch (error) {
      if ((error as { code?: string }).code === 'unauthorized') this.phase = 'out';
      else {
        this.failure = why(this.#t, error);
        this.phase = 'failed';
      }
    }
  }

  #enter(login: LoginState): void {
    const { id } = login.operator;
    if (id !== this.#author) this.#leave();
    this.#author = id;
    this.login = login;
    this.phase = 'in';
    this.#clients.resume(login.sites);
    if (linkPageOf(this.route)) this.go(LIST);
    void this.#listen();
    if (this.#site) this.#clients.show(this.#site);
  }

  /** Sound and desktop notifications. */
  async #listen(): Promise<void> {
    const author = this.#author;
    const Notifier = await notifierPart.ready();
    if (!Notifier || author === null || author !== this.#author || this.phase !== 'in') return;
    this.#notifier?.close();
    this.#notifier = new Notifier({
      sound: () => this.settings.sound,
      desktop: () => this.settings.desktop,
      words: (news) => ({ title: this.#titleOf(news), body: news.text }),
      isShown: ({ site, chat }) => this.#isShown(site, chat),
      isWaiting: () => this.#clients.states.some(({ counts, operator }) => counts.waiting > 0 && operator?.presence !== 'away'),
      onMuted: () => this.requestUpdate(),
      onOpen: ({ site, chat }) => {
        this.#show(site);
        this.go(chatRoute(chat.id));
      },
    });
    this.requestUpdate();
  }

  /** The site on the screen: the one chosen last, else the first. */
  get #site(): Site | undefined {
    const sites = this.login?.sites ?? [];
    return sites.find(({ key }) => key === this.settings.site) ?? sites[0];
  }

  /** Puts a site on the screen and remembers it. */
  #show(key: string): void {
    if (key === this.#site?.key) return;
    void this.#change({ site: key });
    this.dialog = null;
    if (this.#site) this.#clients.show(this.#site);
    this.go(LIST);
  }

  #clientOf(site: Site): DashboardClient {
    const { operator } = this.login!;
    return new DashboardClient({
      site: site.key,
      api: this.api,
      socketUrl: `${SERVER}/v1/operator/socket`,
      operator,
      onNews: (news) => {
        this.#announce(news);
        this.#notifier?.tell(news);
      },
      kept: new KeptReplies(this.#store.of(operator.id), site.key),
      onUnlisted: (chat) => this.#sayKept(site.key, chat),
      onLoggedOut: () => this.#ended(),
    });
  }

  /** What the thread on the screen does not say itself is said here, whatever has the focus (U1). */
  #announce(news: News): void {
    const { site, chat, text } = news;
    if (this.#isShown(site, chat) && this.state && threadOf(this.state, chat)) return;
    this.#voice.say(`${this.#titleOf(news)}: ${text}`);
  }

  #titleOf({ kind, chat }: News): string {
    const name = visitorName(chat.visitor, this.#t);
    return kind === 'chat' ? this.#t('newChatFrom', { name }) : name;
  }

  #isShown(site: string, chat: Chat): boolean {
    return site === this.#site?.key && openChatOf(this.route) === chat.id;
  }

  /** What an operator wrote for a chat that a colleague has closed can be found again (W1). */
  #sayKept(site: string, chat: string): void {
    if (openChatOf(this.route) === chat) return;
    const open = (): void => {
      this.#show(site);
      this.go(chatRoute(chat));
    };
    this.#toast.show({ text: this.#t('closedKept'), open });
  }

  /** The server speaks another protocol: the page is loaded anew, and what was written goes along (N9). */
  readonly #reload = async (): Promise<void> => {
    await Promise.all(this.#clients.kept.map((kept) => kept.flush()));
    location.reload();
  };

  #leave(): void {
    this.#clients.close();
    this.#author = null;
    this.#clear();
    this.#blockedHere.clear();
  }

  #clear(): void {
    this.#notifier?.close();
    this.#notifier = null;
    this.state = null;
    this.dialog = null;
    this.selection = null;
  }

  /** The server has ended the log-in: its time is over, or another window logged out. What the operator wrote waits for their return. */
  #ended(): void {
    if (this.#loggingOut) return this.#loggedOut();
    if (!this.login) return;
    this.#clients.pause();
    this.#clear();
    this.login = null;
    this.phase = 'out';
  }

  #loggedOut(): void {
    this.#leave();
    this.login = null;
    this.phase = 'out';
  }

  async #logOut(): Promise<void> {
    const { operator } = this.login ?? {};
    this.#loggingOut = true;
    try {
      await this.api.logout();
    } catch (error) {
      if ((error as { code?: string }).code !== 'unauthorized') return this.#toast.show({ text: why(this.#t, error) });
    } finally {
      this.#loggingOut = false;
    }
    this.#loggedOut();
    // Other people may use this browser, so a log-out leaves nothing behind.
    if (operator) await this.#store.of(operator.id).clear();
  }

  readonly go = (route: Route): void => {
    const hash = hashOf(route);
    const before = this.route;
    if (location.hash !== hash) {
      location.hash = hash;
      noteOrigin(before);
    }
    this.route = route;
    this.#moved(before);
  };

  readonly #back = (to: Route): void => {
    const before = this.route;
    goBack(to);
    this.route = to;
    this.#moved(before);
  };

  /** What comes on the screen gets the focus when nothing of what had it is there any more (U2, U4). */
  #moved(before: Route): void {
    const row = this.#row;
    this.#row = undefined;
    // Chats are picked to be closed from the list. An operator who opens something has turned to other work.
    this.selection = null;
    const { route } = this;
    if (this.phase !== 'in' || hashOf(before) === hashOf(route)) return;
    const goes = before.page !== route.page && this.querySelector('main')?.contains(document.activeElement);
    if (this.onePane || goes) void this.#focusPage(before, row);
  }

  async #focusPage(before: Route, row: string | undefined): Promise<void> {
    const { route } = this;
    const page = await pageOf(route).part.ready();
    if (this.route === route) await page?.takeFocus(this, before, row);
  }

  #onRoute(): void {
    const route = routeOf(location.hash);
    const before = this.route;
    // The address follows what is on the screen already.
    if (hashOf(before) === hashOf(route)) return;
    noteOrigin(before);
    this.route = route;
    this.dialog = null;
    this.#moved(before);
    if (linkPageOf(route) || (linkPageOf(before) && this.phase === 'out')) void this.#ask();
    // The drawer covers the thread: another chat is opened to be read.
    if (this.#narrow.matches && route.page === before.page && openChatOf(route) !== openChatOf(before)) this.details = false;
  }

  get page(): Page | undefined {
    return pageOf(this.route).part.code;
  }

  get onePane(): boolean {
    return this.#onePane.matches;
  }

  #onWidth(): void {
    this.details = !this.#narrow.matches;
    this.requestUpdate();
  }

  async #change(settings: Partial<Settings>): Promise<void> {
    if (settings.language && !(await languagePart(settings.language).ready())) return;
    this.settings = { ...this.settings, ...settings };
    saveSettings(this.settings);
    showSettings(this.settings);
  }

  /** After Close or Block the focus goes to the next chat in the list. */
  #afterChat(chat: Chat, closed: boolean): void {
    const next = nextChat(this, chat.id);
    if (this.onePane) {
      // A blocked chat stays on the screen and says so.
      if (!closed) return void focusPane(this, LIST);
      this.#row = next;
      return this.#back(LIST);
    }
    if (closed) this.go(LIST);
    void focusRow(this, next);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape' && this.selection && !isTaken(event)) return listIn(this)?.select((selecting) => selecting.end());
    if (event.key === 'Escape' && this.details && this.#narrow.matches && !this.onePane && !document.querySelector('dialog[open]')) {
      this.details = false;
      return;
    }
    if (this.phase === 'in' && actOnKey(this, event)) event.preventDefault();
  }

  get #detailsOpen(): boolean {
    return this.onePane ? showsDetails(this.route) : this.details;
  }

  #setDetails(open: boolean): void {
    const chat = openChatOf(this.route);
    if (!this.onePane) this.details = open;
    else if (chat !== null && open !== this.#detailsOpen) {
      if (open) this.go(detailsRoute(chat));
      else this.#back(chatRoute(chat));
    }
  }

  readonly toggleDetails = (): void => this.#setDetails(!this.#detailsOpen);

  readonly undo = (): boolean => this.#toast.undo();

  readonly showHelp = (): void => {
    this.dialog = { kind: 'shortcuts' };
  };

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const t = this.#t;
    const page = t(this.phase === 'in' ? pageOf(this.route).title : (linkPageOf(this.route)?.title ?? 'login'));
    // The list is on the screen, so what an operator opens next can come.
    if (this.state?.loaded) fetchAheadOnce(this.#stop.signal);
    const count = this.state ? attentionCount(this.state) : 0;
    document.title = `${count ? `(${count}) ` : ''}${page}`;
  }

  #screen(site: Site, state: DashboardState, client: DashboardClient): Screen {
    const { language } = this.settings;
    return {
      t: this.#t,
      language,
      locale: regional(language),
      state,
      client,
      api: this.api,
      site,
      sites: this.login!.sites,
      route: this.route,
      settings: this.settings,
      dialog: this.dialog,
      selection: this.selection,
      onePane: this.onePane,
      details: this.#detailsOpen,
      blockedHere: this.#blockedHere,
      now: Date.now,
      go: this.go,
      back: this.#back,
      focusReply: () => this.onePane || void focusReply(this),
      chooseSite: (key) => this.#show(key),
      toast: (toast) => this.#toast.show(toast),
      voice: this.#voice,
      show: (dialog) => (this.dialog = dialog),
      change: (settings) => void this.#change(settings),
      pick: (change) => (this.selection = change(this.selection)),
      setDetails: (open) => this.#setDetails(open),
      noteBlocked: (visitor) => this.#blockedHere.add(visitor),
      testSound: () => this.#notifier?.ring.test(),
      logOut: () => void this.#logOut(),
    };
  }

  protected override render(): TemplateResult {
    const t = this.#t;
    // Nothing is drawn in the wrong words, or for a wider window.
    const isComing = !languagePart(this.settings.language).code || (this.#narrow.matches && !smallScreensPart.code);
    if (isComing && !isPartMissing()) return loading(t);
    const gate = {
      t,
      api: this.api,
      onLogin: (login: LoginState) => {
        this.#enter(login);
        // The form has gone, and the focus with it (U2).
        void focusRow(this, undefined);
      },
    };
    switch (this.phase) {
      case 'asking':
        return loading(t);
      case 'failed':
        return failed(t, this.failure, () => void this.#ask());
      case 'out':
        return drawGate(gate, this.route, this.#author !== null);
      case 'in': {
        const site = this.#site;
        const client = this.#clients.current;
        if (!site || !this.state || !client)
          return html`<main class="loading">
            <p>${t('noSites')}</p>
            <button class="btn" type="button" @click=${() => this.#logOut()}>${t('logOut')}</button>
          </main>`;
        return this.#inside(this.#screen(site, this.state, client));
      }
    }
  }

  #inside(screen: Screen): TemplateResult {
    const { t, route, state } = screen;
    return html`<div class="app at-${this.page?.pane?.(route) ?? 'page'}">
        ${rail(screen)}
        <div class="work">
          ${connectionBanner(t, state, { retry: () => screen.client.retryNow(), reload: () => void this.#reload() })}
          ${this.settings.sound && this.#notifier?.ring.isMuted ? soundHint(t, () => this.#notifier?.ring.test()) : nothing}
          ${state.operator?.role === 'admin' ? settingNoticePart.code?.(screen) : nothing}
          ${isPartMissing() ? missingPartBanner(t, retryParts) : nothing} ${drawPage(screen)}
        </div>
      </div>
      ${this.#toast.render(t)} ${drawDialog(screen, () => (this.dialog = null))}`;
  }
}
