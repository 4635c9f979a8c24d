import type { ChatClient } from '../../client/index.ts';
import { tabMemory } from '../../client/identity/tab-memory.ts';

export interface Keepable {
  /** The visitor has acted: before that nothing is stored. */
  readonly acted: boolean;
  readonly open: boolean;
  readonly draft: string;
}

/** Keeps the panel's look for the next page of this tab, when there is a name to keep it under: `1` or `0`, whose it is, a blank, the text. */
export function keepInTab({ owner }: ChatClient, name: string, { acted, open, draft }: Keepable): void {
  if (!name) return;
  if (acted || tabMemory(name)) tabMemory(name, open || draft ? `${+open}${owner ?? ''} ${draft}` : null);
}

/** The text that was kept for this visitor; another one, after a log-out elsewhere, does not get to see it. */
export async function keptDraft(client: ChatClient, name: string): Promise<string> {
  const kept = tabMemory(name);
  if (!kept) return '';
  await client.resume();
  const [, owner, draft] = /^.(\S*) ([^]*)$/.exec(kept) ?? [];
  return draft && (!owner || owner === client.owner) ? draft : '';
}
