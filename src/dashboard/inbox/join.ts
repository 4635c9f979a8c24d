import { why } from '../parts/common.ts';
import type { Screen } from '../shell/screen.ts';
import type { Chat } from '../store/types.ts';
import { chatRoute } from './routes.ts';

/** The operator takes a waiting chat, and can write at once. */
export async function joinChat({ client, go, focusReply, toast, t }: Screen, chat: Chat): Promise<void> {
  go(chatRoute(chat.id));
  focusReply();
  try {
    await client.command({ type: 'chat.join', chat: chat.id });
  } catch (error) {
    toast({ text: t('joinFailed', { why: why(t, error) }) });
  }
}
