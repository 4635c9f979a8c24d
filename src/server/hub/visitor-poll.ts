import { CLOSE, type VisitorHello, type VisitorServerFrame, type VisitorWelcome } from '../../protocol/index.ts';
import type { Address } from '../access/addresses.ts';
import { CommandError } from '../command-error.ts';
import type { Services } from '../services.ts';
import type { VisitorConnection } from './hub.ts';
import { Polls, type Poll } from './polls.ts';
import { answerHello } from './visitor-hello.ts';

/** Visitors' connections made of polls (C8). */
export class VisitorPolls {
  readonly #services: Services;
  readonly #polls: Polls<VisitorServerFrame>;

  constructor(services: Services, options?: { holdMs: number }) {
    this.#services = services;
    this.#polls = new Polls(options);
  }

  /** Answers at once with news or with `begin`, else with the next frames, or with none on timeout or when the client is gone. */
  async poll(
    siteId: string,
    hello: VisitorHello,
    origin: { address: Address | null; userAgent: string | null },
    signal: AbortSignal,
    begin = false,
  ): Promise<readonly VisitorServerFrame[]> {
    const { unitOfWork } = this.#services;
    let poll: Poll<VisitorServerFrame> | undefined;
    const outcome = await unitOfWork.run(
      async (tx, after) => {
        const answer = await answerHello(this.#services, tx, siteId, hello, origin);
        // As with a WebSocket, joining the hub belongs to the same turn as the answer: no event can fall between the two.
        after(() => {
          if (answer.kind === 'welcome' && !signal.aborted) poll = this.#open(siteId, answer, hello, origin.address);
        });
        return answer;
      },
      { reads: true },
    );
    if (outcome.kind === 'unknown') throw new CommandError('unauthorized');
    if (outcome.kind === 'limbo') return [{ type: 'gate', show: outcome.show, version: outcome.version }];
    return poll ? this.#polls.answer(poll, outcome.frame, begin || isNews(outcome.frame), signal) : [];
  }

  #open(siteId: string, { visitorId, family }: { visitorId: string; family: string }, hello: VisitorHello, address: Address | null) {
    const { hub, limits, clock } = this.#services;
    return this.#polls.open(`${siteId} ${visitorId} ${hello.tab}`, (box) => {
      const connection: VisitorConnection = Object.assign(box, {
        siteId,
        visitorId,
        family,
        addressKey: address?.key ?? null,
        tab: hello.tab,
        limbo: false,
        page: hello.page ?? null,
        heardAt: clock.now(),
      });
      hub.replaceTab(connection, CLOSE.replaced);
      hub.makeRoom(connection, limits.connectionsPerVisitor, CLOSE.rateLimited);
      return hub.addVisitor(connection);
    });
  }
}

/** True if the client has not seen everything. Without a cursor every event is new; without a session there is nothing to tell. */
const isNews = (welcome: VisitorWelcome) =>
  welcome.newToken !== undefined || welcome.reset || welcome.sessions.some((page) => page.events.length > 0);
