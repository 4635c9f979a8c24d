import type { ChatClient, ChatState } from '../../client/index.ts';
import { keptDraft } from './kept.ts';

export interface FollowedClientOptions {
  readonly onState: () => void;
  /** The draft came from another tab, from the page or from the page before. */
  readonly onDraft: (text: string) => void;
}

/** The client whose chat the panel shows, with its newest state and the half-written text. */
export class FollowedClient {
  state: ChatState | undefined;
  /** As the client knows it, or as the visitor has just typed it. */
  draft = '';
  readonly #options: FollowedClientOptions;
  #client: ChatClient | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: FollowedClientOptions) {
    this.#options = options;
  }

  /** `kept`: where the draft of the page before is kept. Without a client it only stops. */
  follow(client: ChatClient | undefined, kept: string): void {
    this.#unsubscribe?.();
    this.#client = client;
    this.#unsubscribe = client?.subscribe(this.#take);
    if (!client) return;
    this.#take(client.getState());
    // Puts back the half-written text of the previous page (H2).
    void keptDraft(client, kept).then((draft) => {
      if (draft && client === this.#client && !this.draft) client.setDraft(draft);
    });
  }

  readonly #take = (state: ChatState): void => {
    const before = this.state;
    this.state = state;
    // The composer already has the text typed here.
    if (state.draft !== this.draft) this.#options.onDraft((this.draft = state.draft));
    // The composer draws the draft itself.
    if (!before || (Object.keys(state) as (keyof ChatState)[]).some((key) => key !== 'draft' && state[key] !== before[key]))
      this.#options.onState();
  };
}
