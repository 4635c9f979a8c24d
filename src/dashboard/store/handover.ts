import type { DashboardState } from './types.ts';

const KEY = 'chat-handover';

type Texts = Readonly<Record<string, string>>;

/** Per operator and site: what is in the reply boxes, by chat. */
type Handover = Record<string, Texts>;

const nameOf = (operator: string, site: string): string => `${operator} ${site}`;

function read(): Handover {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Handover;
  } catch {
    return {};
  }
}

function write(handover: Handover): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(handover));
  } catch {
    // Storage is forbidden or full: the texts are on the screen until the page is reloaded.
  }
}

/** Replies without an answer and drafts, for the page after a reload that the operator asked for (N9). */
export function handOver(operator: string, site: string, { outbox, drafts }: Pick<DashboardState, 'outbox' | 'drafts'>): void {
  const chats = new Set([...Object.keys(outbox), ...Object.keys(drafts)]);
  const texts = [...chats].map((chat): [string, string] => [
    chat,
    [...(outbox[chat] ?? []).map(({ text }) => text), drafts[chat] ?? ''].filter(Boolean).join('\n'),
  ]);
  write({ ...read(), [nameOf(operator, site)]: Object.fromEntries(texts) });
}

/** What was handed over, once. */
export function takeOver(operator: string, site: string): Texts {
  const { [nameOf(operator, site)]: texts = {}, ...rest } = read();
  write(rest);
  return texts;
}
