import { ChatWidget } from '../widget/chat-widget.ts';
import { defineChatWidget } from '../widget/define.ts';
import type { Loaders, PanelModule } from '../widget/parts.ts';

// Names of the hashed files, put in by the build.
declare const __CLIENT_FILE__: string;
declare const __PANEL_FILE__: string;

/** `data-…` attributes of the tag that become attributes of the element. */
const OPTIONS = ['server', 'site', 'open', 'position', 'mode', 'launcher', 'lang', 'theme', 'accent', 'storage'];

const script = document.currentScript as HTMLScriptElement | null;

/** Loads a file next to this script. Browsers remember a failed import, so another try asks under another name. */
const lazy = <Module>(base: string, file: string): (() => Promise<Module>) => {
  let failures = 0;
  return () =>
    (import(`${base}/embed/${file}${failures ? `?${failures}` : ''}`) as Promise<Module>).catch((error: unknown) => {
      failures++;
      throw error;
    });
};

function start({ src, dataset }: HTMLScriptElement): void {
  if (!dataset['site']) {
    return console.error('chat.js: the script tag needs data-site="…", the key of your site.', script);
  }
  if (document.querySelector('chat-widget')) return;
  const base = src.replace(/\/[^/]*$/, '');
  ChatWidget.loaders = {
    client: lazy<Awaited<ReturnType<Loaders['client']>>>(base, __CLIENT_FILE__),
    panel: lazy<PanelModule>(base, __PANEL_FILE__),
  };
  defineChatWidget(ChatWidget);
  const element = document.createElement('chat-widget');
  element.setAttribute('server', base);
  for (const name of OPTIONS) {
    const value = dataset[name];
    if (value !== undefined) element.setAttribute(name, value);
  }
  document.body.append(element);
}

// An async tag in the head may run before there is a body.
if (script && document.body) start(script);
else if (script) addEventListener('DOMContentLoaded', () => start(script), { once: true });
else console.error('chat.js must be loaded by a <script> tag of its own, not as a module.');
