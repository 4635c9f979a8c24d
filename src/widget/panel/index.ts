import type { ChatPanel } from '../parts.ts';
import { ChatWidgetPanel } from './panel.ts';

if (!customElements.get('chat-widget-panel')) customElements.define('chat-widget-panel', ChatWidgetPanel);

/** What the shell loads when the panel is wanted. */
export const createPanel = (): ChatPanel => document.createElement('chat-widget-panel');

/** A sound that could not be loaded is not played; the message stands in the thread all the same. */
export const chime = (storage: string): Promise<void> =>
  import('./extras.ts').then(
    (extras) => extras.chime(storage),
    () => undefined,
  );
export { transcriptOf } from './transcript.ts';
export { ChatWidgetPanel } from './panel.ts';
