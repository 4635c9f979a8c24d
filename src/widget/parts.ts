import type { ChatClient, ChatClientOptions, Person, Proof } from '../client/index.ts';
import type { Availability, Gate, LauncherTexts, SessionStatus, VisitorConfig } from '../protocol/index.ts';

/**
 * The lazy parts of the widget. The entry point gives the shell their loaders, so that the shell shares no code with them.
 */
export interface Loaders {
  /** `src/widget/opening/index.ts`. */
  client(): Promise<ClientModule>;
  /** `src/widget/panel/index.ts`. */
  panel(): Promise<PanelModule>;
  /** From now on loads the files with which an upgrade has replaced both. */
  renew?(): void;
}

export interface ClientModule {
  /** Makes the client and connects it to the element, until the shell's signal aborts. */
  start(shell: Shell): Promise<Chat>;
  /** Removes everything the browser keeps for this chat. */
  forget(server: string, site: string): void;
}

/** The launcher, as the chat behind it sees it. */
export interface Shell {
  readonly element: HTMLElement & PanelHost & { readonly mode: string; readonly theme: string; readonly accent: string };
  readonly loaders: Loaders;
  readonly options: ChatClientOptions;
  readonly signal: AbortSignal;
  view(): ShellView;
  /** Loads the panel, unless it is on its way. */
  panel(): Promise<PanelModule>;
  /** Shows or hides everything. */
  setGate(gate: Gate): void;
  restart(): void;
  /** Says where the visitor clicked that the chat could not be loaded. */
  giveUp(error: unknown): void;
  /** Takes that back. */
  forgive(): void;
}

/** The state of the launcher. */
export interface ShellView extends Pick<Frame, 'lang' | 'config' | 'kept' | 'acted'> {
  readonly dock: HTMLElement | undefined;
  /** The panel is to be open. */
  readonly wanted: boolean;
  /** The visitor opens it. */
  readonly takesFocus: boolean;
  /** The card says that the chat could not be loaded. */
  readonly failed: boolean;
}

/** What the launcher has loaded. */
export interface Chat {
  readonly live: Live;
  /** Resolves when the panel is on the page. */
  readonly opening: Promise<void> | undefined;
  /** The launcher has been drawn anew. */
  update(): void;
  /** Returns false when there is no open panel. */
  focus(): boolean;
}

/** What the launcher tells the chat behind it with each drawing. */
export interface Frame {
  /** The box of launcher and panel. Its class `open` says that the launcher closes the panel. */
  readonly dock: HTMLElement;
  readonly texts: LauncherTexts;
  /** From here on as in `ChatPanel`. */
  readonly open: boolean;
  readonly theme: string;
  readonly mode: string;
  readonly accent: string;
  readonly lang: string;
  readonly config: VisitorConfig | undefined;
  readonly kept: string;
  readonly acted: boolean;
}

/** Calls of the page that the launcher passes on. */
export interface Calls extends Pick<PanelHost, 'send' | 'endSession' | 'startSession'> {
  identify(person: Person | Proof): Promise<void>;
  logout(): Promise<void>;
  draft(text: string): void;
  transcript(): Promise<TranscriptLine[]>;
}

/** The chat behind the launcher. */
export interface Live extends Calls {
  /** undefined while there is no connection that knows it. */
  readonly availability: Availability | undefined;
  readonly unreadCount: number;
  readonly session: { readonly id: string; readonly status: SessionStatus } | null;
  /** Whether the client has heard of no newer gate. */
  isNewest(gate: Gate): boolean;
  setConsent(granted: boolean): Promise<void>;
  diagnose(): Record<string, unknown>;
  /** Connects without an interaction of the visitor. `blocked`: waits for the end of the block. */
  resume(blocked: boolean): void;
  draw(frame: Frame): void;
  /** Puts the panel on the page, if it is not there. */
  build(module: PanelModule): Promise<void>;
  /** Resolves when the panel is drawn. `takesFocus`: the visitor has opened it. */
  enter(takesFocus: boolean): Promise<void>;
  focus(): void;
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

/** The panel as the chat around it sees it. */
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
