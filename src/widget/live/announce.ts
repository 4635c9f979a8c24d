import type { ChatClient } from '../../client/index.ts';
import { createVoice } from '../../ui/voice.ts';

/**
 * Puts a voice into `root`, beside the launcher, or it would be silent while the panel is closed (U1). Returns the function
 * that puts it back after the launcher was drawn anew; while the chat is hidden there is none.
 */
export function announceMessages(client: ChatClient, root: ShadowRoot, signal: AbortSignal, onMessage: () => void): () => void {
  const voice = createVoice();
  client.addEventListener(
    'message',
    ({ message: { author, operator, text } }) => {
      if (author === 'visitor') return;
      onMessage();
      if (!voice.thread) voice.say(operator ? `${operator.name.trim().split(/\s/)[0]}: ${text}` : text);
    },
    { signal },
  );
  signal.addEventListener('abort', () => voice.remove());
  return () => {
    if (root.firstChild && !voice.isConnected) root.append(voice);
  };
}
