import type { SocketClass, SocketLike } from '../../../src/link/connection.ts';

export type Frame = Record<string, unknown> & { type: string };

/** A socket whose other end is the test. */
export class FakeSocket implements SocketLike {
  readyState = 0;
  readonly sent: Frame[] = [];
  closedWith: number | undefined;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Frame);
  }

  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  /** The server accepts the connection; the hello follows. */
  accept(): this {
    this.readyState = 1;
    this.onopen?.(new Event('open'));
    return this;
  }

  say(frame: object): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  /** The connection breaks, or the server closes it. */
  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.(new CloseEvent('close', { code, wasClean: code !== 1006 }));
  }

  ofType(type: string): Frame[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

/** A WebSocket class for the client, and the sockets it made, oldest first. */
export function fakeSockets(): { WebSocket: SocketClass; sockets: FakeSocket[]; last: () => FakeSocket } {
  const sockets: FakeSocket[] = [];
  class WebSocket extends FakeSocket {
    constructor() {
      super();
      sockets.push(this);
    }
  }
  return {
    WebSocket,
    sockets,
    last: () => {
      const socket = sockets.at(-1);
      if (!socket) throw new Error('no socket was opened');
      return socket;
    },
  };
}

export const welcome = (extra: object = {}): object => ({
  type: 'welcome',
  epoch: 'e1',
  gate: { show: true, version: 0 },
  visitor: { name: null, email: null, verified: false },
  reset: false,
  sessions: [],
  availability: 'online',
  pingMs: 25_000,
  stormMs: 1000,
  ...extra,
});
