import type { ChatClient, ChatEventName } from '../../client/index.ts';
import { ChatEvent } from '../events.ts';

/**
 * Client events that the element repeats as `chat-…`. The element fires block and unblock itself, when the page shows them.
 */
const REPEATED: readonly ChatEventName[] = [
  'session-start',
  'session-end',
  'message',
  'message-status',
  'unread-change',
  'availability-change',
  'operator-join',
  'typing',
  'rating',
  'error',
];

export function repeatEvents(client: ChatClient, element: Element, signal: AbortSignal): void {
  for (const name of REPEATED)
    client.addEventListener(name, (event) => void element.dispatchEvent(new ChatEvent(`chat-${name}`, event.detail)), { signal });
}
