import { nanoid } from 'nanoid';
import { apply } from '../../../src/client/conversation/session-state.ts';
import { initialState } from '../../../src/client/state-store.ts';
import type { ChatState } from '../../../src/client/chat-state.ts';
import type { Ack, ErrorFrame, Gate, VisitorServerFrame } from '../../../src/protocol/index.ts';
import type { TestServer } from '../../support/server.ts';
import { type OperatorWire, VisitorWire } from '../../support/wire.ts';
import { line, type Screen, type SentMessage } from '../history.ts';

/** One open page: the client's own reducer fed by a real connection. */
export class Tab {
  readonly name: string;
  readonly address: string;
  readonly tab = nanoid();
  readonly sent: SentMessage[] = [];
  wire!: VisitorWire;
  state: ChatState = initialState;
  token: string | undefined;
  /** The gate with the highest version so far (B6). */
  gate: Gate = { show: true, version: -1 };
  #epoch: string | undefined;
  readonly #server: TestServer;

  constructor(name: string, server: TestServer, address: string) {
    this.name = name;
    this.address = address;
    this.#server = server;
  }

  async connect(): Promise<void> {
    const { session } = this.state;
    const wire = new VisitorWire(this.#server, { address: this.address });
    this.wire = wire;
    // Before the wire's own listener, so that code that waits for a frame finds it applied.
    wire.socket.prependListener('message', (data: Buffer) => {
      this.#receive(JSON.parse(data.toString()) as VisitorServerFrame);
    });
    await wire.hello({
      tab: this.tab,
      ...(this.token && { token: this.token }),
      ...(this.#epoch && { epoch: this.#epoch }),
      ...(session && { cursor: { session: session.id, seq: session.lastSeq } }),
    });
    await wire.until(() => wire.frames.some(({ type }) => type === 'welcome' || type === 'gate'), 'the answer to hello');
  }

  async reconnect(): Promise<void> {
    this.wire.socket.terminate();
    await this.connect();
  }

  #receive(frame: VisitorServerFrame): void {
    if (frame.type === 'welcome') {
      this.token ??= frame.newToken ?? '';
      this.#epoch = frame.epoch;
    }
    if (frame.type === 'gate') {
      if (frame.version >= this.gate.version) this.gate = { show: frame.show, version: frame.version };
      if (!frame.show) this.state = { ...initialState };
      return;
    }
    const { state, missing } = apply(this.state, frame);
    this.state = state;
    for (const { session, after } of missing) this.wire.send({ type: 'sync', session, after });
  }

  /** The gate of the highest version says so. */
  async toldToShow(show: boolean): Promise<void> {
    await this.wire.until(() => this.gate.version >= 0 && this.gate.show === show, `gate {show: ${show}} as the highest version`);
  }

  /** Everything the server has sent until now is here. */
  async caughtUp(): Promise<void> {
    const { frames } = this.wire;
    const pongs = () => frames.filter(({ type }) => type === 'pong').length;
    const before = pongs();
    this.wire.send({ type: 'ping' });
    await this.wire.until(() => pongs() > before, 'pong');
  }

  screen(): Screen {
    const { session, earlier } = this.state;
    return {
      name: this.name,
      side: 'visitor',
      sessions: new Map([session, ...earlier].flatMap((view) => (view ? [[view.id, view.events.map(line)] as const] : []))),
    };
  }
}

export interface Desk {
  readonly id: string;
  request(frame: { cid: string }): Promise<Ack | ErrorFrame>;
}

/** The operator's side: sends commands and keeps nothing but which caller waits for which answer. */
export function desk(id: string, wire: OperatorWire): Desk {
  const waiting = new Map<string, (answer: Ack | ErrorFrame) => void>();
  // Instead of the wire's own listener, which keeps every frame.
  wire.socket.removeAllListeners('message');
  wire.socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (!text.startsWith('{"type":"ack"') && !text.startsWith('{"type":"error"')) return;
    const frame = JSON.parse(text) as Ack | ErrorFrame;
    if (frame.cid === undefined) return;
    waiting.get(frame.cid)?.(frame);
    waiting.delete(frame.cid);
  });
  return {
    id,
    request(frame) {
      wire.send(frame);
      return new Promise((resolve) => waiting.set(frame.cid, resolve));
    },
  };
}
