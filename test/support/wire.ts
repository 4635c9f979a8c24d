import { nanoid } from 'nanoid';
import { WebSocket } from 'ws';
import {
  PROTOCOL_VERSION,
  type Ack,
  type ErrorFrame,
  type OperatorCommand,
  type OperatorServerFrame,
  type OperatorWelcome,
  type VisitorCommand,
  type VisitorHello,
  type VisitorServerFrame,
  type VisitorWelcome,
} from '../../src/protocol/index.ts';
import { ADMIN, type TestServer } from './server.ts';

type WithoutCid<T> = T extends { cid: string } ? Omit<T, 'cid'> : never;
type OfType<F, T> = Extract<F, { type: T }>;

/** A bare WebSocket that remembers every frame, for tests of the wire itself. */
export class Wire<F extends { type: string }> {
  readonly socket: WebSocket;
  readonly frames: F[] = [];
  closed: { code: number } | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.socket.on('open', () => {
      this.#notify();
    });
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as F);
      this.#notify();
    });
    this.socket.on('close', (code) => {
      this.closed = { code };
      this.#notify();
    });
    this.socket.on('error', () => {
      this.#notify();
    });
  }

  #notify() {
    for (const listener of this.#listeners) listener();
  }

  /** Resolves as soon as the fact holds. Rejects after ten seconds with the frames that have arrived. */
  until<T>(fact: () => T | undefined | false | null, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(check);
        reject(
          new Error(`never came: ${what}; frames: ${JSON.stringify(this.frames).slice(0, 2000)}; closed: ${JSON.stringify(this.closed)}`),
        );
      }, 10_000);
      const check = () => {
        const value = fact();
        if (!value) return;
        clearTimeout(timer);
        this.#listeners.delete(check);
        resolve(value);
      };
      this.#listeners.add(check);
      check();
    });
  }

  frame<T extends F['type']>(type: T, matches: (frame: OfType<F, T>) => boolean = () => true): Promise<OfType<F, T>> {
    return this.until(() => this.frames.find((f): f is F & OfType<F, T> => f.type === type && matches(f as OfType<F, T>)), `frame ${type}`);
  }

  async opened(): Promise<void> {
    await this.until(() => this.socket.readyState === WebSocket.OPEN || this.closed, 'open');
  }

  closing(): Promise<{ code: number }> {
    return this.until(() => this.closed, 'close');
  }

  raw(text: string) {
    this.socket.send(text);
  }

  send(frame: object) {
    this.socket.send(JSON.stringify(frame));
  }

  /** Sends a frame with a cid and resolves with its `ack` or `error`. */
  async request(frame: { cid: string }): Promise<Ack | ErrorFrame> {
    const from = this.frames.length;
    this.send(frame);
    return this.until(
      () =>
        this.frames
          .slice(from)
          .find((f) => (f.type === 'ack' || f.type === 'error') && (f as unknown as { cid?: string }).cid === frame.cid),
      `answer to ${frame.cid}`,
    ) as unknown as Promise<Ack | ErrorFrame>;
  }

  async close() {
    this.socket.close();
    await this.until(() => this.closed, 'close');
  }
}

export class VisitorWire extends Wire<VisitorServerFrame> {
  readonly url: string;

  constructor(server: TestServer, options: { origin?: string | null; address?: string } = {}) {
    const { origin = server.url } = options;
    super(`ws://127.0.0.1:${server.port}/v1/visitor/socket`, {
      ...(origin === null ? {} : { origin }),
      ...(options.address ? { 'x-forwarded-for': options.address } : {}),
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
    });
    this.url = server.url;
  }

  async hello(more: Partial<VisitorHello> = {}): Promise<void> {
    await this.opened();
    this.send({ type: 'hello', protocol: PROTOCOL_VERSION, site: 'demo', tab: nanoid(), ...more });
  }

  async welcome(more: Partial<VisitorHello> = {}): Promise<VisitorWelcome> {
    await this.hello(more);
    return this.frame('welcome');
  }

  command(command: WithoutCid<VisitorCommand> & { cid?: string }): Promise<Ack | ErrorFrame> {
    return this.request({ cid: nanoid(), ...command });
  }

  async say(text: string, session: string | null = null): Promise<{ session: string; seq: number }> {
    return result(await this.command({ type: 'message.send', session, text }));
  }
}

export class OperatorWire extends Wire<OperatorServerFrame> {
  command(command: WithoutCid<OperatorCommand> & { cid?: string }): Promise<Ack | ErrorFrame> {
    return this.request({ cid: nanoid(), ...command });
  }

  /** The chat of a session as the operator last received it. */
  chat(
    session: string,
    matches: (chat: Extract<Extract<OperatorServerFrame, { type: 'event' }>['event'], { type: 'chat.changed' }>['chat']) => boolean = () =>
      true,
  ) {
    return this.until(() => {
      for (const frame of [...this.frames].reverse())
        if (
          frame.type === 'event' &&
          frame.event.type === 'chat.changed' &&
          frame.event.chat.session.id === session &&
          matches(frame.event.chat)
        )
          return frame.event.chat;
      return undefined;
    }, `chat of ${session}`);
  }
}

export interface OperatorSession {
  readonly cookie: string;
  get<T>(path: string): Promise<T>;
  connect(more?: object): Promise<{ wire: OperatorWire; welcome: OperatorWelcome }>;
}

/** Logs in over HTTP; `connect` opens the operator's WebSocket. */
export async function logIn(server: TestServer, person: { email: string; password: string } = ADMIN): Promise<OperatorSession> {
  const response = await fetch(`${server.url}/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ email: person.email, password: person.password, remember: false }),
  });
  if (!response.ok) throw new Error(`log-in failed: ${await response.text()}`);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return {
    cookie,
    async get<T>(path: string) {
      const answer = await fetch(server.url + path, { headers: { cookie } });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async connect(more = {}) {
      const wire = new OperatorWire(`ws://127.0.0.1:${server.port}/v1/operator/socket`, { origin: server.url, cookie });
      await wire.opened();
      wire.send({ type: 'hello', protocol: PROTOCOL_VERSION, site: 'demo', tab: nanoid(), ...more });
      return { wire, welcome: await wire.frame('welcome') };
    },
  };
}

/** The result of an ack; throws when the command was refused. */
export function result<T = { session: string; seq: number }>(answer: Ack | ErrorFrame): T {
  if (answer.type === 'error') throw new Error(`refused: ${answer.code} ${answer.message}`);
  return answer.result as T;
}
