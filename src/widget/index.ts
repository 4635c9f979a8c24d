import { defineChatWidget } from './define.ts';
import { ChatWidget } from './element.ts';

if (globalThis.customElements) defineChatWidget(ChatWidget);

export { ChatWidget };
export * from './public-types.ts';
