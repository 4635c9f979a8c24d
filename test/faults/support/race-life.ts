import assert from 'node:assert/strict';
import { nanoid } from 'nanoid';
import { sweepIdle } from '../../../src/server/jobs/idle-sweep.ts';
import type { Ack, BlockRemoveResult, ErrorFrame } from '../../../src/protocol/index.ts';
import type { TestServer } from '../../support/server.ts';
import type { Screen, SentMessage } from '../history.ts';
import { type Look, shape } from './race-look.ts';
import { explain, hidden, nobody, row, type Act, type Row, type World } from './race-model.ts';
import type { Meeting, RaceAction } from './race-story.ts';
import { type Desk, Tab } from './race-tab.ts';

/** All visitors of a server share this. */
export interface Place {
  readonly server: TestServer;
  readonly look: Look;
  /** Two operators; the first may lift blocks. */
  readonly desks: readonly [Desk, Desk];
  /** Sets the server's clock to some other time. */
  readonly jump: (pick: number) => void;
  readonly hit: (row: Row) => void;
  readonly sent: SentMessage[];
  readonly acked: string[];
  readonly screens: Screen[];
}

interface Frame {
  readonly type: string;
  readonly cid: string;
  readonly session?: string | null;
}
const ok = (answer: Ack | ErrorFrame): string => (answer.type === 'ack' ? 'ok' : answer.code);

