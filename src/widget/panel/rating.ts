import { nothing, type TemplateResult } from 'lit/html.js';
import type { Rating as Score, SessionView } from '../../client/index.ts';
import type { ThreadItem } from '../../ui/thread-items.ts';
import type { WidgetStrings } from '../strings/en.ts';
import { withLater } from '../strings/en-later.ts';
import type { LaterHost } from './later-host.ts';
import { ratingCard } from './rating-card.ts';
import { firstName, type View } from './view.ts';

/** Asks for a rating when a session is over, and takes it. */
export class Rating {
  readonly #host: LaterHost;
  #score: Score | null = null;
  /** The session whose rating is complete. */
  #commented: string | null = null;

  constructor(host: LaterHost) {
    this.#host = host;
  }

  /** The card stands for the line that tells of the same rating. */
  withoutLine(items: readonly ThreadItem[], view: View): readonly ThreadItem[] {
    const session = this.#asking(view);
    if (!session) return items;
    return items.filter((item) => !(item.kind === 'system' && item.line === 'rated' && item.key.startsWith(session.id)));
  }

  render(view: View, strings: WidgetStrings): TemplateResult | typeof nothing {
    if (!view.ended) this.#score = null;
    const session = this.#asking(view);
    if (!session) return nothing;
    const rated = session.events.findLast((event) => event.type === 'session.rated');
    const score = this.#score ?? ((rated?.score ?? null) as Score | null);
    return ratingCard({
      strings: withLater(strings),
      name: view.spoke && firstName(view.spoke.name),
      score,
      onRate: (picked) => void this.#rate(picked),
      onComment: (comment) => score && void this.#comment(session.id, score, comment),
    });
  }

  async #rate(score: Score): Promise<void> {
    this.#score = score;
    this.#host.requestUpdate();
    await this.#host.client?.rate(score).catch(() => this.#host.say(this.#host.strings.failed));
  }

  async #comment(session: string, score: Score, comment: string): Promise<void> {
    try {
      if (comment) await this.#host.client?.rate(score, comment);
      this.#commented = session;
      this.#host.requestUpdate();
      this.#host.focusComposer();
    } catch {
      this.#host.say(this.#host.strings.failed);
    }
  }

  #asking({ ended }: View): SessionView | null {
    return ended && ended.endedBy !== 'block' && ended.id !== this.#commented ? ended : null;
  }
}
