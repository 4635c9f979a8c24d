import type { ChatWidget } from './chat-widget.ts';

/** Registers `<chat-widget>`, once: a page may carry the tag and the package. */
export function defineChatWidget(element: typeof ChatWidget): void {
  if (!customElements.get('chat-widget')) customElements.define('chat-widget', element);
}
