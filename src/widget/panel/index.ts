import type { ChatPanel } from '../parts.ts';
import { ChatWidgetPanel } from './panel.ts';

if (!customElements.get('chat-widget-panel')) customElements.define('chat-widget-panel', ChatWidgetPanel);

/** What the shell loads when the panel is wanted. */
export const createPanel = (): ChatPanel => document.createElement('chat-widget-panel') as ChatWidgetPanel;
export { chime } from './sound.ts';
export { transcriptOf } from './transcript.ts';
export { ChatWidgetPanel } from './panel.ts';
