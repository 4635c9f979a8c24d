import type { ChatState } from '../../client/index.ts';
import type { ChatPanel, PanelHost, TranscriptLine } from '../parts.ts';
import { ChatWidgetPanel } from './panel.ts';

if (!customElements.get('chat-widget-panel')) customElements.define('chat-widget-panel', ChatWidgetPanel);

const SLOTS = ['header', 'welcome', 'before-composer', 'footer'];

/** What the shell loads when the panel is wanted. */
export function createPanel(element: HTMLElement & PanelHost): ChatPanel {
  const panel = document.createElement('chat-widget-panel');
  panel.setAttribute('part', 'panel');
  panel.setAttribute('exportparts', 'frame, header, log, composer, menu, sheet, message');
  panel.host = element;
  // An empty slot passed on would push out the panel's own content.
  for (const name of SLOTS) {
    if (!element.querySelector(`:scope > [slot="${name}"]`)) continue;
    const slot = document.createElement('slot');
    slot.slot = slot.name = name;
    panel.append(slot);
  }
  return panel;
}

/** A sound that could not be loaded is not played; the message stands in the thread all the same. */
export const chime = (storage: string): Promise<void> =>
  import('./extras.ts').then(
    (extras) => extras.chime(storage),
    () => undefined,
  );
export const transcriptOf = (state: ChatState): Promise<TranscriptLine[]> =>
  import('./extras.ts').then((extras) => extras.transcriptOf(state));
export { ChatWidgetPanel } from './panel.ts';
