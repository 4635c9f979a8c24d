import type { ChatClient } from '../../client/index.ts';
import type { TranscriptLine } from '../parts.ts';

/** Every message of the thread, oldest first; messages that are not loaded yet are fetched. */
export async function transcriptOf(client: ChatClient): Promise<TranscriptLine[]> {
  while (await client.loadEarlier());
  const { earlier, session } = client.getState();
  return [...earlier, ...(session ? [session] : [])].flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === 'message.sent' ? [{ author: event.author, name: event.operator?.name ?? null, text: event.text, at: event.at }] : [],
    ),
  );
}
