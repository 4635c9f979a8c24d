import type { ChatClient, ChatClientOptions, ChatState } from '../client/index.ts';
import type { VisitorConfig } from '../protocol/index.ts';

/** The lazy halves of the widget. The shell is handed how to load them, so that it shares no code with them. */
export interface Loaders {
  /** `src/client/index.ts`. */
  client(): Promise<{ ChatClient: new (options: ChatClientOptions) => ChatClient }>;
  /** `src/widget/panel/index.ts`. */
  panel(): Promise<PanelModule>;
}

export interface PanelModule {
  createPanel(): ChatPanel;
  /** A short sound for a message nobody sees; silent when the visitor switched it off. */
  chime(storage: string): Promise<void>;
  transcriptOf(state: ChatState): TranscriptLine[];
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
  /** `floating`, `inline` or `page`. */
  mode: string;
  storage: string;
  /** Any CSS colour, or ''. */
  accent: string;
  /** Puts the focus into the composer. */
  focusComposer(): void;
  readonly updateComplete: Promise<unknown>;
}

/** A line of `transcript()`. `at` is milliseconds since 1970; `name` is null for the visitor. */
export interface TranscriptLine {
  readonly author: 'visitor' | 'operator' | 'system';
  readonly name: string | null;
  readonly text: string;
  readonly at: number;
}
