import type { ReactiveControllerHost } from 'lit';
import type { ChatClient } from '../../client/index.ts';
import type { Voice } from '../../ui/voice.ts';
import type { PanelHost } from '../parts.ts';
import type { WidgetStrings } from '../strings/en.ts';

/** The panel, as what is loaded after it sees it. */
export interface LaterHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly client: ChatClient | undefined;
  readonly host: PanelHost | undefined;
  readonly kept: string;
  readonly open: boolean;
  readonly voice: Voice | null;
  readonly strings: WidgetStrings;
  /** There are earlier messages on the server. */
  readonly more: boolean;
  focusComposer(): void;
  /** The whole thread takes the place of its end. Returns whether the reader is at the end. */
  replaceThread(): boolean;
  /** Announces a short fact to assistive technology. */
  say(text: string): void;
}
