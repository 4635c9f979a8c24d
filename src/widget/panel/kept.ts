import type { ChatClient } from '../../client/index.ts';
import { tabMemory } from '../../client/identity/tab-memory.ts';

export interface Keepable {
  /** The visitor has interacted. Before that nothing is stored. */
  readonly acted: boolean;
  readonly open: boolean;
  readonly draft: string;
}

/**
 * Keeps the panel's state for the next page of this tab, if there is a name to keep it under: `1` or `0` for open or closed,
 * the owner, a space, the text.
 */
export function keepInTab({ owner }: ChatClient, name: string, { acted, open, draft }: Keepable): void {
  if (!name) return;
  if (acted || tabMemory(name)) tabMemory(name, open || draft ? `${+open}${owner ?? ''} ${draft}` : null);
}

/** The text that was kept for this visitor. After a log-out in another tab, another visitor does not see it. */
export async function keptDraft(client: ChatClient, name: string): Promise<string> {
  const kept = tabMemory(name);
  if (!kept) return '';
  await client.resume();
  const [, owner, draft] = /^.(\S*) ([^]*)$/.exec(kept) ?? [];
  return draft && (!owner || owner === client.owner) ? draft : '';
}