/** One visitor's life: every step is compared with the model. Returns how many commands it took. */
export async function live(place: Place, name: string, both: boolean, meetings: readonly Meeting[], address: string): Promise<number> {
  const { server, look, desks, hit } = place;
  const story: string[] = [];
  const tabs = ['a', 'b'].map((letter) => new Tab(`${name}${letter}`, server, address)) as [Tab, Tab];
  const known = { sessions: [] as string[], chats: [] as string[], blocks: [] as string[], desks: desks.map(({ id }) => id) };
  /** Seqs of the visitor's messages, by session. */
  const messages = new Map<string, number[]>();
  let world: World = nobody();
  let visitor = '';
  let commands = 0;
  let addressBlock = '';
  let lastBlock = 0;
  let last: { tab: Tab; frame: Frame; answer: Ack } | null = null;
  let lastEnd: { tab: Tab; frame: Frame; answer: Ack } | null = null;
  await tabs[0].connect();
  tabs[1].token = tabs[0].token;
  await tabs[1].connect();

  const said = (session: number): number => world.said[session] ?? 0;
  const saidTo = (chat: number): number => said(world.chats[chat]?.session ?? 0);
  const seqs = (chat: number): readonly number[] =>
    (messages.get(known.sessions[(world.chats[chat]?.session ?? 1) - 1] ?? '') ?? []).sort((x, y) => x - y);

  const toAct = ({ kind, pick }: RaceAction, at: number): Act | null => {
    const newest = world.chats.length - 1;
    switch (kind) {
      case 'send':
        return { kind, to: pick < 3 && world.sessions > 0 ? world.sessions : null };
      case 'end':
        return world.sessions > 0 ? { kind, session: pick === 7 ? 1 : world.sessions } : null;
      case 'reply':
        return newest >= 0 ? { kind, chat: newest, said: saidTo(newest), by: pick % 2 } : null;
      case 'stale reply':
        return newest >= 0 && saidTo(newest) > 0 ? { kind: 'reply', chat: newest, said: saidTo(newest) - 1, by: pick % 2 } : null;
      case 'close':
        return newest >= 0 ? { kind, chat: newest, said: saidTo(newest) } : null;
      case 'join':
        return newest >= 0 ? { kind, chat: newest, by: at } : null;
      case 'reopen':
        return newest >= 0 ? { kind, chat: newest } : null;
      case 'block':
      case 'block offline':
        return visitor === '' ? null : { kind: 'block', by: at };
      case 'unblock':
        return lastBlock > 0 ? { kind, block: lastBlock } : null;
      case 'block address':
        return visitor === '' ? null : { kind };
      case 'unblock address':
        return addressBlock === '' ? null : { kind };
      case 'sweep':
        return world.active === null ? null : { kind };
      case 'jump':
        return { kind };
      default:
        return null;
    }
  };

  const frameOf = (act: Act, cid: string): Frame => {
    // A screen that shows this many of the visitor's messages has a last seq before the next of them.
    const seen = (chat: number, count: number) => {
      const all = seqs(chat);
      return count < all.length ? (all[count] ?? 1) - 1 : (all.at(-1) ?? 0);
    };
    switch (act.kind) {
      case 'send':
        return { type: 'message.send', cid, session: act.to === null ? null : known.sessions[act.to - 1], text: 'hello' } as Frame;
      case 'end':
        return { type: 'session.end', cid, session: known.sessions[act.session - 1] } as Frame;
      case 'reply':
        return { type: 'message.reply', cid, chat: known.chats[act.chat], text: 'hello', seen: seen(act.chat, act.said) } as Frame;
      case 'close':
        return { type: 'chat.close', cid, chat: known.chats[act.chat], seen: seen(act.chat, act.said) } as Frame;
      case 'join':
      case 'reopen':
        return { type: `chat.${act.kind}`, cid, chat: known.chats[act.chat] } as Frame;
      case 'block':
        return { type: 'visitor.block', cid, visitor, chat: null, reason: 'race', blockAddress: false } as Frame;
      case 'unblock':
        return { type: 'block.remove', cid, block: known.blocks[act.block - 1] } as Frame;
      case 'block address':
        return { type: 'address.block', cid, address, reason: 'race' } as Frame;
      case 'unblock address':
        return { type: 'block.remove', cid, block: addressBlock } as Frame;
      default:
        throw new Error(`${act.kind} is no command`);
    }
  };

  const perform = async (act: Act, tab: Tab, isAlone: boolean): Promise<string> => {
    if (act.kind === 'jump') place.jump(commands + tab.sent.length);
    if (act.kind === 'sweep' || act.kind === 'jump') {
      await sweepIdle(server.app.services);
      return 'ok';
    }
    commands++;
    const cid = nanoid();
    const frame = frameOf(act, cid);
    const visitorSide = act.kind === 'send' || act.kind === 'end';
    if (act.kind === 'send') tab.sent.push({ sender: tab.name, cid });
    if (act.kind === 'reply') place.sent.push({ sender: `operator ${act.by} to ${name}`, cid });
    const answer = await (visitorSide ? tab.wire : desks['by' in act ? act.by : 0])!.request(frame);
    if (answer.type === 'error') return answer.code;
    if (act.kind === 'send' || act.kind === 'reply') place.acked.push(cid);
    if (visitorSide) last = { tab, frame, answer };
    if (act.kind === 'end') lastEnd = { tab, frame, answer };
    if (act.kind === 'unblock' && isAlone && world.addressBlocked && world.block === act.block)
      assert.equal((answer.result as BlockRemoveResult).stillHiddenBy.length, 1, 'the dialog is told of the address block');
    if (act.kind === 'block address') addressBlock = (answer.result as { block: string }).block;
    if (act.kind === 'send') {
      const { session, seq } = answer.result as { session: string; seq: number };
      if (known.sessions.length === 0) known.sessions.push(session);
      messages.set(session, [...(messages.get(session) ?? []), seq]);
    }
    return 'ok';
  };

  const again = async ({ tab, frame, answer }: { tab: Tab; frame: Frame; answer: Ack }): Promise<void> => {
    commands++;
    assert.deepEqual(await tab.wire.request(frame), { ...answer, dup: true }, `a command that comes again; ${story.join('; ')}`);
    hit('ack lost');
  };

  /** The end of a session that was over long ago, by its old cid and by a new one: nothing happens to the one that runs. */
  const lateEnd = async (): Promise<void> => {
    if (!lastEnd || hidden(world) || world.active === null || known.sessions[world.active - 1] === lastEnd.frame.session) return;
    await again(lastEnd);
    const { tab, frame } = lastEnd;
    assert.equal(ok(await tab.wire.request({ ...frame, cid: nanoid() })), 'ok');
    assert.equal(look.at(visitor, address, known), shape(world), `an end that comes late; ${story.join('; ')}`);
    hit('an end is retried after a new session began');
  };

  /** All pages of the visitor are away at the moment of the block. What they send when they come back is refused on every way. */
  const blockedOffline = async (): Promise<void> => {
    const pending = { type: 'message.send', cid: nanoid(), session: null, text: 'written offline' } as const;
    for (const tab of tabs) await tab.connect();
    for (const tab of tabs) assert.equal(tab.gate.show, false);
    assert.equal(ok(await tabs[0].wire.request(pending)), 'blocked');
    const post = await fetch(`${server.url}/v1/visitor/commands?site=demo`, {
      method: 'POST',
      headers: { origin: server.url, 'x-forwarded-for': address },
      body: JSON.stringify({ token: tabs[0].token, commands: [pending] }),
    });
    const { gate } = (await post.json()) as { gate?: { show: boolean } };
    assert.equal(gate?.show, false, story.join('; '));
    commands += 2;
    hit('block while offline');
  };

  const start: Meeting[] = both ? [[SEND, SEND]] : [[SEND]];
  for (const wishes of [...start, ...meetings]) {
    const [single] = wishes;
    if (single?.kind === 'reconnect' && !hidden(world)) await (tabs[single.pick % 2] as Tab).reconnect();
    if (single?.kind === 'again' && last && !hidden(world)) await again(last);
    if (single?.kind === 'late end') await lateEnd();
    const acts = wishes.map(toAct).filter((act) => act !== null);
    if (acts.length === 0) continue;
    const away = single?.kind === 'block offline';
    if (away) for (const { wire } of tabs) wire.socket.terminate();
    if (acts.some(({ kind }) => kind === 'sweep')) {
      await age(server, known.sessions[(world.active ?? 0) - 1] ?? '');
      world = { ...world, idle: true };
    }
    const answers = await Promise.all(acts.map((act, i) => perform(act, tabs[i % 2] as Tab, acts.length === 1)));
    if (visitor === '' && known.sessions[0] !== undefined) visitor = look.visitorOf(known.sessions[0]);
    const real = visitor === '' ? shape(nobody()) : look.at(visitor, address, known);
    story.push(`${acts.map((act, i) => `${JSON.stringify(act)} → ${answers[i]}`).join(' ∥ ')} = ${real}`);
    const next = explain(world, acts, answers).find((one) => shape(one) === real);
    assert.ok(next, `no order explains it: ${shape(world)}; ${story.join('; ')}`);
    const raced = acts.length === 2 ? row(world, acts) : null;
    if (raced) hit(raced);
    if (answers.includes('stale_reply')) hit('an operator replies on a stale view');
    if (acts.some(({ kind }) => kind === 'jump')) hit('clock jumps');
    if (acts.some((act) => act.kind === 'unblock' && act.block === world.block) && next.addressBlocked && next.block === null)
      hit('visitor unblocked while the address stays blocked');
    world = next;
    lastBlock = world.blocks;
    if (away) await blockedOffline();
    else if (acts.some(({ kind }) => kind.includes('block'))) {
      // B6: the highest version decides, in whatever order the versions came.
      for (const tab of tabs) if (hidden(world) || !tab.gate.show) await tab.toldToShow(!hidden(world));
      if (!hidden(world)) for (const tab of tabs) await tab.reconnect();
    }
  }
  if (!hidden(world)) {
    for (const tab of tabs) await tab.caughtUp();
    place.screens.push(...tabs.map((tab) => tab.screen()));
  }
  place.sent.push(...tabs.flatMap((tab) => tab.sent));
  for (const { wire } of tabs) wire.socket.terminate();
  return commands;
}

const SEND: RaceAction = { kind: 'send', pick: 7 };

/** Nobody has written in this session for as long as it may live. */
const age = ({ app }: TestServer, session: string): Promise<unknown> =>
  app.services.unitOfWork.run((tx) => tx.updateTable('sessions').set({ active_at: 0 }).where('id', '=', session).execute());
