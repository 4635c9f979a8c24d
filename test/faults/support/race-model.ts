/** The rules of sessions, chats and blocks in their shortest form: what each command does to one visitor, and what it answers. */
export interface World {
  /** Session that is active; sessions are numbered from 1. */
  active: number | null;
  sessions: number;
  /** One entry a chat, in the order of making. */
  chats: { session: number; closed: boolean }[];
  blocked: boolean;
  /** Visitor's messages of each session. */
  said: Record<number, number>;
}

/** Arguments are what the sender had before his eyes when he acted. */
export type Act =
  | { readonly kind: 'send'; readonly to: number | null }
  | { readonly kind: 'end'; readonly session: number }
  | { readonly kind: 'reply'; readonly chat: number }
  | { readonly kind: 'join'; readonly chat: number }
  | { readonly kind: 'close'; readonly chat: number; readonly said: number }
  | { readonly kind: 'reopen'; readonly chat: number }
  | { readonly kind: 'block' }
  | { readonly kind: 'unblock' };

export const nobody = (): World => ({ active: null, sessions: 0, chats: [], blocked: false, said: {} });

/** What one command does, and its answer: `ok` or an error code. */
export function step(before: World, act: Act): { world: World; answer: string } {
  const world = structuredClone(before);
  const done = (answer = 'ok') => ({ world: answer === 'ok' ? world : before, answer });
  switch (act.kind) {
    case 'send': {
      if (world.blocked) return done('blocked');
      if (act.to !== null && act.to !== world.active) return done('session_ended');
      world.active ??= ++world.sessions;
      const { active } = world;
      if (!world.chats.some((chat) => chat.session === active && !chat.closed)) world.chats.push({ session: active, closed: false });
      world.said[active] = (world.said[active] ?? 0) + 1;
      return done();
    }
    case 'end':
      if (world.blocked) return done('blocked');
      if (world.active === act.session) world.active = null;
      return done();
    case 'block':
      world.blocked = true;
      world.active = null;
      return done();
    case 'unblock':
      world.blocked = false;
      return done();
    default:
  }
  const chat = world.chats[act.chat];
  if (!chat) return done('not_found');
  switch (act.kind) {
    case 'reply':
      if (chat.session !== world.active) return done('session_ended');
      return done(chat.closed ? 'forbidden' : 'ok');
    case 'join':
      return done(chat.closed ? 'forbidden' : 'ok');
    case 'close':
      if (chat.closed) return done();
      if ((world.said[chat.session] ?? 0) > act.said) return done('stale_close');
      chat.closed = true;
      return done();
    case 'reopen':
      if (!chat.closed) return done();
      if (world.chats.some((other, i) => i > act.chat && other.session === chat.session)) return done('forbidden');
      chat.closed = false;
      return done();
  }
}

/** The worlds that two commands at the same time may lead to, given their answers: one for each order that explains them. */
export function explain(world: World, acts: readonly Act[], answers: readonly string[]): { order: 'first' | 'second'; world: World }[] {
  const [a, b] = acts;
  if (!a) return [];
  if (!b) {
    const only = step(world, a);
    return only.answer === answers[0] ? [{ order: 'first', world: only.world }] : [];
  }
  const ways: { order: 'first' | 'second'; world: World }[] = [];
  for (const order of ['first', 'second'] as const) {
    const [one, two] = order === 'first' ? [a, b] : [b, a];
    const [wantOne, wantTwo] = order === 'first' ? answers : [...answers].reverse();
    const middle = step(world, one);
    const end = step(middle.world, two);
    if (middle.answer === wantOne && end.answer === wantTwo) ways.push({ order, world: end.world });
  }
  return ways;
}

/** The row of the table of races that two commands at the same time stand for. */
export function row(world: World, acts: readonly Act[]): string | null {
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
      return world.active === null ? 'both tabs send the first message' : null;
    case 'block ∥ send':
      return 'block ∥ send';
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
