import { ChatClient } from '../../src/client/chat-client.ts';
import type { ChatClientOptions } from '../../src/client/options.ts';
import type { ClientPorts } from '../../src/client/ports.ts';

/** A site's options, and the browser features that the test replaces. */
export type TestClientOptions = ChatClientOptions & ClientPorts;

export function testClient({ clock, random, WebSocket, loadLazy, ...options }: TestClientOptions): ChatClient {
  return new ChatClient(options, {
    ...(clock && { clock }),
    ...(random && { random }),
    ...(WebSocket && { WebSocket }),
    ...(loadLazy && { loadLazy }),
  });
}
