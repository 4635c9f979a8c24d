import type { Chat } from '../store/types.ts';

/** Chats that are picked to be closed together. */
export interface Selection {
  /** The last seq that was there when the chat was picked, by chat: what is written later keeps it open. */
  readonly picked: ReadonlyMap<string, number>;
  /** The chat a span begins at. */
  readonly anchor: string | null;
  /** Begun by the button: it lasts with nothing picked too. */
  readonly stays: boolean;
}

export const NOTHING_PICKED: Selection = { picked: new Map(), anchor: null, stays: true };
const NONE: Selection = { ...NOTHING_PICKED, stays: false };

/** Null where nothing is left of it. */
const orNull = (selection: Selection): Selection | null => (selection.picked.size > 0 || selection.stays ? selection : null);

const add = (of: Selection, chats: readonly Chat[], anchor: string | null): Selection => ({
  ...of,
  picked: new Map([...of.picked, ...chats.filter(({ id }) => !of.picked.has(id)).map(({ id, session }) => [id, session.lastSeq] as const)]),
  anchor,
});

export function without(of: Selection, gone: (id: string) => boolean): Selection | null {
  return orNull({ ...of, picked: new Map([...of.picked].filter(([id]) => !gone(id))) });
}

export function toggled(of: Selection | null, chat: Chat): Selection | null {
  const selection = of ?? NONE;
  if (!selection.picked.has(chat.id)) return add(selection, [chat], chat.id);
  return without({ ...selection, anchor: chat.id }, (id) => id === chat.id);
}

/** Picks everything from where the selection was last changed, or from `start`, to a chat. */
export function spanned(of: Selection | null, chats: readonly Chat[], to: Chat, start: string | null): Selection {
  const selection = of ?? NONE;
  const place = (id: string | null): number => chats.findIndex((chat) => chat.id === id);
  const here = place(to.id);
  const from = [place(selection.anchor ?? start), here].find((at) => at >= 0) ?? here;
  return add(selection, chats.slice(Math.min(from, here), Math.max(from, here) + 1), selection.anchor ?? chats[from]?.id ?? to.id);
}

/** Picks all of them, or none when all are picked. */
export function allToggled(of: Selection, chats: readonly Chat[]): Selection | null {
  return chats.every(({ id }) => of.picked.has(id)) ? orNull({ ...of, picked: new Map() }) : add(of, chats, of.anchor);
}
