import type { ChatState } from '../../client/index.ts';
import type { TranscriptLine } from '../parts.ts';

/** Every message on this page, oldest first. */
export const transcriptOf = ({ earlier, session }: ChatState): TranscriptLine[] =>
  [...earlier, ...(session ? [session] : [])].flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === 'message.sent' ? [{ author: event.author, name: event.operator?.name ?? null, text: event.text, at: event.at }] : [],
    ),
  );
