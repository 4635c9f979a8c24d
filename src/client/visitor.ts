import type { PageRef, VisitorServerFrame } from '../protocol/index.ts';
import type { Connection } from '../link/connection.ts';
import type { ClientContext } from './client-context.ts';
import type { Conversation } from './conversation/conversation.ts';
import { clipPage } from './hello.ts';
import { identityEffects } from './identity/identity-effects.ts';
import type { IdentityEffects } from './identity/identity-effects.ts';
import type { Proof } from './identity/person.ts';
import { LIFECYCLE } from './lifecycle.ts';
import type { Effect, LifecycleEvent, Phase } from './lifecycle.ts';
import { pageEffects } from './page-effects.ts';
import type { PageEffects } from './page-effects.ts';
import type { ClientPorts } from './ports.ts';
import type { TabMessage } from './tabs.ts';
import { visibilityOf } from './visibility/visibility.ts';
import type { Visibility } from './visibility/visibility.ts';
import { visitorConnection } from './visitor-connection.ts';
import type { Effects, Facts, VisitorRoom } from './visitor-room.ts';

const LOGOUT_LIMIT_MS = 3000;

/**
 * The visitor from the first look at the cookie to the log-out. `LIFECYCLE` says which effects follow from an event; the
 * parts of the client carry them out and report what came of them as the next event.
 */
export class Visitor {
  readonly connection: Connection<VisitorServerFrame>;
  readonly #room: VisitorRoom;
  readonly #identity: IdentityEffects;
  readonly #visibility: Visibility;
  readonly #pages: PageEffects;
  readonly #effects: Effects<Effect>;
  #phase: Phase = 'dormant';
  #phaseObject = {};
  #page: PageRef | undefined;

  constructor(all: ClientContext & { readonly conversation: Conversation }, ports: ClientPorts) {
    const { state, conversation } = all;
    const room: VisitorRoom = (this.#room = {
      ...all,
      connection: () => this.connection,
      on: (event, facts) => this.#on(event, facts),
      phase: () => this.#phaseObject,
      isHidden: () => this.#isHidden,
      helloToken: () => line.helloToken(),
      post: (message) => this.post(message),
      // When the file cannot be loaded the page is told, and the next call tries again.
      lazy: () =>
        (ports.loadLazy ?? (() => import('./lazy-client.ts')))().catch((error: unknown) => {
          state.report('load_failed');
          throw error;
        }),
    });
    const identity = (this.#identity = identityEffects(room));
    const visibility = (this.#visibility = visibilityOf(room, identity));
    const pages = (this.#pages = pageEffects(room, identity, visibility));
    const line = visitorConnection(room, ports, visibility, () => this.#page);
    this.connection = line.connection;
    this.#effects = {
      ...identity,
      ...visibility,
      ...pages,
      ...line,
      begin: () => conversation.begin(),
      forgetThread: () => conversation.forgetThread(),
      wipeChat: () => conversation.wipe(),
    };
  }

  /** The server knows this visitor, and their token is stored. */
  get isLive(): boolean {
    return this.#phase === 'live';
  }

  /** Finds the visitor, or with `interacted` creates one, and connects. Resolves when connecting has begun. */
  async start(interacted: boolean): Promise<void> {
    this.#on(interacted ? 'act' : 'look');
    await this.#identity.queue();
  }

  /** The server hides the widget: waits until it shows it, then comes back by itself (B6). */
  watch(): void {
    this.#visibility.hide();
  }

  /** The visitor is on this page of the host site. */
  setPage(page: PageRef): void {
    this.#page = clipPage(page);
    this.connection.send({ type: 'page', page: this.#page });
  }

  async prove(proof: Proof): Promise<void> {
    const { prove } = await this.#room.lazy();
    await prove(proof, this.#room, () => this.start(true));
  }

  async logout(): Promise<void> {
    await this.start(false);
    const { identity, conversation, clock } = this.#room;
    if (identity.token && !this.#isHidden) {
      // The stores are wiped whatever the answer is.
      const answer = conversation.commands.run({ type: 'visitor.logout' }).catch(() => undefined);
      await Promise.race([answer, new Promise<void>((done) => clock.after(LOGOUT_LIMIT_MS, done))]);
    }
    this.post({ kind: 'wipe' });
    this.#on('forget');
    await this.#identity.queue();
  }

  async setConsent(granted: boolean): Promise<void> {
    const { options, identity } = this.#room;
    if (options.storage === 'memory' || (granted && identity.remembers)) return;
    if (!granted) this.post({ kind: 'identity' });
    await identity.remember(granted);
    this.#pages.talk();
    this.#identity.show();
    if (granted) await this.start(false);
  }

  reconnect(): void {
    this.#on('retry');
  }

  post(message: TabMessage): void {
    this.#pages.post(message);
  }

  close(): void {
    this.#on('close');
  }

  get #isHidden(): boolean {
    return this.#phase === 'blocked' || this.#phase === 'watching';
  }

  #on(event: LifecycleEvent, facts: Facts = {}): void {
    const [next, ...effects] = LIFECYCLE[this.#phase][event];
    if (next && next !== this.#phase) {
      this.#phase = next;
      this.#phaseObject = {};
      if (next !== 'settling') this.#identity.unlock();
    }
    const here = this.#phaseObject;
    // The page hears of effects, and may close the client because of one.
    for (const effect of effects) if (here === this.#phaseObject) this.#effects[effect](facts);
  }
}
