import type { Speaker, ThreadItem, ThreadMessage } from './thread-items.ts';

/** Incoming messages after the message `key`; all of them when `key` is null, none when that message is not there. */
export function incomingAfter(
  items: readonly ThreadItem[],
  key: string | null,
): readonly (ThreadMessage & { readonly speaker: Speaker })[] {
  let passed = key === null;
  const found: (ThreadMessage & { readonly speaker: Speaker })[] = [];
  for (const item of items) {
    if (item.kind !== 'group') continue;
    for (const message of item.messages) {
      if (passed && !item.own) found.push({ ...message, speaker: item.speaker });
      passed ||= message.key === key;
    }
  }
  return found;
}

/** The newest message of the thread, or null. */
export function newestMessage(items: readonly ThreadItem[]): (ThreadMessage & { readonly own: boolean }) | null {
  const group = items.findLast((item) => item.kind === 'group');
  return group ? { ...group.messages.at(-1)!, own: group.own } : null;
}
