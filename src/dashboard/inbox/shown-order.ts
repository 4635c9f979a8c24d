import type { InboxFilter } from '../../protocol/index.ts';
import type { Chat } from '../store/types.ts';
import { heldItems, inboxItems } from './inbox-items.ts';
import type { InboxItem } from './inbox-items.ts';

/** The order of the list on the screen: it rests while somebody points at the list or has the focus in it. */
export class ShownOrder {
  #held: readonly string[] | null = null;
  #made: { readonly of: readonly unknown[]; readonly items: readonly InboxItem[] } = { of: [], items: [] };
  readonly #holding = { pointer: false, focus: false };

  get isPointed(): boolean {
    return this.#holding.pointer;
  }

  /** `canScroll`: what is inserted above pushes nothing off the screen. */
  items(chats: readonly Chat[], self: string | undefined, filter: InboxFilter, canScroll: () => boolean): readonly InboxItem[] {
    const of = [chats, this.#held, self, filter];
    // A key typed in the reply box draws this screen too: nothing is made for it.
    if (this.#made.of.every((one, i) => one === of[i]) && this.#made.of.length > 0) return this.#made.items;
    const sorted = inboxItems(chats, self, filter === 'ended');
    const items = this.#held ? heldItems(sorted, this.#held, canScroll()) : sorted;
    this.#made = { of, items };
    return items;
  }

  /** True when the order is let go by this. */
  hold(by: 'pointer' | 'focus', on: boolean, items: () => readonly InboxItem[]): boolean {
    this.#holding[by] = on;
    const { pointer, focus } = this.#holding;
    if (pointer || focus) this.#held ??= items().map(({ key }) => key);
    else if (this.#held) {
      this.#held = null;
      return true;
    }
    return false;
  }

  /** Another list is shown. */
  forget(): void {
    this.#held = null;
  }
}
