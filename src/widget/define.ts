import type { ChatWidget } from './chat-widget.ts';

/** Registers `<chat-widget>` once: a page may carry both the tag and the package. */
export function defineChatWidget(element: typeof ChatWidget): void {
  const known = customElements.get('chat-widget') as Partial<typeof ChatWidget> | undefined;
  if (!known) customElements.define('chat-widget', element);
  else if (!known.loaders) console.error('<chat-widget> is another script’s here. Load the chat before it.');
}
