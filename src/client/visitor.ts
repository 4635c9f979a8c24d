import type { PageRef } from '../protocol/index.ts';
import type { ClientContext } from './client-context.ts';
import { Conversation } from './conversation/conversation.ts';
import { identityEffects } from './identity/identity-effects.ts';
import type { Proof } from './identity/person.ts';
import { LIFECYCLE } from './lifecycle.ts';
import type { Effect, Phase } from './lifecycle.ts';
import { pageEffects } from './page-effects.ts';
import type { ClientPorts } from './ports.ts';
import { visibilityOf } from './visibility/visibility.ts';
import { visitorConnection } from './visitor-connection.ts';
import type { Effects, VisitorRoom } from './visitor-room.ts';

const LOGOUT_LIMIT_MS = 3000;

export interface Visitor extends Pick<VisitorRoom, 'on' | 'conversation'> {
  /** Finds the visitor, or with `interacted` creates one, and connects. Resolves when connecting has begun. */
  readonly start: (interacted: boolean) => Promise<void>;
  /** The page has learned that the server hides the widget. */
  readonly hide: () => void;
  /** The visitor is on this page of the host site. */
  readonly setPage: (page: PageRef) => void;
  readonly prove: (proof: Proof) => Promise<void>;
  readonly logout: () => Promise<void>;
  readonly setConsent: (granted: boolean) => Promise<void>;
}

/**
 * Runs the visitor's phases, from the first look at the cookie to the log-out. `LIFECYCLE` says which effects an event has in
 * each phase. The parts of the client carry the effects out and report the outcome as the next event.
 */
export function visitorOf(all: ClientContext, { loadLazy = () => import('./lazy-client.ts'), WebSocket }: ClientPorts): Visitor {
  const { state, identity, clock, options } = all;
  let name: Phase = 'dormant';
  let phase = {};

  const on: Visitor['on'] = (event, facts = {}) => {
    const [next, ...steps] = LIFECYCLE[name][event];
    if (next && next !== name) {
      name = next;
      phase = {};
      if (next !== 'settling') who.unlock();
    }
    const here = phase;
    // The page hears of effects, and may close the client because of one.
    for (const effect of steps) if (here === phase) effects[effect](facts);
  };
  const isHidden = (): boolean => name === 'blocked' || name === 'watching';

  const conversation = new Conversation({
    ...all,
    send: (frame) => line.connection.send(frame),
    isLive: () => name === 'live',
    post: (message) => pages.post(message),
  });
  const room: VisitorRoom = {
    ...all,
    conversation,
    connection: () => line.connection,
    on,
    phase: () => phase,
    isHidden,
    helloToken: () => line.helloToken(),
    post: (message) => pages.post(message),
    // When the file cannot be loaded the page is told, and the next call tries again.
    lazy: () =>
      loadLazy().catch((error: unknown) => {
        state.report('load_failed');
        throw error;
      }),
  };
  const who = identityEffects(room);
  const visibility = visibilityOf(room, who);
  const pages = pageEffects(room, who, visibility);
  const line = visitorConnection(room, WebSocket, visibility);
  const effects: Effects<Effect> = {
    ...who,
    ...visibility,
    ...pages,
    ...line,
    begin: () => conversation.begin(),
    forgetThread: () => conversation.forgetThread(),
    wipeChat: () => conversation.wipe(),
  };

  const start: Visitor['start'] = async (interacted) => {
    on(interacted ? 'act' : 'look');
    await who.queue();
  };

  return {
    on,
    conversation,
    start,
    hide: visibility.hide,
    setPage: line.setPage,

    async prove(proof) {
      const { prove } = await room.lazy();
      await prove(proof, room, () => start(true));
    },

    async logout() {
      await start(false);
      if (identity.token && !isHidden()) {
        // The stores are wiped whatever the answer is.
        const answer = conversation.commands.run({ type: 'visitor.logout' }).catch(() => undefined);
        await Promise.race([answer, new Promise<void>((done) => clock.after(LOGOUT_LIMIT_MS, done))]);
      }
      pages.post({ kind: 'wipe' });
      on('forget');
      await who.queue();
    },

    async setConsent(granted) {
      if (options.storage === 'memory' || (granted && identity.remembers)) return;
      if (!granted) pages.post({ kind: 'identity' });
      await identity.remember(granted);
      pages.talk();
      who.show();
      if (granted) await start(false);
    },
  };
}
