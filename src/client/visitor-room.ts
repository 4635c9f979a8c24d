import type { Connection } from '../link/connection.ts';
import type { VisitorServerFrame } from '../protocol/index.ts';
import type { ClientContext } from './client-context.ts';
import type { Conversation } from './conversation/conversation.ts';
import type * as LazyClient from './lazy-client.ts';
import type { Effect, LifecycleEvent } from './lifecycle.ts';
import type { TabMessage } from './tabs.ts';

/** What comes with an event. */
export interface Facts {
  readonly newToken?: string | undefined;
  /** Texts that become a draft. */
  readonly texts?: readonly string[];
}

/** The effects that one part of the client carries out. */
export type Effects<Names extends Effect> = Readonly<Record<Names, (facts: Facts) => void>>;

/** What the parts of the client share that carry out effects. */
export interface VisitorRoom extends ClientContext {
  readonly conversation: Conversation;
  readonly connection: () => Connection<VisitorServerFrame>;
  readonly on: (event: LifecycleEvent, facts?: Facts) => void;
  /** Another object in each phase: an answer counts only in the phase that asked for it. */
  readonly phase: () => object;
  readonly isHidden: () => boolean;
  /** The token of the last hello. */
  readonly helloToken: () => string | null;
  readonly post: (message: TabMessage) => void;
  /** The parts that few visitors need. */
  readonly lazy: () => Promise<typeof LazyClient>;
}
