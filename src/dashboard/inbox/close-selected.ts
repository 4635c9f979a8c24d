import { COMMANDS_PER_REQUEST } from '../../protocol/index.ts';
import { why } from '../parts/common.ts';
import type { Screen } from '../shell/screen.ts';
import { CommandError } from '../../link/commands.ts';
import { reopenAll } from './close-ended.ts';

/** Closes the picked chats, says how many, which stay and why, and offers the way back. Returns what was closed. */
export async function closeSelected(screen: Screen, picked: ReadonlyMap<string, number>): Promise<readonly string[]> {
  const { client, t, toast } = screen;
  const closed: string[] = [];
  let kept = 0;
  let gone = 0;
  let failure: unknown;
  const close = async ([chat, seen]: readonly [string, number]): Promise<void> => {
    try {
      await client.command({ type: 'chat.close', chat, seen });
      closed.push(chat);
    } catch (error) {
      const code = error instanceof CommandError ? error.code : null;
      if (code === 'stale_close') kept += 1;
      else if (code === 'not_found') gone += 1;
      else failure ??= error;
    }
  };
  const all = [...picked];
  for (let done = 0; done < all.length && failure === undefined; done += COMMANDS_PER_REQUEST)
    await Promise.all(all.slice(done, done + COMMANDS_PER_REQUEST).map(close));
  const lines = [
    ...(closed.length > 0 ? [t('closedN', { n: closed.length })] : []),
    ...(kept > 0 ? [t(closed.length > 0 ? 'keptN' : 'keptAll', { n: kept })] : []),
    ...(gone > 0 ? [t('notClosedN', { n: gone })] : []),
    ...(failure === undefined ? [] : [t('closeFailed', { why: why(t, failure) })]),
  ];
  toast({ text: lines.join('; '), ...(closed.length > 0 && { undo: () => void reopenAll(screen, closed) }) });
  return closed;
}
