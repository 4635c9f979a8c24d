import type { ChatClient, ChatClientOptions, ChatState } from '../client/index.ts';
import type { VisitorConfig } from '../protocol/index.ts';

/** The lazy halves of the widget. The shell is handed how to load them, so that it shares no code with them. */
export interface Loaders {
  /** `src/widget/live-client.ts`. */
  client(): Promise<ClientModule>;
  /** `src/widget/panel/index.ts`. */
  panel(): Promise<PanelModule>;
  /** From now on, what an upgrade has put in the place of both. */
  renew?(): void;
}

export interface ClientModule {
  /** Of the launcher, for what only a client brings about. */
  readonly liveStyles: string;
  createClient(options: ChatClientOptions, hooks: ClientHooks): ChatClient;
  /** Removes everything the browser keeps for this chat. */
  forget(server: string, site: string): void;
}

/** What the client tells the element around it. */
export interface ClientHooks {
  /** Ends the telling. */
  readonly signal: AbortSignal;
  /** Names of the parameters of the page's address that operators may see, separated by commas. */
  pageParams(): string | null;
  /** A fact for the page, by the name of its event. */
  emit(type: string, facts: object): void;
  /** Every new state. */
  follow(state: ChatState): void;
  /** Where the voice stands, as long as the chat is shown. */
  readonly root: ShadowRoot;
  /** A message for the visitor arrived. */
  heard(): void;
  /** The server speaks another protocol, and nobody has used the chat on this page. */
  outdated(): void;
}

export interface PanelModule {
  /** A panel for `element`, with its slots passed on. */
  /** Puts the panel at the start of the dock; resolves when it stands there, not drawn yet. */
  createPanel(element: HTMLElement & PanelHost, dock: HTMLElement, signal: AbortSignal): Promise<ChatPanel>;
  /** Keeps from the page what happens in the element. */
  shield(element: Element, signal: AbortSignal): void;
  /** A short sound for a message nobody sees; silent when the visitor switched it off. */
  chime(kept: string): Promise<void>;
  transcriptOf(client: ChatClient): Promise<TranscriptLine[]>;
}

/** What the panel may ask of the element around it. */
export interface PanelHost {
  /** null when the page cancelled `chat-before-send`. */
  send(text: string): Promise<{ cid: string } | null>;
  endSession(): Promise<void>;
  startSession(): Promise<void>;
  hide(): void;
}

/** The panel as the shell sees it. */
export interface ChatPanel extends HTMLElement {
  client: ChatClient | undefined;
  host: PanelHost | undefined;
  config: VisitorConfig | undefined;
  open: boolean;
  /** `auto`, `light` or `dark`. */
  theme: string;
  /** `floating`, `inline` or `page`. */
  mode: string;
  /** Name of what the browser keeps for this chat; '' keeps nothing. */
  kept: string;
  /** The visitor has acted on this page. */
  acted: boolean;
  /** Any CSS colour, or ''. */
  accent: string;
  /** Puts the focus into the composer. */
  focusComposer(): void;
  /** The visitor has opened it: the focus goes where they go on. */
  takeFocus(): void;
  readonly updateComplete: Promise<unknown>;
}

/** A line of `transcript()`. `at` is milliseconds since 1970; `name` is null for the visitor. */
export interface TranscriptLine {
  readonly author: 'visitor' | 'operator' | 'system';
  readonly name: string | null;
  readonly text: string;
  readonly at: number;
}
