import { ChatWidget } from '../widget/chat-widget.ts';
import { defineChatWidget } from '../widget/define.ts';
import type { ClientModule, PanelModule } from '../widget/parts.ts';

// Names of the hashed files, put in by the build.
declare const __CLIENT_FILE__: string;
declare const __PANEL_FILE__: string;

type Settings = Partial<Record<string, unknown>>;

const current = document.currentScript as HTMLScriptElement | null;
// A module, and what a tag manager has fetched and run itself, has no tag of its own.
const script = current?.src ? current : document.querySelector<HTMLScriptElement>('script[src*="chat.js"]');

/**
 * Loads a file next to this script. This script may come from the browser's cache and name a file that an upgrade has replaced:
 * after a failure, and when asked to renew, it goes by the name without a hash, which leads to the newest (N2). Browsers remember
 * a failed import, so each of these tries has a name of its own.
 */
const lazy = <Module>(base: string, name: string, file: string): (() => Promise<Module>) & { renew(): void } => {
  const load = (): Promise<Module> => import(`${base}/embed/${file}`) as Promise<Module>;
  const renew = (): void => void (file = `${name}.js?${Date.now()}`);
  return Object.assign(() => load().catch(() => (renew(), load())), { renew });
};

/** The chats of the site that are in the document. One that names no site yet will be of this one. */
const chatsOf = (site: string): ChatWidget[] =>
  [...document.querySelectorAll('chat-widget')].filter((chat) => (chat.getAttribute('site') ?? site) === site);

function start(): void {
  // An element with this id is a global of this name too.
  const { chatWidget } = window as { chatWidget?: Settings };
  const query = new URLSearchParams(script?.src.split('?')[1]);
  // What the element knows as attributes, the tag knows as `data-…`. Some tag managers leave nothing but the address of a tag.
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
    // The chat of another site has the corner already.
    position: there || !document.querySelector('chat-widget') ? null : 'start',
    'from-tag': there ? null : '',
  };
  for (const name of [...ChatWidget.observedAttributes, 'from-tag']) {
    const value = setting(name) ?? fallback[name];
    if (value != null && !chat.hasAttribute(name)) chat.setAttribute(name, `${value as string}`);
  }
  // A copy that pre-rendering has left in the HTML is the tag's as well.
  chat.stays = chat.hasAttribute('from-tag');
  // When it says everything: an element in the HTML comes to life here.
  defineChatWidget(ChatWidget);
  if (there) return;
  document.body.append(chat);
  // The page's own element may stand below an async tag.
  addEventListener('DOMContentLoaded', () => {
    chat.stays = chatsOf(site).length < 2;
    if (!chat.stays) chat.remove();
  });
}

// An async tag in the head may run before there is a body.
if (document.body) start();
else addEventListener('DOMContentLoaded', start);
