import { browserOf, watchedSocket, type Watcher } from './page.ts';
import { type ChatClient } from '../../../src/client/chat-client.ts';
import type { Clock } from '../../../src/link/clock.ts';
import { createApi } from '../../../src/dashboard/store/api.ts';
import { DashboardClient } from '../../../src/dashboard/store/dashboard-client.ts';
import { seenSeq } from '../../../src/dashboard/store/selectors.ts';
import type { Operator } from '../../../src/protocol/index.ts';
import { check, line, type History, type Screen, type SentMessage, type Violation } from '../history.ts';
import { testClient } from '../../support/test-client.ts';
import { readStore } from './read-store.ts';

export interface ClientOptions {
  readonly random?: () => number;
  readonly clock?: Clock;
  readonly watcher?: Watcher;
}

/** A visitor with the product's own client, in its storage mode `memory`. */
export class FleetVisitor {
  readonly name: string;
  readonly client: ChatClient;
  readonly sent: SentMessage[] = [];
  readonly acked = new Set<string>();

  constructor(name: string, server: string, options: ClientOptions = {}) {
    this.name = name;
    const { watcher = {}, random, clock } = options;
    this.client = testClient({
      server,
      site: 'demo',
      storage: 'memory',
      ...(random && { random }),
      ...(clock && { clock }),
      WebSocket: watchedSocket({
        ...watcher,
        onFrame: (frame) => {
          const seen = watcher.onFrame ? watcher.onFrame(frame) : frame;
          if (frame.type === 'ack' && seen !== null) this.acked.add(frame['cid'] as string);
          return seen;
        },
      }),
    });
  }

  async say(text: string): Promise<string> {
    const { cid } = await this.client.send(text);
    this.sent.push({ sender: this.name, cid });
    return cid;
  }

  get quiet(): boolean {
    const { connection, outbox, gate } = this.client.getState();
    return gate?.show === false || (connection.status === 'open' && outbox.length === 0);
  }

  screen(): Screen {
    const { session, earlier } = this.client.getState();
    return {
      name: this.name,
      side: 'visitor',
      sessions: new Map([session, ...earlier].flatMap((view) => (view ? [[view.id, view.events.map(line)] as const] : []))),
    };
  }
}

/** An operator with the dashboard's own store. They have every chat open. */
export class FleetOperator {
  readonly name: string;
  readonly client: DashboardClient;
  readonly sent: SentMessage[] = [];
  readonly acked = new Set<string>();
  readonly #opening = new Set<string>();
  /** The last seq on the screen at the last reply to a chat. */
  readonly #seen = new Map<string, number>();

  constructor(name: string, server: string, cookie: string, options: ClientOptions = {}) {
    this.name = name;
    const { watcher = {}, random, clock } = options;
    const address = browserOf(server, cookie);
    this.client = new DashboardClient({
      site: 'demo',
      api: createApi(address, undefined, clock),
      operator: { id: name, name, email: '', role: 'operator', presence: 'online' } satisfies Operator,
      socketUrl: `${address}/v1/operator/socket`,
      ...(random && { random }),
      ...(clock && { clock }),
      WebSocket: watchedSocket({
        target: () => server,
        ...watcher,
        headers: { cookie, origin: server },
        onFrame: (frame) => {
          const seen = watcher.onFrame ? watcher.onFrame(frame) : frame;
          if (frame.type === 'ack' && seen !== null) this.acked.add(frame['cid'] as string);
          return seen;
        },
      }),
    });
    this.client.subscribe(() => {
      this.look();
      this.#sendAgain();
    });
  }

  /** Every chat is on the screen, and read again when the screen may be behind. */
  look(): void {
    const { chats, threads, connection } = this.client.getState();
    if (connection.status !== 'open') return;
    for (const { id, session } of Object.values(chats)) {
      const thread = threads[session.id];
      if ((thread && !thread.stale && !thread.more) || this.#opening.has(session.id)) continue;
      this.#opening.add(session.id);
      // He reads every conversation from its first word.
      const shown = thread && !thread.stale ? this.client.loadEarlier(id) : this.client.openChat(id);
      shown.catch(() => undefined).finally(() => this.#opening.delete(session.id));
    }
  }

  /** Answers a chat; a refusal for good is no message. */
  reply(chat: string, text: string): string {
    const { chats, threads } = this.client.getState();
    this.#seen.set(chat, seenSeq(threads[chats[chat]?.session.id ?? '']));
    this.client.reply(chat, text);
    const cid = this.client.getState().outbox[chat]?.at(-1)?.cid ?? '';
    this.sent.push({ sender: this.name, cid });
    return cid;
  }

  /** A reply that was refused because of a stale view goes again once the screen shows more than it did. */
  #sendAgain(): void {
    const { refused, chats, threads } = this.client.getState();
    for (const [chat, { code, text }] of Object.entries(refused)) {
      const thread = threads[chats[chat]?.session.id ?? ''];
      if (code === 'stale_reply' && seenSeq(thread) > (this.#seen.get(chat) ?? 0)) this.reply(chat, text);
    }
  }

  get quiet(): boolean {
    const { connection, loaded, outbox, chats, threads } = this.client.getState();
    if (connection.status !== 'open' || !loaded || this.#opening.size > 0) return false;
    if (
      Object.values(chats).some(({ session }) => {
        const thread = threads[session.id];
        return thread === undefined || thread.stale || thread.more;
      })
    ) {
      this.look();
      return false;
    }
    return Object.values(outbox).every((entries) => entries.length === 0);
  }

  screen(): Screen {
    return {
      name: this.name,
      side: 'operator',
      sessions: new Map(Object.entries(this.client.getState().threads).map(([id, { events }]) => [id, events.map(line)])),
    };
  }
}

/** All people who use one server, with what they did and saw. */
export class Fleet {
  readonly visitors: FleetVisitor[] = [];
  readonly operators: FleetOperator[] = [];

  get acked(): number {
    return [...this.visitors, ...this.operators].reduce((sum, { acked }) => sum + acked.size, 0);
  }

  get quiet(): boolean {
    return [...this.visitors, ...this.operators].every((one) => one.quiet);
  }

  history(dataDir: string): History {
    const everybody = [...this.visitors, ...this.operators];
    const sent = everybody.flatMap((one) => one.sent);
    const messages = new Set(sent.map(({ cid }) => cid));
    return {
      ...readStore(dataDir),
      sent,
      // Acks of other commands (an end, a block) leave no message.
      acked: everybody.flatMap((one) => [...one.acked].filter((cid) => messages.has(cid))),
      screens: everybody.map((one) => one.screen()),
    };
  }

  /** Waits until everybody is connected and has nothing to send, and every screen is what is stored; returns what never got right. */
  async settle(dataDir: string, limitMs: number): Promise<{ violations: Violation[]; ms: number; quiet: boolean }> {
    const began = performance.now();
    for (;;) {
      const ms = performance.now() - began;
      const { quiet } = this;
      if (quiet || ms > limitMs) {
        const violations = check(this.history(dataDir));
        if ((quiet && violations.length === 0) || ms > limitMs) return { violations, ms, quiet };
      }
      await pause(quiet ? 50 : 20);
    }
  }

  close(): void {
    for (const { client } of [...this.visitors, ...this.operators]) client.close();
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks again and again until the fact holds; throws after the limit. */
export async function until(fact: () => boolean | Promise<boolean>, limitMs: number, what: string): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await fact())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await pause(10);
  }
}
