import type { EndedBy } from '../../protocol/index.ts';
import type { ThreadStrings } from '../../ui/thread-strings.ts';
import type { Translate } from '../strings/index.ts';

/** The words of the log. `endedBy`: how the session ended; `mine`: this operator set the block that ended it. */
export const threadStrings = (t: Translate, endedBy: EndedBy | null, mine: boolean): ThreadStrings => ({
  joined: t('joinedLine'),
  youJoined: t('youJoined'),
  youEnded: t('endedLine'),
  visitorEnded: t('endedLine'),
  blockedLine: t(mine ? 'blockedLine' : 'endedBlockOther'),
  chatEnded: t(endedBy === 'merged' ? 'endedMerged' : 'endedIdle'),
  rated: t('ratedLine'),
  isTyping: t('typingName'),
  sending: t('sending'),
  waiting: t('waiting'),
  sent: t('sent'),
  delivered: t('delivered'),
  read: t('read'),
  notSent: t('notSent'),
  retry: t('retry'),
  you: t('you'),
});
