import { type OperatorServerFrame, type OperatorWelcome } from '../../protocol/index.ts';
import type { Services } from '../services.ts';
import { hashToken } from '../access/tokens.ts';
import { answerOperatorHello, type OperatorGreeting } from './operator-hello.ts';
import { Polls, type Poll } from './polls.ts';

/** Operators' connections made of polls (C8). */
export class OperatorPolls {
  readonly #services: Services;
  readonly #polls: Polls<OperatorServerFrame>;

  constructor(services: Services, options?: { holdMs: number }) {
    this.#services = services;
    this.#polls = new Polls(options);
  }

  /** Answers at once with news or with `begin`, else with the next frames, or with none on timeout or when the client is gone. */
  async poll(greeting: OperatorGreeting, signal: AbortSignal, begin = false): Promise<readonly OperatorServerFrame[]> {
    const { hub } = this.#services;
    const key = `${greeting.siteId} ${hashToken(greeting.token)} ${greeting.hello.tab}`;
    let joined: { poll: Poll<OperatorServerFrame>; welcome: OperatorWelcome } | undefined;
    await answerOperatorHello(
      this.#services,
      greeting,
      (seat, welcome) => {
        if (signal.aborted) return;
        const poll = this.#polls.open(key, (box) => hub.addOperator(Object.assign(box, seat)));
        joined = { poll, welcome };
      },
      this.#polls.has(key),
    );
    if (!joined) return [];
    const { poll, welcome } = joined;
    return this.#polls.answer(poll, welcome, begin || welcome.reset || welcome.events.length > 0, signal);
  }
}
