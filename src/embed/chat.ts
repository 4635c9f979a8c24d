import { ChatWidget } from '../widget/chat-widget.ts';
import { defineChatWidget } from '../widget/define.ts';
import type { ClientModule, PanelModule } from '../widget/parts.ts';

// Names of the hashed files, put in by the build.
declare const __CLIENT_FILE__: string;
declare const __PANEL_FILE__: string;

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
    return console.error('chat.js needs data-site, the key of your site.', script);
  }
  if (document.querySelector('chat-widget')) return;
  const base = src.replace(/\/[^/]*$/, '');
  ChatWidget.loaders = {
    client: lazy<ClientModule>(base, __CLIENT_FILE__),
    panel: lazy<PanelModule>(base, __PANEL_FILE__),
  };
  defineChatWidget(ChatWidget);
  const element = document.createElement('chat-widget');
  element.setAttribute('server', base);
  // What the element knows as attributes, the tag knows as `data-…`.
  for (const name of ChatWidget.observedAttributes) {
    const value = dataset[name];
    if (value !== undefined) element.setAttribute(name, value);
  }
  document.body.append(element);
}

// An async tag in the head may run before there is a body.
if (script && document.body) start(script);
else if (script) addEventListener('DOMContentLoaded', () => start(script), { once: true });
else console.error('chat.js needs a <script> tag: it is no module.');
