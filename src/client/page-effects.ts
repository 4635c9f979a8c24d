import { watchNetwork } from '../link/network.ts';
import { openTabChannel } from '../link/tab-channel.ts';
import type { IdentityEffects } from './identity/identity-effects.ts';
import type { TabLetter, TabMessage } from './tabs.ts';
import type { Visibility } from './visibility/visibility.ts';
import type { Effects, VisitorRoom } from './visitor-room.ts';

/** How often a visible page looks whether the cookie has changed. */
const CHECK_MS = 30_000;

export interface PageEffects extends Effects<'follow' | 'unfollow'> {
  readonly post: (message: TabMessage) => void;
  /** Opens the channel to the other tabs, as long as this page follows and may use the stores that they share. */
  readonly talk: () => void;
}

/** Follows what happens to the page: the network, its being looked at or left, and news from the other tabs. */
export function pageEffects(room: VisitorRoom, { queue }: IdentityEffects, visibility: Visibility): PageEffects {
  const { state, identity, conversation, clock, on } = room;
  let following: AbortController | null = null;
  let talking = new AbortController();
  let tell: ((letter: TabLetter) => void) | null = null;

  const hear = ({ message, owner }: TabLetter): void => {
    if (message.kind === 'identity') return on('check');
    if (owner === null || owner !== identity.owner) return;
    if (message.kind === 'gate') visibility.hear(message.gate, true);
    else if (message.kind === 'wipe') on('forget');
    else conversation.heard(message);
  };

  const talk = (): void => {
    if (!following) return;
    talking.abort();
    talking = new AbortController();
    tell = identity.remembers ? openTabChannel(identity.name, hear, talking.signal) : null;
  };

  return {
    post: (message) => tell?.({ message, owner: identity.owner }),
    talk,

    follow() {
      if (following) return;
      following = new AbortController();
      const { signal } = following;
      watchNetwork((online) => {
        state.set({ online });
        if (!online) state.report('offline');
      }, signal);
      const check = (): void => on('check');
      for (const type of ['focus', 'pageshow']) addEventListener(type, check, { signal });
      addEventListener('pagehide', () => conversation.sendLast(), { signal });
      document.addEventListener('visibilitychange', check, { signal });
      talk();
      const checkLater = (): void => {
        signal.onabort = clock.after(CHECK_MS, () => {
          if (!document.hidden) {
            check();
            void queue(() => identity.renewWhenOld());
          }
          checkLater();
        });
      };
      checkLater();
    },

    unfollow() {
      following?.abort();
      following = null;
      talking.abort();
    },
  };
}
