import { ChatWidget } from '../widget/chat-widget.ts';
import { defineChatWidget } from '../widget/define.ts';
import type { ClientModule, PanelModule } from '../widget/parts.ts';

// Names of the hashed files; the build fills them in.
declare const __CLIENT_FILE__: string;
declare const __PANEL_FILE__: string;

type Settings = Partial<Record<string, unknown>>;

const current = document.currentScript as HTMLScriptElement | null;
// A module has no tag of its own, and neither has a script that a tag manager fetched and ran itself.
const script = current?.src ? current : document.querySelector<HTMLScriptElement>('script[src*="chat.js"]');

/**
 * Loads a file next to this script. This script may come from the browser's cache and name a file that an upgrade has
 * replaced: after a failure, and when asked to renew, it uses the name without a hash, which leads to the newest file (N2).
 * Browsers remember a failed import, so each of these tries has a name of its own.
 */
const lazy = <Module>(base: string, name: string, file: string): (() => Promise<Module>) & { renew(): void } => {
  const load = (): Promise<Module> => import(`${base}/embed/${file}`) as Promise<Module>;
  const renew = (): void => void (file = `${name}.js?${Date.now()}`);
  return Object.assign(() => load().catch(() => (renew(), load())), { renew });
};

/** The chats of this site that are in the document. One that names no site yet will belong to this one. */
const chatsOf = (site: string): ChatWidget[] =>
  [...document.querySelectorAll('chat-widget')].filter((chat) => (chat.getAttribute('site') ?? site) === site);

function start(): void {
  // An element with this id is also a global of this name.
  const { chatWidget } = window as { chatWidget?: Settings };
  const query = new URLSearchParams(script?.src.split('?')[1]);
  // An attribute of the element is a `data-…` attribute of the tag. Some tag managers leave only the address of a tag.
  const setting = (name: string): unknown =>
    script?.getAttribute(`data-${name}`) ?? query.get(name) ?? (chatWidget?.['site'] ? chatWidget[name] : null);
  const site = setting('site') as string | undefined;
  const base = (script ? new URL('.', script.src).href.slice(0, -1) : setting('server')) as string | undefined;
  if (!site || !base) return console.error('chat.js needs data-site, ?site= or window.chatWidget = {server, site}', script);
  const client = lazy<ClientModule>(base, 'client', __CLIENT_FILE__);
  const panel = lazy<PanelModule>(base, 'panel', __PANEL_FILE__);
  ChatWidget.loaders = {
    client,
    panel,
    renew() {
      client.renew();
      panel.renew();
    },
  };
  const [there] = chatsOf(site);
  const chat = there ?? document.createElement('chat-widget');
  const fallback: Settings = {
    server: base,
    // The chat of another site already has the corner.
    position: there || !document.querySelector('chat-widget') ? null : 'start',
    'from-tag': there ? null : '',
  };
  for (const name of [...ChatWidget.observedAttributes, 'from-tag']) {
    const value = setting(name) ?? fallback[name];
    if (value != null && !chat.hasAttribute(name)) chat.setAttribute(name, `${value as string}`);
  }
  // A copy that pre-rendering left in the HTML belongs to the tag too.
  chat.stays = chat.hasAttribute('from-tag');
  // The element in the HTML has all its attributes now: it comes to life here.
  defineChatWidget(ChatWidget);
  if (there) return;
  document.body.append(chat);
  // The page's own element may follow an async tag.
  addEventListener('DOMContentLoaded', () => {
    chat.stays = chatsOf(site).length < 2;
    if (!chat.stays) chat.remove();
  });
}

// An async tag in the head may run before there is a body.
if (document.body) start();
else addEventListener('DOMContentLoaded', start);
