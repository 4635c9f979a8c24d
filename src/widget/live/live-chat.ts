import type { ChatClient, ChatState, Person, Proof } from '../../client/index.ts';
import { keptName } from '../../client/identity/cookie.ts';
import { tabMemory } from '../../client/identity/tab-memory.ts';
import { isNewest } from '../../client/visibility/newest.ts';
import type { Availability, Gate } from '../../protocol/index.ts';
import { ChatEvent } from '../events.ts';
import type { ChatPanel, Frame, Live, PanelModule, Shell, TranscriptLine } from '../parts.ts';
import { announceMessages } from './announce.ts';
import { drawUnread } from './draw-unread.ts';
import { wearLiveStyles } from './live-styles.ts';
import { followPage } from './page-url.ts';
import { repeatEvents } from './repeat-events.ts';

/** The chat behind the launcher: one client, and the panel once it is opened. It is loaded when a visitor needs either. */
export class LiveChat implements Live {
  readonly #client: ChatClient;
  readonly #shell: Shell;
  readonly #standVoice: () => void;
  #frame: Frame | undefined;
  #panel: ChatPanel | undefined;
  #making: Promise<ChatPanel> | undefined;
  /** The visitor has acted on this page. */
  #acted = false;

  constructor(shell: Shell, client: ChatClient) {
    const { element, signal } = shell;
    this.#shell = shell;
    this.#client = client;
    repeatEvents(client, element, signal);
    this.#standVoice = announceMessages(client, element.shadowRoot!, signal, () => this.#ring());
    followPage(client, () => element.getAttribute('page-params'), signal);
    const unfollow = client.subscribe((state) => this.#follow(state));
    signal.addEventListener('abort', () => {
      unfollow();
      client.close();
    });
  }

  get availability(): Availability | undefined {
    const { connection, availability } = this.#state;
    return connection.status === 'open' ? availability : undefined;
  }
  get unreadCount(): number {
    return this.#state.unreadCount;
  }
  get session(): Live['session'] {
    const { session } = this.#state;
    return session && { id: session.id, status: session.status };
  }

  isNewest(gate: Gate): boolean {
    return isNewest(gate, this.#state.gate);
  }

  resume(blocked: boolean): void {
    if (!blocked) return void this.#client.resume();
    this.#forgetPanel();
    void this.#client.watch();
  }

  draw(frame: Frame): void {
    const { dock, texts, ...look } = frame;
    const before = this.#frame;
    this.#frame = frame;
    // The former dock took its panel with it.
    if (before?.dock !== dock) this.#panel = this.#making = undefined;
    const panel = this.#panel;
    const leaves = before?.open && !frame.open && panel?.matches(':focus-within');
    wearLiveStyles(this.#shell.element.shadowRoot!);
    this.#drawUnread();
    if (frame.acted && !this.#acted) void this.#client.connect();
    this.#acted ||= frame.acted;
    if (panel) Object.assign(panel, look, { client: this.#client, acted: this.#acted });
    if (leaves) dock.querySelector<HTMLElement>('.launcher')!.focus();
  }

  /** Puts the panel on the page, if it is not there. */
  async build(module: PanelModule): Promise<void> {
    const { element, signal } = this.#shell;
    const dock = this.#frame?.dock;
    if (!dock) return;
    const panel = await (this.#making ??= module.createPanel(element, dock, signal));
    if (dock === this.#frame?.dock) this.#panel = panel;
  }

  async enter(takesFocus: boolean): Promise<void> {
    const panel = this.#panel;
    if (!panel) return;
    if (takesFocus && this.#frame?.open) panel.takeFocus();
    await panel.updateComplete;
    void (this.#acted ? this.#client.connect() : this.#client.resume());
  }

  focus(): void {
    this.#panel?.focusComposer();
  }

  async send(text: string): Promise<{ cid: string } | null> {
    if (!this.#asks('chat-before-send', { text })) return null;
    this.#acted = true;
    return this.#client.send(text);
  }

  async endSession(): Promise<void> {
    if (this.#asks('chat-before-end')) await this.#client.endSession();
  }

  startSession(): Promise<void> {
    this.#client.startSession();
    return Promise.resolve();
  }

  identify(person: Person | Proof): Promise<void> {
    return this.#client.identify(person);
  }

  logout(): Promise<void> {
    return this.#client.logout();
  }

  setConsent(granted: boolean): Promise<void> {
    return this.#client.setConsent(granted);
  }

  draft(text: string): void {
    this.#client.setDraft(text);
  }

  diagnose(): Record<string, unknown> {
    return this.#client.diagnose();
  }

  async transcript(): Promise<TranscriptLine[]> {
    return (await this.#shell.loaders.panel()).transcriptOf(this.#client);
  }

  #follow(state: ChatState): void {
    const { gate, connection } = state;
    const { loaders } = this.#shell;
    if (gate && !gate.show) this.#forgetPanel();
    if (gate) this.#shell.setGate(gate);
    this.#drawUnread();
    this.#standVoice();
    const outdated = connection.status === 'closed' && connection.refusal === 'unsupported_protocol';
    // A loaded panel cannot be replaced: there the panel tells the visitor (N9). If the newest files are outdated too, it does
    // so as well.
    if (!outdated || this.#frame?.open || !loaders.renew || customElements.get('chat-widget-panel')) return;
    loaders.renew();
    delete loaders.renew;
    this.#shell.restart();
  }

  get #state(): ChatState {
    return this.#client.getState();
  }

  #drawUnread(): void {
    if (this.#frame) drawUnread(this.#frame, this.unreadCount);
  }

  /** A visitor who is blocked with an open panel gets a closed one back. */
  #forgetPanel(): void {
    const { server, site } = this.#shell.options;
    tabMemory(keptName(server, site), null);
  }

  #ring(): void {
    const frame = this.#frame;
    if (!frame || (frame.open && !document.hidden)) return;
    void this.#shell.loaders.panel().then(
      (module) => module.chime(frame.kept),
      () => undefined,
    );
  }

  /** Asks the page, which may cancel. */
  #asks(type: string, facts?: object): boolean {
    return this.#shell.element.dispatchEvent(new ChatEvent(type, facts, true));
  }
}
