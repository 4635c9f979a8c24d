import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nanoid } from 'nanoid';
import { apply } from '../../src/client/session-state.ts';
import { initialState } from '../../src/client/state-store.ts';
import type { ChatState } from '../../src/client/chat-state.ts';
import type { Ack, ErrorFrame, VisitorServerFrame } from '../../src/protocol/index.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { logIn, VisitorWire, type OperatorWire } from '../support/wire.ts';
import { check, line, type Screen, type SentMessage } from './history.ts';
import { amount, figure, FULL, NO_RATES, SEED } from './support/figures.ts';
import { explain, nobody, row, type Act, type World } from './support/race-model.ts';
import { readStore } from './support/read-store.ts';

const SEQUENCES = amount(50_000, 3000);
const AT_ONCE = 16;
const ROWS_ASKED = 100;

/** What may happen, before it is known what there is to act on. */
type Wish = { readonly kind: Act['kind'] | 'again' | 'reconnect'; readonly pick: number };
const wish = fc.record<Wish>({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant('send' as const) },
    { weight: 6, arbitrary: fc.constantFrom('end' as const, 'reply' as const, 'close' as const, 'block' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('join' as const, 'reopen' as const, 'unblock' as const, 'again' as const, 'reconnect' as const),
    },
  ),
  pick: fc.nat(7),
});
/** Two that meet, or one alone. Those that the table of races names meet more often. */
const meeting = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(wish) },
  { weight: 2, arbitrary: fc.tuple(wish, wish) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom<[Act['kind'], Act['kind']]>(
          ['end', 'reply'],
          ['end', 'send'],
          ['end', 'end'],
          ['block', 'send'],
          ['block', 'block'],
          ['block', 'unblock'],
          ['close', 'send'],
          ['join', 'join'],
        ),
        fc.nat(7),
        fc.nat(7),
      )
      .map(([[a, b], p, q]): Wish[] => [
        { kind: a, pick: p },
        { kind: b, pick: q },
      ]),
  },
);
const sequence = fc.tuple(fc.boolean(), fc.array(meeting, { minLength: 2, maxLength: 7 }));

/** One open page: the client's own reducer fed by a real connection. */
class Tab {
  readonly name: string;
  readonly tab = nanoid();
  readonly sent: SentMessage[] = [];
  wire!: VisitorWire;
  state: ChatState = initialState;
  token: string | undefined;
  #epoch: string | undefined;
  readonly #server: TestServer;

  constructor(name: string, server: TestServer) {
    this.name = name;
    this.#server = server;
  }

