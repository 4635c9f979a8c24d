import { CHATS_PER_COMMAND } from '../../protocol/index.ts';
import type { ChatsCloseEndedResult, ChatsReopenResult } from '../../protocol/index.ts';
import { why } from '../parts/common.ts';
import type { Screen } from '../shell/screen.ts';

/** Closes every chat that has ended or was left (L6); says how many, what stays and why, and offers the way back. */
export async function closeAllEnded(screen: Screen): Promise<void> {
  const { client, state, t, toast } = screen;
  const expected = state.counts.all.ended;
  const seen = state.gseq;
  const closed: string[] = [];
  try {
    for (let more = true; more;) {
      const answer = await client.command<ChatsCloseEndedResult>({ type: 'chats.close_ended', seen });
      closed.push(...answer.closed);
      ({ more } = answer);
      if (more) continue;
      const others = expected - closed.length - answer.kept;
      toast({
        text: [
          t('closedN', { n: closed.length }),
          ...(answer.kept > 0 ? [t('keptN', { n: answer.kept })] : []),
          ...(others > 0 ? [t('notClosedN', { n: others })] : []),
        ].join('; '),
        ...(closed.length > 0 && { undo: () => void reopenAll(screen, closed) }),
      });
    }
  } catch (error) {
    // Some may be closed already: they can come back all the same.
    toast({
      text: t('closeFailed', { why: why(t, error) }),
      ...(closed.length > 0 && { undo: () => void reopenAll(screen, closed) }),
    });
  }
}

/** Takes the close of several back; says how many stay closed. */
export async function reopenAll({ client, t, toast }: Screen, closed: readonly string[]): Promise<void> {
  let refused = 0;
  try {
    for (let done = 0; done < closed.length; done += CHATS_PER_COMMAND) {
      const chats = closed.slice(done, done + CHATS_PER_COMMAND);
      refused += (await client.command<ChatsReopenResult>({ type: 'chats.reopen', chats })).refused;
    }
    if (refused > 0) toast({ text: t('notReopenedN', { n: refused }) });
  } catch (error) {
    toast({ text: t('undoFailed', { why: why(t, error) }) });
  }
}
