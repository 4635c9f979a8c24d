import { ChatClient } from '../client/index.ts';
import type { ChatClientOptions, ChatEventName } from '../client/index.ts';
import { formerName, keptName } from '../client/identity/cookie.ts';
import { forgetStored } from '../client/identity/forget.ts';
import { createVoice } from '../ui/voice.ts';
import type { ClientHooks } from './parts.ts';

export { liveStyles } from './live-styles.ts';

/**
 * Client events that the element repeats as `chat-…`. The element fires block and unblock itself, when the page shows them.
 */
const REPEATED: readonly ChatEventName[] = [
  'session-start',
  'session-end',
  'message',
  'message-status',
  'unread-change',
  'availability-change',
  'operator-join',
  'typing',
  'rating',
  'error',
];

/** Query and fragment may carry the site's tokens, so only parameters that the site has named leave the page (H6). */
export function pageUrl(href: string, params: string | null): string {
  const url = new URL(href);
  const allowed = params?.split(',').map((name) => name.trim()) ?? [];
  const shown = [...url.searchParams].filter(([name]) => allowed.includes(name));
  url.search = new URLSearchParams(shown).toString();
  url.hash = '';
  return url.href;
}

/**
 * The client as the element uses it. The code that connects the two is loaded with the client, so that a stranger's page
 * does not pay for it.
 */
export const createClient = (options: ChatClientOptions, hooks: ClientHooks): ChatClient => attach(new ChatClient(options), hooks);

export function forget(server: string, site: string): void {
  for (const name of [keptName(server, site), formerName(site)]) forgetStored(name);
}

/** Connects `client` to its element until `hooks.signal` aborts. */
export function attach(client: ChatClient, { signal, pageParams, emit, follow, root, heard, outdated }: ClientHooks): ChatClient {
  for (const name of REPEATED) client.addEventListener(name, (event) => emit(`chat-${name}`, event.detail), { signal });
  const voice = createVoice();
  // It stands beside the launcher, or it would be silent while the panel is closed (U1). When the chat is hidden, it goes
  // too.
  const stand = (): void => {
    if (root.firstChild && !voice.isConnected) root.append(voice);
  };
  client.addEventListener(
    'message',
    ({ message: { author, operator, text } }) => {
      if (author === 'visitor') return;
      heard();
      if (!voice.thread) voice.say(operator ? `${operator.name.trim().split(/\s/)[0]}: ${text}` : text);
    },
    { signal },
  );
  stand();
  const unfollow = client.subscribe((state) => {
    follow(state);
    stand();
  });
  signal.addEventListener('abort', () => {
    unfollow();
    voice.remove();
  });
  const stop = client.subscribe(({ connection }) => {
    if (connection.status !== 'closed' || connection.refusal !== 'unsupported_protocol') return;
    // A loaded panel cannot be replaced: there the panel tells the visitor (N9).
    if (!customElements.get('chat-widget-panel')) outdated();
  });
  signal.addEventListener('abort', stop);
  const tellPage = (): void => client.setPage({ url: pageUrl(location.href, pageParams()), title: document.title });
  tellPage();
  // Single-page sites change pages without a load: the operator sees where the visitor is.
  const { navigation } = globalThis as { navigation?: EventTarget };
  (navigation ?? globalThis).addEventListener(navigation ? 'navigatesuccess' : 'popstate', tellPage, { signal });
  return client;
}
