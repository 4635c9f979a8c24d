import type { ThreadSession } from './thread-items.ts';

/** Events drawn at first, and as many more at a time. */
const STEP = 50;
/** Drawn at most, or a long thread would be slow to draw. */
const MOST = 200;

/** An event, wherever it stands while others come before and after it. */
type Place = readonly [session: string, seq: number];

/** What is drawn below, or above, must not go: it is looked at, selected, or has the focus. */
type Keep = (below: boolean) => boolean;

/**
 * The part of a thread that is drawn. It opens at the end, grows upwards to `MOST` and then slides: what is drawn costs the same
 * in every browser, however much is there. Nothing has a guessed height, so that the line under the eye can stay exactly.
 */
export class ThreadWindow {
  /** There is more above or below what is drawn. */
  above = false;
  below = false;
  /** The first event drawn, and the last one when it is not the end. */
  #top: Place | undefined;
  #bottom: Place | undefined;
  #sessions: readonly ThreadSession[] = [];
  #from = 0;
  #to = 0;

  /** To the end. What is drawn above stays until it is too much. */
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

  /** The last events, whatever is drawn: what is told of new messages does not depend on it. */
  end(): readonly ThreadSession[] {
    return this.#slice(this.#total - MOST, this.#total);
  }

  /** Draws more of what is there; false when nothing is. */
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
