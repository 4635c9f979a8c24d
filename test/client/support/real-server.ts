import { systemClock } from '../../../src/link/clock.ts';
import type { SocketClass } from '../../../src/link/connection.ts';
import { type ChatClient } from '../../../src/client/index.ts';
import type { ChatState } from '../../../src/client/index.ts';
import { BrowserStore } from '../../../src/link/browser-store.ts';
import type { SessionEvent } from '../../../src/protocol/index.ts';
import { clearCookie, nameOf, serves } from './browser-stores.ts';
import type { Frame } from './fake-sockets.ts';
import { testClient, type TestClientOptions } from '../../support/test-client.ts';
import { until } from './until.ts';

export const SITE = 'demo';

interface ServerInfo {
  readonly url: string;
  /** The key with which the site signs its visitors' identities (HS256). */
  readonly key: string;
  /** The private key that belongs to the site's public one (ES256). */
  readonly es256: JsonWebKey;
}

/** The facts that tests need about the server beside them. */
export async function serverInfo(): Promise<ServerInfo> {
  const response = await fetch('/__server.json');
  const info = (await response.json()) as ServerInfo;
  serves(info.url, SITE);
  return info;
}

export const serverUrl = async (): Promise<string> => (await serverInfo()).url;

/** Makes every visitor's token older by this many days. */
export const ageTokens = (days: number): Promise<Response> => fetch(`/__age.json?days=${days}`);

/** Real sockets that a test may cut, and whose frames it may read or lose. */
export interface Wire {
  readonly WebSocket: SocketClass;
  /** All frames received, over all connections. */
  readonly received: Frame[];
  readonly sent: Frame[];
  /** Frames for which this returns true never arrive. */
  lose: (frame: Frame) => boolean;
  /** Returns a frame that arrives in place of the given one; undefined keeps the given one. */
  replace: (frame: Frame) => Frame | undefined;
  /** Cuts the present connection. */
  cut: () => void;
}

export function wire(): Wire {
  const received: Frame[] = [];
  const sent: Frame[] = [];
  const sockets: WebSocket[] = [];
  class TappedSocket extends globalThis.WebSocket {
    constructor(url: string) {
      super(url);
      sockets.push(this);
      this.addEventListener(
        'message',
        (event: MessageEvent<string>) => {
          const frame = JSON.parse(event.data) as Frame;
          const other = event.isTrusted ? made.replace(frame) : undefined;
          if (other) {
            event.stopImmediatePropagation();
            this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(other) }));
          } else if (made.lose(frame)) event.stopImmediatePropagation();
          else received.push(frame);
        },
        { capture: true },
      );
    }

    override send(data: string): void {
      sent.push(JSON.parse(data) as Frame);
      super.send(data);
    }
  }
  const made: Wire = {
    WebSocket: TappedSocket,
    received,
    sent,
    lose: () => false,
    replace: () => undefined,
    cut: () => sockets.at(-1)?.close(3000),
  };
  return made;
}

/** A page of the visitor in this browser's cookie; two of them are two tabs. */
export async function openTab(extra: Partial<TestClientOptions> = {}): Promise<ChatClient> {
  return testClient({ server: await serverUrl(), site: SITE, random: () => 0, ...extra });
}

/** Makes this browser one that has never been here. */
export async function forgetEverything(): Promise<void> {
  clearCookie(SITE);
  await new BrowserStore(nameOf(SITE), systemClock).clear();
}

export const messages = ({ session }: ChatState): string[] => textsOf(session?.events ?? []);

export const textsOf = (events: readonly SessionEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'message.sent' ? [event.text] : []));

export const isOpen = (client: ChatClient): Promise<boolean> => until(() => client.getState().connection.status === 'open');

/** Sends and waits until the server has stored it. */
export async function say(client: ChatClient, text: string): Promise<void> {
  await client.send(text);
  await until(() => messages(client.getState()).includes(text) && client.getState().outbox.length === 0);
}
