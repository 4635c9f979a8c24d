/** The rules of sessions, chats and blocks in their shortest form: each command's effect on one visitor, and its answer. */
export interface World {
  /** Session that is active; sessions are numbered from 1. */
  active: number | null;
  sessions: number;
  /** One entry a chat, in the order of making; `joined`: operators in the order of joining. */
  chats: { session: number; closed: boolean; joined: number[] }[];
  /** The visitor's active block; blocks are numbered from 1 as they are made. */
  block: number | null;
  blocks: number;
  /** How often the visitor was blocked: each time leaves a reason in the history. */
  reasons: number;
  /** His address is blocked by itself. */
  addressBlocked: boolean;
  /** Visitor's messages of each session. */
  said: Record<number, number>;
  /** Nobody has written in the active session for longer than it may live. */
  idle: boolean;
}

/** Arguments are what the sender saw when they acted; `said`: how many of the visitor's messages. */
export type Act =
  | { readonly kind: 'send'; readonly to: number | null }
  | { readonly kind: 'end'; readonly session: number }
  | { readonly kind: 'reply'; readonly chat: number; readonly said: number; readonly by: number }
  | { readonly kind: 'join'; readonly chat: number; readonly by: number }
  | { readonly kind: 'close'; readonly chat: number; readonly said: number }
  | { readonly kind: 'reopen'; readonly chat: number }
  | { readonly kind: 'block'; readonly by: number }
  | { readonly kind: 'unblock'; readonly block: number }
  | { readonly kind: 'block address' | 'unblock address' }
  /** The hourly look for sessions in which nobody wrote. */
  | { readonly kind: 'sweep' }
  /** The server's clock is set to another time, and the sweep looks. */
  | { readonly kind: 'jump' };

export const nobody = (): World => ({
  active: null,
  sessions: 0,
  chats: [],
  block: null,
  blocks: 0,
  reasons: 0,
  addressBlocked: false,
  said: {},
  idle: false,
});

export const hidden = (world: World): boolean => world.block !== null || world.addressBlocked;

/** One command's effect, and its answer: `ok` or an error code. */
function step(before: World, act: Act): { world: World; answer: string } {
  const world = structuredClone(before);
  const done = (answer = 'ok') => ({ world: answer === 'ok' ? world : before, answer });
  switch (act.kind) {
    case 'send': {
      if (hidden(world)) return done('blocked');
      if (act.to !== null && act.to !== world.active) return done('session_ended');
      world.active ??= ++world.sessions;
      const { active } = world;
      if (!world.chats.some((chat) => chat.session === active && !chat.closed))
        world.chats.push({ session: active, closed: false, joined: [] });
      world.said[active] = (world.said[active] ?? 0) + 1;
      world.idle = false;
      return done();
    }
    case 'end':
      if (hidden(world)) return done('blocked');
      if (world.active === act.session) world.active = null;
      return done();
    case 'block':
      world.block ??= ++world.blocks;
      world.reasons++;
      world.active = null;
      return done();
    case 'unblock':
      if (world.block === act.block) world.block = null;
      return done();
    case 'block address':
      world.addressBlocked = true;
      world.active = null;
      return done();
    case 'unblock address':
      world.addressBlocked = false;
      return done();
    case 'sweep':
    case 'jump':
      if (world.idle) world.active = null;
      return done();
    default:
  }
  const chat = world.chats[act.chat];
  if (!chat) return done('not_found');
  const unseen = (said: number) => (world.said[chat.session] ?? 0) > said;
  switch (act.kind) {
    case 'reply':
      if (chat.session !== world.active) return done('session_ended');
      if (chat.closed) return done('chat_closed');
      if (unseen(act.said)) return done('stale_reply');
      if (!chat.joined.includes(act.by)) chat.joined.push(act.by);
      world.idle = false;
      return done();
    case 'join':
      if (chat.closed) return done('chat_closed');
      if (!chat.joined.includes(act.by)) chat.joined.push(act.by);
      return done();
    case 'close':
      if (chat.closed) return done();
      if (unseen(act.said)) return done('stale_close');
      chat.closed = true;
      return done();
    case 'reopen':
      if (!chat.closed) return done();
      if (world.chats.some((other, i) => i > act.chat && other.session === chat.session)) return done('newer_chat');
      chat.closed = false;
      return done();
  }
}

/** The worlds that two commands at the same time may lead to, given their answers: one for each order that explains them. */
export function explain(world: World, acts: readonly Act[], answers: readonly string[]): World[] {
  const [a, b] = acts;
  if (!a) return [];
  if (!b) {
    const only = step(world, a);
    return only.answer === answers[0] ? [only.world] : [];
  }
  const ways: World[] = [];
  for (const order of [0, 1]) {
    const [one, two] = order === 0 ? [a, b] : [b, a];
    const middle = step(world, one);
    const end = step(middle.world, two);
    if (middle.answer === answers[order] && end.answer === answers[1 - order]) ways.push(end.world);
  }
  return ways;
}

/** The rows of PROTOCOL.md's table of races that the sequences reach, in its order. */
export const ROWS = [
  'visitor ends ∥ operator replies',
  'tab A ends ∥ tab B sends to the old session',
  'both tabs end',
  'an end is retried after a new session began',
  'both tabs send the first message',
  "idle sweep ∥ visitor's message",
  'block ∥ send',
  'block while offline',
  'two operators block the same visitor',
  'unblock ∥ block again',
  'visitor unblocked while the address stays blocked',
  "close ∥ visitor's message",
  'two operators join the same chat',
  'an operator replies on a stale view',
  'ack lost',
  'clock jumps',
] as const;
export type Row = (typeof ROWS)[number];

/** The row that two commands at the same time stand for. */
export function row(world: World, acts: readonly Act[]): Row | null {
  const kinds = acts
    .map(({ kind }) => kind)
    .sort()
    .join(' ∥ ');
  const to = acts.find((act) => act.kind === 'send')?.to;
  switch (kinds) {
    case 'end ∥ reply':
      return 'visitor ends ∥ operator replies';
    case 'end ∥ send':
      return to === null ? null : 'tab A ends ∥ tab B sends to the old session';
    case 'end ∥ end':
      return 'both tabs end';
    case 'send ∥ send':
      return world.active === null && !hidden(world) ? 'both tabs send the first message' : null;
    case 'send ∥ sweep':
      return world.idle && world.active !== null ? "idle sweep ∥ visitor's message" : null;
    case 'block ∥ send':
      return hidden(world) ? null : 'block ∥ send';
    case 'block ∥ block':
      return 'two operators block the same visitor';
    case 'block ∥ unblock':
      return 'unblock ∥ block again';
    case 'close ∥ send':
      return "close ∥ visitor's message";
    case 'join ∥ join':
      return 'two operators join the same chat';
    default:
      return null;
  }
}
