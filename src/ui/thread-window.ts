import type { ThreadSession } from './thread-items.ts';

/** Number of events drawn at first, and added each time. */
const STEP = 50;
/** Maximum of events drawn, because a long thread would be slow to draw. */
const MOST = 200;

/** An event's place, which holds while others come before and after it. */
type Place = readonly [session: string, seq: number];

/** Whether the events drawn below, or above, must stay because they are in sight, selected, or have the focus. */
type Keep = (below: boolean) => boolean;

/**
 * The part of a thread that is drawn. It opens at the end, grows upwards to `MOST` and then slides, so that drawing costs
 * the same in every browser however long the thread is. No height is guessed, so that the line under the eye stays exactly
 * where it is.
 */
export class ThreadWindow {
  /** Whether there are events above or below the drawn ones. */
  above = false;
  below = false;
  /** The first event drawn, and the last one when it is not the end. */
  #top: Place | undefined;
  #bottom: Place | undefined;
  #sessions: readonly ThreadSession[] = [];
  #from = 0;
  #to = 0;

  /** Moves to the end. The events drawn above stay until there are too many. */
  toEnd(): void {
    if (this.#bottom) this.#top = undefined;
    this.#bottom = undefined;
  }

  /** The sessions as they are drawn. `atEnd`: the reader is at the end. */
  cut(sessions: readonly ThreadSession[], keep: Keep, atEnd: boolean): readonly ThreadSession[] {
    this.#sessions = sessions;
    const total = this.#total;
    const bottom = this.#bottom && this.#indexOf(this.#bottom);
    this.#to = bottom === undefined ? total : bottom + 1;
    this.#from = (this.#top && this.#indexOf(this.#top)) ?? Math.max(0, this.#to - STEP);
    if (this.#to - this.#from > MOST && !keep(!atEnd)) {
      if (atEnd) this.#from = this.#to - STEP;
      else if (bottom === undefined) this.#to = this.#from + MOST;
    }
    this.#mark();
    return this.#slice(this.#from, this.#to);
  }

  /** The last events, wherever the window is: announcements of new messages do not depend on it. */
  end(): readonly ThreadSession[] {
    return this.#slice(this.#total - MOST, this.#total);
  }

  /** Draws more of the loaded events. Returns false when there are none. */
  grow(up: boolean, keep: Keep): boolean {
    if (!(up ? this.above : this.below)) return false;
    if (up) {
      this.#from = Math.max(0, this.#from - STEP);
      if (!keep(true)) this.#to = Math.min(this.#to, this.#from + MOST);
    } else {
      this.#to = Math.min(this.#total, this.#to + STEP);
      if (!keep(false)) this.#from = Math.max(this.#from, this.#to - MOST);
    }
    this.#mark();
    return true;
  }

  get #total(): number {
    let sum = 0;
    for (const { events } of this.#sessions) sum += events.length;
    return sum;
  }

  #mark(): void {
    this.above = this.#from > 0;
    this.below = this.#to < this.#total;
    this.#top = this.#placeAt(this.#from);
    this.#bottom = this.below ? this.#placeAt(this.#to - 1) : undefined;
  }

  #placeAt(index: number): Place | undefined {
    let rest = index;
    for (const { id, events } of this.#sessions) {
      const event = events[rest];
      if (event) return [id, event.seq];
      rest -= events.length;
    }
    return undefined;
  }

  #indexOf([id, seq]: Place): number | undefined {
    let before = 0;
    for (const session of this.#sessions) {
      const [first] = session.events;
      if (session.id === id && first && seq >= first.seq && seq < first.seq + session.events.length) return before + seq - first.seq;
      before += session.events.length;
    }
    return undefined;
  }

  #slice(from: number, to: number): readonly ThreadSession[] {
    let before = 0;
    return this.#sessions.flatMap((session) => {
      const events = session.events.slice(Math.max(0, from - before), Math.max(0, to - before));
      before += session.events.length;
      return events.length ? [{ ...session, events }] : [];
    });
  }
}
