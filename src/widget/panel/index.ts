import type { ChatClient } from '../../client/index.ts';
import { breath } from '../../ui/breath.ts';
import type { ChatPanel, PanelHost, TranscriptLine } from '../parts.ts';
import { ChatWidgetPanel } from './panel.ts';
import { shield } from './shield.ts';

if (!customElements.get('chat-widget-panel')) customElements.define('chat-widget-panel', ChatWidgetPanel);

const SLOTS = ['header', 'welcome', 'before-composer', 'footer'];

/**
 * Puts the panel into the dock. Evaluation of this file, creation, styles and the first picture are tasks of their own:
 * together they would be a long one.
 */
export async function createPanel(element: HTMLElement & PanelHost, dock: HTMLElement, signal: AbortSignal): Promise<ChatPanel> {
  shield(element, signal);
  await breath();
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
  await breath();
  dock.prepend(panel);
  await breath();
  return panel;
}

/** A sound that could not be loaded is not played; the message stands in the thread all the same. */
export const chime = (kept: string): Promise<void> =>
  import('./extras.ts').then(
    (extras) => extras.chime(kept),
    () => undefined,
  );
export const transcriptOf = (client: ChatClient): Promise<TranscriptLine[]> =>
  import('./extras.ts').then((extras) => extras.transcriptOf(client));
export { ChatWidgetPanel } from './panel.ts';
export { shield };
