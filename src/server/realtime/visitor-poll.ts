import { CLOSE, POLL_HOLD_MS, type VisitorHello, type VisitorServerFrame, type VisitorWelcome } from '../../protocol/index.ts';
import type { Address } from '../addresses.ts';
import { CommandError } from '../command-error.ts';
import type { Services } from '../services.ts';
import type { VisitorConnection } from './hub.ts';
import { answerHello } from './visitor-hello.ts';

/** How long what happens between two polls is kept, and the visitor counts as present. */
const REST_MS = 5000;
/** Frames kept between two polls. Who has missed more starts with a welcome. */
const WAITING_MAX = 200;
/** A poll that lost its place to others of the same visitor comes back after this. */
const CROWDED_MS = 10_000;

/** A connection made of polls, one after the other. */
interface Mailbox extends VisitorConnection {
  waiting: VisitorServerFrame[];
  /** Ends the poll that is held; missing between two polls. */
  wake: (() => void) | undefined;
  closed: number | undefined;
  leave(): void;
}

/** The long poll of visitors whose network lets no WebSocket through (C8). To the hub each is a connection like any other. */
export class VisitorPolls {
  readonly #services: Services;
  readonly #boxes = new Map<string, Mailbox>();
  readonly #holdMs: number;

  constructor(services: Services, options: { holdMs: number } = { holdMs: POLL_HOLD_MS }) {
    this.#services = services;
    this.#holdMs = options.holdMs;
  }

  /** Answers at once when there is news, else with the next frames, else with none when the time is over or the client is gone. */
  async poll(
    siteId: string,
    hello: VisitorHello,
    origin: { address: Address | null; userAgent: string | null },
    signal: AbortSignal,
  ): Promise<readonly VisitorServerFrame[]> {
    const { unitOfWork } = this.#services;
    let box: Mailbox | undefined;
    let kept: Mailbox | undefined;
    const outcome = await unitOfWork.run(
      async (tx, after) => {
        const answer = await answerHello(this.#services, tx, siteId, hello, origin);
        // As with a WebSocket: joining belongs to the same turn as the answer, no event falls between the two.
        after(() => {
          if (answer.kind !== 'welcome' || signal.aborted) return;
          kept = this.#boxes.get(keyOf(siteId, answer.visitorId, hello.tab));
          box = this.#open(siteId, answer, hello, origin.address);
        });
        return answer;
      },
      { reads: true },
    );
    if (outcome.kind === 'unknown') throw new CommandError('unauthorized');
    if (outcome.kind === 'limbo') return [{ type: 'gate', show: outcome.show, version: outcome.version }];
    if (!box) return [];
    if (!kept || isNews(outcome.frame)) return this.#rest(box, [outcome.frame]);
    box.waiting.unshift(...kept.waiting);
    if (box.waiting.length === 0) await this.#hold(box, signal);
    if (signal.aborted) box.leave();
    if (box.closed === CLOSE.tokenUnknown) throw new CommandError('unauthorized');
    if (box.closed === CLOSE.rateLimited) throw new CommandError('rate_limited', { retryAfterMs: CROWDED_MS });
    return this.#rest(box, box.waiting.splice(0));
  }

  #open(siteId: string, visitor: { visitorId: string; family: string }, hello: VisitorHello, address: Address | null): Mailbox {
    const { hub, limits, clock } = this.#services;
    const key = keyOf(siteId, visitor.visitorId, hello.tab);
    let leaveHub = () => {};
    const box: Mailbox = {
      siteId,
      ...visitor,
      addressKey: address?.key ?? null,
      tab: hello.tab,
      limbo: false,
      page: hello.page ?? null,
      heardAt: clock.now(),
      waiting: [],
      wake: undefined,
      closed: undefined,
      send: (frame) => {
        if (box.waiting.length >= WAITING_MAX) box.leave();
        else box.waiting.push(frame);
        // What one commit sends goes into one answer.
        setImmediate(() => box.wake?.());
      },
      close: (code) => {
        box.closed = code;
        box.leave();
      },
      leave: () => {
        if (this.#boxes.get(key) === box) this.#boxes.delete(key);
        leaveHub();
        leaveHub = () => {};
        box.wake?.();
      },
    };
    hub.replaceTab(box, CLOSE.replaced);
    hub.makeRoom(box, limits.connectionsPerVisitor, CLOSE.rateLimited);
    this.#boxes.set(key, box);
    leaveHub = hub.addVisitor(box);
    return box;
  }

  #hold(box: Mailbox, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        box.wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, this.#holdMs);
      signal.addEventListener('abort', end);
      box.wake = end;
    });
  }

  /** Between two polls the mailbox stays for a while. */
  #rest(box: Mailbox, frames: readonly VisitorServerFrame[]): readonly VisitorServerFrame[] {
    setTimeout(() => {
      box.leave();
    }, REST_MS).unref();
    return frames;
  }
}

const keyOf = (siteId: string, visitorId: string, tab: string) => `${siteId} ${visitorId} ${tab}`;

/** Anything the client has not seen. Without a cursor that is whatever there is; who has no session has nothing to be told. */
const isNews = (welcome: VisitorWelcome) =>
  welcome.newToken !== undefined || welcome.reset || welcome.sessions.some((page) => page.events.length > 0);
