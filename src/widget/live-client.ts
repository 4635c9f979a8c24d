import { ChatClient } from '../client/index.ts';
import type { ChatClientOptions, ChatEventName } from '../client/index.ts';
import type { ClientHooks } from './parts.ts';

/** Facts of the client the element repeats as `chat-…`. Block and unblock are told when the page shows them. */
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

/** The client as the element uses it. What ties the two together is loaded with the client: a stranger's page does without. */
export const createClient = (options: ChatClientOptions, hooks: ClientHooks): ChatClient => attach(new ChatClient(options), hooks);

/** Ties `client` to its element until `hooks.signal` ends that. */
export function attach(client: ChatClient, { signal, emit, follow, heard }: ClientHooks): ChatClient {
  for (const name of REPEATED) client.addEventListener(name, (event) => emit(`chat-${name}`, event.detail), { signal });
  client.addEventListener('message', ({ message }) => heard(message.author), { signal });
  signal.addEventListener('abort', client.subscribe(follow));
  const tellPage = (): void => client.setPage({ url: location.href, title: document.title });
  tellPage();
  // Single-page sites move without loading: the operator sees where the visitor is.
  const { navigation } = globalThis as { navigation?: EventTarget };
  (navigation ?? globalThis).addEventListener(navigation ? 'navigatesuccess' : 'popstate', tellPage, { signal });
  return client;
}
