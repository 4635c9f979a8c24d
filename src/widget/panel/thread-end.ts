import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { threadItems, type ThreadInput, type ThreadItem, type ThreadSession } from '../../ui/thread-items.ts';

/** As many events as the window of the whole thread draws at first, so that nothing moves when it takes over. */
const MOST = 50;
/** Fractional scroll positions never quite reach the end. */
const NEAR_PX = 24;

/** The end of the thread: all that an empty or short chat needs. `ThreadController` takes over when it is loaded. */
export class ThreadEnd implements ReactiveController {
  latest: readonly ThreadItem[] = [];
  /** The reader is at the end: new messages scroll into view. */
  atEnd = true;
  /** There is more than the screen shows, or than is drawn. */
  isLong = false;
  readonly #log: () => HTMLElement | null;
  #isCut = false;

  constructor(host: ReactiveControllerHost, log: () => HTMLElement | null) {
    this.#log = log;
    host.addController(this);
  }

  draw(input: ThreadInput): readonly ThreadItem[] {
    let room = MOST;
    const sessions: ThreadSession[] = [];
    for (const session of [...input.sessions].reverse()) {
      const events = session.events.slice(-room);
      if (room > 0 && events.length) sessions.unshift({ ...session, events });
      room -= session.events.length;
    }
    this.#isCut = room < 0;
    return (this.latest = threadItems({ ...input, sessions }));
  }

  hostUpdate(): void {
    const log = this.#log();
    if (log) this.atEnd = log.scrollHeight - log.clientHeight - log.scrollTop < NEAR_PX;
  }

  hostUpdated(): void {
    const log = this.#log();
    if (!log) return;
    if (this.atEnd) log.scrollTop = log.scrollHeight;
    this.isLong = this.#isCut || log.scrollHeight > log.clientHeight;
  }
}
