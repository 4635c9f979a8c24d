import type { ChatState } from '../chat-state.ts';
import type { Effects, VisitorRoom } from '../visitor-room.ts';
import { withMintLock } from './mint-lock.ts';

/** How long another tab may take to store the token that the server gave it. */
const RENEWAL_MS = 1000;

export interface IdentityEffects extends Effects<
  'look' | 'find' | 'mint' | 'settle' | 'compare' | 'seek' | 'seekLater' | 'forgetVisitor' | 'wipeStores'
> {
  /** Reads or writes the stores once everything before it is done. Resolves with it. */
  readonly queue: (work?: () => Promise<unknown>) => Promise<unknown>;
  readonly show: () => void;
  /** The phase has changed, and is not the one in which a new token is stored. */
  readonly unlock: () => void;
}

/** Finds the visitor in the browser's stores, stores their tokens and notices when they are somebody else. */
export function identityEffects(room: VisitorRoom): IdentityEffects {
  const { state, identity, conversation, clock, on, phase, helloToken, lazy, post } = room;
  let last: Promise<unknown> = Promise.resolve();
  let unlock = (): void => undefined;

  const queue: IdentityEffects['queue'] = (work) => (last = last.then(work));

  const show = (): void => {
    const { anchor, token } = identity;
    const known: ChatState['identity'] = token ? 'known' : 'none';
    state.set({ identity: anchor === 'memory' ? anchor : known });
  };

  const find = (interacted: boolean): void => {
    const asked = phase();
    void queue(async () => {
      state.giveBack((await identity.find(interacted)).drafts);
      if (asked !== phase()) return;
      if (!identity.token && !interacted) return on('nobody');
      state.giveBack(await conversation.outbox.load(identity.owner));
      if (asked !== phase()) return;
      show();
      on(identity.token ? 'known' : 'new');
    });
  };

  /** I8: the server does not know the token. Another tab may have a newer one. */
  const seek = (refused: string | null): void =>
    void queue(async () => {
      // This tab may already use the newer token: then the server refused the former one.
      const renewed = identity.token !== refused || (await identity.renewed());
      const { owner } = identity;
      const { drafts } = await identity.find(true, !renewed);
      if (renewed && owner !== null && identity.owner === owner) return on('renewed');
      conversation.commands.cancel('unauthorized');
      replaced(drafts, true);
    });

  /**
   * The cookie now names another visitor, or none. Messages that existed only in this page's memory go back to the composer
   * as a draft, unless the visitor cleared cookies (I3): then nothing may survive.
   */
  const replaced = (drafts: readonly string[], keepsTexts: boolean): void => {
    const texts = drafts.length || !keepsTexts ? drafts : conversation.outbox.texts();
    on(identity.token ? 'replaced' : 'vanished', { texts });
  };

  return {
    queue,
    show,
    unlock: () => unlock(),
    look: () => find(false),
    find: () => find(true),

    /** Connects without a token, one tab at a time. Other tabs wait until the token is stored or the try has failed. */
    mint() {
      const asked = phase();
      void withMintLock(identity.name, clock, async () => {
        if (asked !== phase()) return;
        const stored = new Promise<void>((done) => (unlock = done));
        room.connection().retryNow();
        await stored;
      });
    },

    /** The server has accepted the hello, and may have issued a new token. */
    async settle({ newToken }) {
      const asked = phase();
      if (identity.borrowed) {
        // If the file cannot be loaded, the next connection tries again.
        const parts = await lazy().catch(() => null);
        if (parts) state.giveBack(await parts.takeOver(room));
      }
      if (newToken) {
        await identity.adopt(newToken);
        post({ kind: 'identity' });
      }
      show();
      await conversation.claim();
      // If another tab was first, this connection belongs to a visitor that no tab uses.
      if (asked === phase()) on(newToken && identity.token !== newToken ? 'switched' : 'ready');
    },

    /** I9: the cookie is gone, or another tab wrote another one. */
    compare() {
      if (!identity.changed) return;
      void queue(async () => {
        if (!identity.changed) return;
        const { owner } = identity;
        const { drafts } = await identity.find(true);
        // A mere change of token takes effect with the next connection.
        if (identity.owner !== owner) replaced(drafts, !!identity.token);
      });
    },

    seek: () => seek(helloToken()),
    seekLater() {
      const refused = helloToken();
      clock.after(RENEWAL_MS, () => seek(refused));
    },

    /** The thread leaves the screen at once; the next visitor starts anew. */
    forgetVisitor({ texts = [] }) {
      conversation.forget();
      state.set({ visitor: { name: null, email: null, verified: false } });
      show();
      state.giveBack(texts);
    },

    wipeStores() {
      const wiped = identity.wipe();
      void queue(() => wiped);
      state.set({ draft: '' });
    },
  };
}
