import type { ChatClient, ChatClientOptions, ChatState } from '../client/index.ts';
import type { VisitorConfig } from '../protocol/index.ts';

/**
 * The lazy parts of the widget. The entry point gives the shell their loaders, so that the shell shares no code with them.
 */
export interface Loaders {
  /** `src/widget/live-client.ts`. */
  client(): Promise<ClientModule>;
  /** `src/widget/panel/index.ts`. */
  panel(): Promise<PanelModule>;
  /** From now on loads the files with which an upgrade has replaced both. */
  renew?(): void;
}

export interface ClientModule {
  /** Launcher styles for states that only a client brings about. */
  readonly liveStyles: string;
  createClient(options: ChatClientOptions, hooks: ClientHooks): ChatClient;
  /** Removes everything the browser keeps for this chat. */
  forget(server: string, site: string): void;
}

/** The client reports to the element around it through these. */
export interface ClientHooks {
  /** Stops the reports when it aborts. */
  readonly signal: AbortSignal;
  /** Names of the URL parameters of the page that operators may see, separated by commas. */
  pageParams(): string | null;
  /** Reports a fact to the page as an event of this name. */
  emit(type: string, facts: object): void;
  /** Receives every new state. */
  follow(state: ChatState): void;
  /** The voice is placed here as long as the chat is shown. */
  readonly root: ShadowRoot;
  /** A message for the visitor arrived. */
  heard(): void;
  /** The server speaks another protocol version, and the visitor has not used the chat on this page. */
  outdated(): void;
}

export interface PanelModule {
  /**
   * Puts the panel at the start of the dock, with the slots of `element` passed on. Resolves when it is in the document, not
   * drawn yet.
   */
  createPanel(element: HTMLElement & PanelHost, dock: HTMLElement, signal: AbortSignal): Promise<ChatPanel>;
  /** Hides from the page the events inside the element. */
  shield(element: Element, signal: AbortSignal): void;
  /** A short sound for a message that arrives unseen; silent when the visitor switched it off. */
  chime(kept: string): Promise<void>;
  transcriptOf(client: ChatClient): Promise<TranscriptLine[]>;
}

/** The panel's requests to the element around it. */
export interface PanelHost {
  /** Resolves to null when the page cancelled `chat-before-send`. */
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
  /** Name of everything the browser keeps for this chat; '' keeps nothing. */
  kept: string;
  /** The visitor has acted on this page. */
  acted: boolean;
  /** Any CSS colour, or ''. */
  accent: string;
  /** Puts the focus into the composer. */
  focusComposer(): void;
  /** The visitor has opened the panel: the focus goes where they continue. */
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
