import { CHATS_PER_COMMAND, type ChatsCloseEnded, type ChatsCloseEndedResult, type OperatorRef } from '../../protocol/index.ts';
import { listDoneChats } from '../store/chats.ts';
import { countDone } from '../store/inbox.ts';
import { firstEventAfter } from '../store/site-log.ts';
import type { CommandContext } from './command-context.ts';

/**
 * `chats.close_ended`: every chat that has ended, or that its visitor has left, leaves the inbox and stays in History (L6). One
 * commit closes a limited number of chats. The operator has seen the inbox as it was at `seen`: a chat in which something
 * happened later stays, and so does one with a message nobody has read.
 */
export async function closeEnded(context: CommandContext, operator: OperatorRef, command: ChatsCloseEnded): Promise<ChatsCloseEndedResult> {
  const { tx, siteId } = context;
  const next = await firstEventAfter(tx, siteId, command.seen);
  const before = next?.at ?? Number.MAX_SAFE_INTEGER;
  const closed: string[] = [];
  let more = false;
  for (const status of ['open', 'new'] as const) {
    const room = CHATS_PER_COMMAND - closed.length;
    const rows = await listDoneChats(tx, siteId, status, before, room + 1);
    more ||= rows.length > room;
    for (const chat of rows.slice(0, room)) {
      await context.changeChat(chat, { status: 'closed', closed_at: context.now, closed_by: JSON.stringify(operator), unread: 0 });
      closed.push(chat.id);
    }
  }
  return { closed, kept: more ? 0 : await countDone(tx, siteId), more };
}
