import type { TemplateResult, nothing } from 'lit';
import type { Screen } from '../shell/screen.ts';
import type { Chat } from '../store/types.ts';
import { openChatOf, LIST } from './routes.ts';
import { closeSelected } from './close-selected.ts';
import { NOTHING_PICKED, spanned, toggled, without } from './selection.ts';
import type { Selection } from './selection.ts';
import { selectionBar, selectionHead } from './selection-parts.ts';
import { adoptSheets } from '../styles/index.ts';
import { selectionStyles } from './selection-styles.ts';

export { selectionPane } from './selection-parts.ts';

adoptSheets({ selection: selectionStyles });

/** The list as the selection sees it. */
export interface SelectingHost extends ParentNode {
  readonly screen: Screen;
  /** What the list shows, in its order. */
  readonly visible: readonly Chat[];
  readonly updateComplete: Promise<unknown>;
  /** Several chats are being closed. */
  closing: boolean;
  focusRow(chat: string | undefined): void;
}

/** Picks chats of the list, to close them together (L6). */
export class Selecting {
  readonly #list: SelectingHost;
  /** How many were picked when it was said last. */
  #said: number | null = null;

  constructor(list: SelectingHost) {
    this.#list = list;
  }

  /** Above the rows. */
  head(selection: Selection): TemplateResult {
    return selectionHead(this.#list.screen, selection, this.#list.visible, () => this.end());
  }

  /** Below the rows. */
  bar(selection: Selection): TemplateResult | typeof nothing {
    return selectionBar(this.#list.screen, selection, this.#list.closing, () => this.close());
  }

  /** After each drawing. */
  updated(): void {
    const { selection, state, t, voice, pick } = this.#list.screen;
    // A colleague has closed it.
    if (selection && [...selection.picked.keys()].some((id) => !state.chats[id]))
      pick((now) => now && without(now, (id) => !state.chats[id]));
    const n = selection?.picked.size ?? null;
    if (n === this.#said) return;
    this.#said = n;
    if (n !== null) voice.say(t('selectedN', { n }));
  }

  begin(): void {
    this.#pick(() => NOTHING_PICKED);
  }

  stop(): void {
    this.#pick(() => null);
  }

  toggle(chat: Chat, span: boolean): void {
    const { screen, visible } = this.#list;
    this.#pick((now) => (span ? spanned(now, visible, chat, openChatOf(screen.route)) : toggled(now, chat)));
  }

  /** By key: the row with the focus, else the chat that is open. */
  pickFocused(current: string | null, span: boolean): void {
    const id = this.#focused?.dataset['chat'] ?? current;
    const chat = this.#list.visible.find((one) => one.id === id);
    if (!chat) return;
    this.toggle(chat, span);
    if (!this.#focused) void this.#drawn().then(() => this.#list.focusRow(chat.id));
  }

  end(): void {
    const inside = this.#focused !== null;
    const first = this.#list.screen.selection?.anchor ?? undefined;
    this.#pick(() => null);
    if (!inside) void this.#drawn().then(() => this.#list.focusRow(first));
  }

  /** Closes what is picked. */
  close(): void {
    const { selection } = this.#list.screen;
    if (selection && !this.#list.closing) void this.#close(selection);
  }

  async #close({ picked }: Selection): Promise<void> {
    const list = this.#list;
    list.closing = true;
    const { visible } = list;
    const at = visible.findIndex(({ id }) => picked.has(id));
    const onwards = [...visible.slice(at), ...visible.slice(0, at).reverse()];
    const closed = await closeSelected(list.screen, picked);
    // Where all were picked, one that stayed open is where the operator goes on.
    const next = onwards.find(({ id }) => !picked.has(id)) ?? onwards.find(({ id }) => !closed.includes(id));
    list.closing = false;
    const { route, go, pick } = list.screen;
    pick(() => null);
    const current = openChatOf(route);
    if (current !== null && closed.includes(current)) go(LIST);
    await this.#drawn();
    list.focusRow(next?.id);
  }

  get #focused(): HTMLElement | null {
    return this.#list.querySelector<HTMLElement>('[data-chat]:focus-within');
  }

  /** Changes the selection, and keeps the focus in the row that has it: a link gives way to a box, or comes back. */
  #pick(change: (selection: Selection | null) => Selection | null): void {
    const { screen } = this.#list;
    const row = this.#focused;
    // Before the link goes: a focus that falls is lost.
    if (!screen.selection) row?.querySelector<HTMLElement>('.check')?.focus({ preventScroll: true });
    let ends = false;
    screen.pick((now) => {
      const next = change(now);
      ends = now !== null && next === null;
      return next;
    });
    if (ends && row) void this.#drawn().then(() => this.#list.focusRow(row.dataset['chat']));
  }

  /** The app hands the selection down with the next drawing. */
  async #drawn(): Promise<void> {
    await Promise.resolve();
    await this.#list.updateComplete;
  }
}
