import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { GroupItem, SystemItem, ThreadItem } from './thread-items.ts';
import type { Voice } from './voice.ts';

export interface LogAnnouncerOptions {
  readonly voice: () => Voice | null | undefined;
  /** The name of a group's speaker. */
  readonly name: (group: GroupItem) => string;
  /** A system line in words; '' is not announced. */
  readonly line: (item: SystemItem) => string;
}

/**
 * Announces the new lines of a thread in order: messages of the other side as "Anna: …", operators who join, the end, the
 * rating. It announces no history, no own messages and no ticks. Call `update` with every new list.
 */
export class LogAnnouncer implements ReactiveController {
  readonly #options: LogAnnouncerOptions;
  /** The newest stored line; undefined in an empty thread. */
  #last: string | undefined;
  /** The session whose rating was announced: a comment replaces its line by a new one with the same words. */
  #rated = '';
  #of = '';
  #primed = false;

  constructor(host: ReactiveControllerHost, options: LogAnnouncerOptions) {
    this.#options = options;
    host.addController(this);
  }

  /**
   * `ready`: the thread has come from the server; until then everything is history. `of`: names the thread; everything in
   * another one is history too.
   */
  update(items: readonly ThreadItem[], ready = true, of = ''): void {
    const fresh = this.#fresh(items);
    const voice = this.#options.voice();
    if (of !== this.#of) this.#primed = false;
    this.#of = of;
    if (this.#primed) for (const line of fresh) this.#say(line, voice);
    this.#primed ||= ready;
    if (voice) voice.thread = this.#primed;
  }

  hostDisconnected(): void {
    this.#primed = false;
    const voice = this.#options.voice();
    if (voice) voice.thread = false;
  }

  /** The lines after the one that was the newest; none when that line is gone. */
  #fresh(items: readonly ThreadItem[]): readonly Line[] {
    const before = this.#last;
    const fresh: Line[] = [];
    this.#last = undefined;
    for (const line of newestFirst(items)) {
      this.#last ??= line.key;
      if (line.key === before) return fresh.reverse();
      fresh.push(line);
    }
    return before === undefined ? fresh.reverse() : [];
  }

  #say({ key, item, text }: Line, voice: Voice | null | undefined): void {
    if (item.kind === 'group') {
      if (!item.own) voice?.say(`${this.#options.name(item)}: ${text}`);
      return;
    }
    if (item.line === 'rated') {
      const session = key.split(':')[0]!;
      if (session === this.#rated) return;
      this.#rated = session;
    }
    const words = this.#options.line(item);
    if (words) voice?.say(words);
  }
}

interface Line {
  readonly key: string;
  readonly item: GroupItem | SystemItem;
  readonly text: string;
}

/**
 * Messages that wait to be stored are last only for now. They are left out, because messages from the other side go before
 * them.
 */
function* newestFirst(items: readonly ThreadItem[]): Generator<Line> {
  for (const item of [...items].reverse()) {
    if (item.kind === 'system') yield { key: item.key, item, text: '' };
    if (item.kind !== 'group') continue;
    for (const { key, text, status } of [...item.messages].reverse())
      if (!status || !/^(waiting|sending|failed)$/.test(status)) yield { key, item, text };
  }
}
