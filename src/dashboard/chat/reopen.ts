import { chatRoute } from '../inbox/routes.ts';
import { why } from '../parts/common.ts';
import type { Screen } from '../shell/screen.ts';
import type { Chat } from '../store/types.ts';

/** Takes a close back and shows the chat; says why when that is not possible any more. */
export async function reopenChat({ client, toast, t, go }: Pick<Screen, 'client' | 'toast' | 't' | 'go'>, chat: Chat): Promise<void> {
  try {
    await client.command({ type: 'chat.reopen', chat: chat.id });
    go(chatRoute(chat.id));
  } catch (error) {
    toast({ text: t('reopenFailed', { why: why(t, error) }) });
  }
}
