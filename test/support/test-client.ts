import { ChatClient } from '../../src/client/chat-client.ts';
import type { ChatClientOptions } from '../../src/client/options.ts';
import type { ClientPorts } from '../../src/client/ports.ts';

/** A site's options, and what the test puts in the browser's place. */
export type TestClientOptions = ChatClientOptions & ClientPorts;

export function testClient({ clock, random, WebSocket, loadLazy, ...options }: TestClientOptions): ChatClient {
  return new ChatClient(options, {
    ...(clock && { clock }),
    ...(random && { random }),
    ...(WebSocket && { WebSocket }),
    ...(loadLazy && { loadLazy }),
  });
}
