import type { ChatClient } from '../../client/index.ts';
import { yieldToBrowser } from '../../ui/yield-to-browser.ts';
import type { ChatPanel, PanelHost, TranscriptLine } from '../parts.ts';
import { ChatWidgetPanel } from './panel.ts';
import { shield } from './shield.ts';

if (!customElements.get('chat-widget-panel')) customElements.define('chat-widget-panel', ChatWidgetPanel);

const SLOTS = ['header', 'welcome', 'before-composer', 'footer'];

/**
 * Puts the panel into the dock. Evaluation of this file, creation, styles and the first drawing are separate tasks: together
 * they would be a long one.
 */
export async function createPanel(element: HTMLElement & PanelHost, dock: HTMLElement, signal: AbortSignal): Promise<ChatPanel> {
  shield(element, signal);
  await yieldToBrowser();
  const panel = document.createElement('chat-widget-panel');
  panel.setAttribute('part', 'panel');
  panel.setAttribute('exportparts', 'frame, header, log, composer, menu, sheet, message');
  panel.host = element;
  // An empty slot that is passed on would replace the panel's own content.
  for (const name of SLOTS) {
    if (!element.querySelector(`:scope > [slot="${name}"]`)) continue;
    const slot = document.createElement('slot');
    slot.slot = slot.name = name;
    panel.append(slot);
  }
  await yieldToBrowser();
  dock.prepend(panel);
  await yieldToBrowser();
  return panel;
}

/** A sound that cannot be loaded is not played; the message is in the thread all the same. */
export const chime = (kept: string): Promise<void> =>
  import('./panel-menus.ts').then(
    (menus) => menus.chime(kept),
    () => undefined,
  );
export const transcriptOf = (client: ChatClient): Promise<TranscriptLine[]> =>
  import('./panel-menus.ts').then((menus) => menus.transcriptOf(client));
export { ChatWidgetPanel } from './panel.ts';
export { shield };
