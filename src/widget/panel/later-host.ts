import type { ReactiveControllerHost } from 'lit';
import type { ChatClient } from '../../client/index.ts';
import type { Voice } from '../../ui/voice.ts';
import type { PanelHost } from '../parts.ts';

/** The panel, as what is loaded after it sees it. */
export interface LaterHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly client: ChatClient | undefined;
  readonly host: PanelHost | undefined;
  readonly kept: string;
  readonly open: boolean;
  readonly voice: Voice | null;
  focusComposer(): void;
  /** Announces a short fact to assistive technology. */
  say(text: string): void;
}
