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
 * Loads a file next to this script. This script may come from the browser's cache and name a file that an upgrade has
 * replaced, so after a failure it is fetched anew and asked for the file's new name (N2).
 */
const lazy = <Module>(base: string, file: string): (() => Promise<Module>) & { renew(): Promise<boolean> } => {
  let again = '';
  const load = (): Promise<Module> => import(`${base}/embed/${file}${again}`) as Promise<Module>;
  const renew = async (): Promise<boolean> => {
    const before = file;
    const fresh = await (await fetch(script?.src ?? `${base}/chat.js`, { cache: 'reload' })).text();
    file = RegExp(`${file.slice(0, -9)}.{6}.js`).exec(fresh)?.[0] ?? file;
    return file !== before;
  };
  return Object.assign(
    () =>
      load().catch(async () => {
        await renew();
        // Browsers remember a failed import, so another try asks under another name.
        again = `?${Date.now()}`;
        return load();
      }),
    { renew },
  );
};

/** The chats of the site that are in the document. One that names no site yet will be of this one. */
const chatsOf = (site: string): ChatWidget[] =>
  [...document.querySelectorAll('chat-widget')].filter((chat) => (chat.getAttribute('site') ?? site) === site);

function start(): void {
  // An element with this id is a global of this name too.
  const { chatWidget } = window as { chatWidget?: Settings };
  const settings = chatWidget?.['site'] ? chatWidget : {};
  const query = new URLSearchParams(script?.src.split('?')[1]);
  // What the element knows as attributes, the tag knows as `data-…`. Some tag managers leave nothing but the address of a tag.
  const setting = (name: string): unknown => script?.getAttribute(`data-${name}`) ?? query.get(name) ?? settings[name];
  const site = setting('site') as string | undefined;
  const base = script ? new URL('.', script.src).href.slice(0, -1) : settings['server'];
  if (!site || !base)
    return console.error(
      'chat.js needs data-site, the key of your site; or chat.js?site=…, or window.chatWidget = {server, site}.',
      script,
    );
  const client = lazy<ClientModule>(base as string, __CLIENT_FILE__);
  const panel = lazy<PanelModule>(base as string, __PANEL_FILE__);
  ChatWidget.loaders = {
    client,
    panel,
    renew: async () => (await Promise.all([client.renew(), panel.renew()])).includes(true),
  };
  const [there] = chatsOf(site);
  const others = document.querySelector('chat-widget');
  const chat = there ?? document.createElement('chat-widget');
  // The chat of another site has the corner already.
  const fallback: Settings = { server: base, position: others && !there ? 'start' : null };
  for (const name of ChatWidget.observedAttributes) {
    const value = setting(name) ?? fallback[name];
    if (value != null && value !== false && !chat.hasAttribute(name)) chat.setAttribute(name, `${value as string}`);
  }
  if (!there) chat.setAttribute('from-tag', '');
  // A copy that pre-rendering has left in the HTML is the tag's as well.
  chat.stays = chat.hasAttribute('from-tag');
  // When it says everything: an element in the HTML comes to life here.
  defineChatWidget(ChatWidget);
  if (there) return;
  document.body.append(chat);
  // The page's own element may stand below an async tag.
  const giveWay = (): void => {
    chat.stays = chatsOf(site).length < 2;
    if (!chat.stays) chat.remove();
  };
  addEventListener('DOMContentLoaded', giveWay, { once: true });
}

// An async tag in the head may run before there is a body.
if (document.body) start();
else addEventListener('DOMContentLoaded', start, { once: true });