  async connect(): Promise<void> {
    const { session } = this.state;
    this.wire = new VisitorWire(this.#server);
    const { wire } = this;
    wire.socket.on('message', (data: Buffer) => {
      this.#receive(JSON.parse(data.toString()) as VisitorServerFrame);
    });
    const welcome = await wire.welcome({
      tab: this.tab,
      ...(this.token && { token: this.token }),
      ...(this.#epoch && { epoch: this.#epoch }),
      ...(session && { cursor: { session: session.id, seq: session.lastSeq } }),
    });
    this.token ??= welcome.newToken ?? '';
    this.#epoch = welcome.epoch;
  }

  #receive(frame: VisitorServerFrame): void {
    if (frame.type === 'gate' && !frame.show) this.state = { ...initialState };
    if (frame.type === 'gate' && frame.show) return;
    const { state, missing } = apply(this.state, frame);
    this.state = state;
    for (const { session, after } of missing) this.wire.send({ type: 'sync', session, after });
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

test(
  `E1 E3 S1–S14 races: ${SEQUENCES} command sequences over reducer and real server are what the model says`,
  { timeout: SEQUENCES * 200 + 60_000 },
  async () => {
    const server = await startServer({ limits: { ...NO_RATES, connectionsPerVisitor: 20 } });
    const rows = new Map<string, number>();
    const hit = (name: string | null) => name !== null && rows.set(name, (rows.get(name) ?? 0) + 1);
    const screens: Screen[] = [];
    const sent: SentMessage[] = [];
    let commands = 0;
    const acked: string[] = [];
    try {
      const operator = desk((await (await logIn(server)).connect()).wire);
      const { read } = server.app.services.store;

      /** One visitor's life. */
      const live = async (number: number, both: boolean, meetings: readonly (readonly Wish[])[]): Promise<void> => {
        const story: string[] = [];
        const tabs = ['a', 'b'].map((name) => new Tab(`visitor ${number}${name}`, server)) as [Tab, Tab];
        const [first, second] = tabs;
        await first.connect();
        second.token = first.token;
        await second.connect();
        let world: World = nobody();
        let visitor = '';
        let block: string | null = null;
        const sessions: string[] = [];
        let chats: string[] = [];
        let last: { tab: Tab; frame: { type: string; cid: string; session?: string | null }; answer: Ack } | null = null;

        const look = async () => {
          if (visitor === '')
            visitor = (
              await read
                .selectFrom('sessions')
                .select('visitor_id')
                .where('id', '=', sessions[0] ?? '')
                .executeTakeFirstOrThrow()
            ).visitor_id;
          const own = await read.selectFrom('sessions').select(['id', 'status']).where('visitor_id', '=', visitor).execute();
          const listed = await read
            .selectFrom('chats')
            .select(['id', 'status', 'session_id', 'first_seq'])
            .where('visitor_id', '=', visitor)
            .execute();
          const blocks = await read.selectFrom('blocks').select('id').where('visitor_id', '=', visitor).where('active', '=', 1).execute();
          for (const { id } of own) if (!sessions.includes(id)) sessions.push(id);
          const order = (chat: { session_id: string; first_seq: number }) => sessions.indexOf(chat.session_id) * 1e6 + chat.first_seq;
          listed.sort((a, b) => order(a) - order(b));
          chats = listed.map(({ id }) => id);
          const active = own.find(({ status }) => status === 'active');
          return JSON.stringify([
            active ? sessions.indexOf(active.id) + 1 : null,
            own.length,
            listed.map((chat) => [sessions.indexOf(chat.session_id) + 1, chat.status === 'closed']),
            blocks.length > 0,
          ]);
        };
        const shape = ({ active, sessions: count, chats: list, blocked }: World) =>
          JSON.stringify([active, count, list.map((chat) => [chat.session, chat.closed]), blocked]);

        const toAct = ({ kind, pick }: Wish): Act | null => {
          const newest = world.chats.length - 1;
          const session = pick === 7 ? 1 : world.sessions;
          if (kind === 'send') return { kind, to: pick < 3 && world.sessions > 0 ? session : null };
          if (kind === 'end') return world.sessions > 0 ? { kind, session } : null;
          if (kind === 'close')
            return newest >= 0 ? { kind, chat: newest, said: world.said[world.chats[newest]?.session ?? 0] ?? 0 } : null;
          if (kind === 'reply' || kind === 'join' || kind === 'reopen') return newest >= 0 ? { kind, chat: newest } : null;
          if (kind === 'block' || kind === 'unblock') return visitor !== '' && (kind === 'block' || block !== null) ? { kind } : null;
          return null;
        };
        const perform = async (act: Act, tab: Tab, seen: number): Promise<string> => {
          commands++;
          const cid = nanoid();
          const frame = frameOf(act, cid, seen);
          if (act.kind === 'send') tab.sent.push({ sender: tab.name, cid });
          if (act.kind === 'reply') sent.push({ sender: `operator to ${number}`, cid });
          const visitorSide = act.kind === 'send' || act.kind === 'end';
          const answer: Ack | ErrorFrame = await (visitorSide ? tab.wire : operator).request(frame);
          if (answer.type === 'error') return answer.code;
          if (act.kind === 'send' || act.kind === 'reply') acked.push(cid);
          if (visitorSide) last = { tab, frame, answer };
          if (act.kind === 'block') block = (answer.result as { block: string }).block;
          if (act.kind === 'send' && sessions.length === 0) sessions.push((answer.result as { session: string }).session);
          return 'ok';
        };
        const frameOf = (act: Act, cid: string, seen: number): { type: string; cid: string } => {
          switch (act.kind) {
            case 'send':
              return { type: 'message.send', cid, session: act.to === null ? null : sessions[act.to - 1], text: 'hello' } as never;
            case 'end':
              return { type: 'session.end', cid, session: sessions[act.session - 1] } as never;
            case 'reply':
              return { type: 'message.reply', cid, chat: chats[act.chat], text: 'hello' } as never;
            case 'close':
              return { type: 'chat.close', cid, chat: chats[act.chat], seen } as never;
            case 'join':
            case 'reopen':
              return { type: `chat.${act.kind}`, cid, chat: chats[act.chat] } as never;
            case 'block':
              return { type: 'visitor.block', cid, visitor, chat: null, reason: 'race', blockAddress: false } as never;
            case 'unblock':
              return { type: 'block.remove', cid, block } as never;
          }
        };
        const reconnect = async (tab: Tab) => {
          tab.wire.socket.terminate();
          await tab.connect();
        };

        const start: Wish[] = both
          ? [
              { kind: 'send', pick: 7 },
              { kind: 'send', pick: 7 },
            ]
          : [{ kind: 'send', pick: 7 }];
        for (const wishes of [start, ...meetings]) {
          const [single] = wishes;
          if (single?.kind === 'reconnect' && !world.blocked) await reconnect(tabs[single.pick % 2] as Tab);
          if (single?.kind === 'again' && last && !world.blocked) {
            const { tab, frame, answer } = last as { tab: Tab; frame: { type: string; cid: string; session?: string | null }; answer: Ack };
            const again = await tab.wire.request(frame);
            assert.deepEqual(again, { ...answer, dup: true }, `a command that comes again; ${story.join('; ')}`);
            hit('ack lost: the resend is a dup, same seq');
            if (frame.type === 'session.end' && world.active !== null && frame.session !== sessions[world.active - 1])
              hit('an end is retried after a new session began');
          }
          const acts = wishes.map(toAct).filter((act) => act !== null);
          if (acts.length === 0) continue;
          const closing = acts.find((act) => act.kind === 'close');
          const seen = closing
            ? (
                await read
                  .selectFrom('sessions')
                  .select('last_seq')
                  .where('id', '=', sessions[(world.chats[closing.chat]?.session ?? 1) - 1] ?? '')
                  .executeTakeFirst()
              )?.last_seq
            : 0;
          const answers = await Promise.all(acts.map((act, i) => perform(act, tabs[i % 2] as Tab, seen ?? 0)));
          const real = await look();
          story.push(`${acts.map((act, i) => `${JSON.stringify(act)} → ${answers[i]}`).join(' ∥ ')} = ${real}`);
          const way = explain(world, acts, answers).find((one) => shape(one.world) === real);
          assert.ok(way, `no order explains it, seed ${SEED}, sequence ${number}: ${shape(world)}; ${story.join('; ')}`);
          if (acts.length === 2) hit(row(world, acts));
          world = way.world;
          if (!world.blocked && acts.some(({ kind }) => kind === 'block' || kind === 'unblock'))
            for (const tab of tabs) await reconnect(tab);
        }
        if (!world.blocked) {
          for (const tab of tabs) await tab.caughtUp();
          screens.push(...tabs.map((tab) => tab.screen()));
        }
        sent.push(...first.sent, ...second.sent);
        for (const { wire } of tabs) wire.socket.terminate();
      };

      const samples = fc.sample(sequence, { numRuns: SEQUENCES, seed: SEED });
      let next = 0;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (next < samples.length) {
            const number = next++;
            const [both, meetings] = samples[number] as (typeof samples)[0];
            await live(number, both, meetings);
          }
        }),
      );
      const history = { ...readStore(server.dataDir), sent, acked, screens };
      assert.deepEqual(check(history).slice(0, 5), [], `seed ${SEED}`);
      figure({
        fault: 'model checking over reducer and real server',
        asked: `${SEQUENCES} sequences${FULL ? `, every row of the race table ≥ ${ROWS_ASKED} times` : ''}`,
        reached: `${SEQUENCES} sequences, ${commands} commands; races: ${[...rows]
          .sort()
          .map(([name, n]) => `${name} ${n}`)
          .join(', ')}`,
      });
      for (const [name, n] of rows) assert.ok(SEQUENCES < 50_000 || n >= ROWS_ASKED, `${name}: ${n}`);
      if (SEQUENCES >= 3000) assert.equal(rows.size, 11, [...rows.keys()].join(', '));
    } finally {
      await server.stop();
    }
  },
);

/** The operator's side: sends commands and keeps nothing but who waits for which answer. */
function desk(wire: OperatorWire): { request(frame: { cid: string }): Promise<Ack | ErrorFrame> } {
  const waiting = new Map<string, (answer: Ack | ErrorFrame) => void>();
  wire.socket.on('message', (data: Buffer) => {
    wire.frames.length = 0;
    const frame = JSON.parse(data.toString()) as Ack | ErrorFrame | { type: 'other'; cid?: undefined };
    if (frame.type === 'other' || frame.cid === undefined) return;
    waiting.get(frame.cid)?.(frame);
    waiting.delete(frame.cid);
  });
  return {
    request(frame) {
      wire.send(frame);
      return new Promise((resolve) => waiting.set(frame.cid, resolve));
    },
  };
}
