import { CHATS_PER_COMMAND, type ChatsCloseEnded, type ChatsCloseEndedResult } from '../../../protocol/index.ts';
import { listDoneChats } from '../../store/chats.ts';
import { firstEventAfter } from '../../store/site-log.ts';
import type { Work } from '../work.ts';

/**
 * `chats.close_ended`: every chat that has ended or was left leaves the inbox and stays in History (L6), a commit for so many
 * of them. The operator has seen the inbox as it was at `seen`: a chat in which something happened later stays.
 */
export async function closeEnded(work: Work, command: ChatsCloseEnded): Promise<ChatsCloseEndedResult> {
  const { tx, siteId } = work;
  const next = await firstEventAfter(tx, siteId, command.seen);
  const until = next?.at ?? Infinity;
  const closed: string[] = [];
  let kept = 0;
  let more = false;
  for (const status of ['open', 'new'] as const) {
    const rows = await listDoneChats(tx, siteId, status, { at: 0, id: '' }, CHATS_PER_COMMAND + 1 - closed.length);
    for (const chat of rows) {
      if (chat.last_at >= until) kept += 1;
      else if (closed.length === CHATS_PER_COMMAND) more = true;
      else {
        await work.changeChat(chat, { status: 'closed', closed_at: work.now, unread: 0 });
        closed.push(chat.id);
      }
    }
  }
  return { closed, kept, more };
}
