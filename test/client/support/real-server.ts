import { systemClock } from '../../../src/client/connection/clock.ts';
import type { SocketClass } from '../../../src/client/connection/connection.ts';
import { type ChatClient } from '../../../src/client/index.ts';
import type { ChatState } from '../../../src/client/index.ts';
import { SiteStore } from '../../../src/client/storage/site-store.ts';
import type { SessionEvent } from '../../../src/protocol/index.ts';
import { clearCookie, nameOf, serves } from './browser-stores.ts';
import type { Frame } from './fake-sockets.ts';
import { testClient, type TestClientOptions } from '../../support/test-client.ts';
import { until } from './until.ts';

export const SITE = 'demo';

interface ServerInfo {
  readonly url: string;
  /** With it the site signs who its visitors are (HS256). */
  readonly key: string;
  /** The private key whose public one the site has given (ES256). */
  readonly es256: JsonWebKey;
}

/** What the tests know of the server that runs beside them. */
export async function serverInfo(): Promise<ServerInfo> {
  const response = await fetch('/__server.json');
  const info = (await response.json()) as ServerInfo;
  serves(info.url, SITE);
  return info;
}

export const serverUrl = async (): Promise<string> => (await serverInfo()).url;

/** Every visitor's token was made so much earlier. */
export const ageTokens = (days: number): Promise<Response> => fetch(`/__age.json?days=${days}`);

/** Real sockets that a test may cut, and whose frames it may read or lose. */
export interface Wire {
  readonly WebSocket: SocketClass;
  /** All frames that came, over all connections. */
  readonly received: Frame[];
  readonly sent: Frame[];
  /** Frames for which this says true never arrive. */
  lose: (frame: Frame) => boolean;
  /** Another frame to arrive in place of one that came; undefined leaves it. */
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

/** A page of the visitor this browser's cookie names; two of them are two tabs. */
export async function openTab(extra: Partial<TestClientOptions> = {}): Promise<ChatClient> {
  return testClient({ server: await serverUrl(), site: SITE, random: () => 0, ...extra });
}

/** The browser has never been here. */
export async function forgetEverything(): Promise<void> {
  clearCookie(SITE);
  await new SiteStore(nameOf(SITE), systemClock).clear();
}

export const messages = ({ session }: ChatState): string[] => textsOf(session?.events ?? []);

export const textsOf = (events: readonly SessionEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'message.sent' ? [event.text] : []));

export const isOpen = (client: ChatClient): Promise<boolean> => until(() => client.getState().connection.status === 'open');

/** Sends and waits until the server has it. */
export async function say(client: ChatClient, text: string): Promise<void> {
  await client.send(text);
  await until(() => messages(client.getState()).includes(text) && client.getState().outbox.length === 0);
}
