import type { Problem, VisitorConfig, VisitorHidden } from '../../src/protocol/index.ts';
import { ChatWidget as Shell } from '../../src/widget/chat-widget.ts';
import { LiveChat } from '../../src/widget/live/live-chat.ts';
import { forget } from '../../src/widget/opening/index.ts';
import { Opening } from '../../src/widget/opening/opening.ts';
import type { ChatPanel, Shell as Launcher } from '../../src/widget/parts.ts';
import { config as defaults, idle, StillClient } from './states.ts';
import type { ChatState } from '../../src/client/index.ts';

/** Calls `look` in every frame until it returns something. If it never does, the test fails by its time-out. */
export async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

export const heard = (target: EventTarget, type: string): Promise<Event> =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

interface Answer {
  readonly status?: number;
  readonly body: VisitorConfig | VisitorHidden | Problem;
}

export interface World {
  readonly clients: StillClient[];
  /** Every request the element sent to the server. */
  readonly requests: Request[];
  readonly loaded: string[];
  /** The next client starts with this state. */
  state: ChatState;
  answer(answer: Answer | Error): void;
  restore(): void;
}

let world: World | undefined;

/** A server that is one answer and a client that is one state, so that only the shell is under test. */
export function makeWorld(): World {
  const realFetch = globalThis.fetch;
  let next: Answer | Error = { body: defaults };
  const made: World = {
    clients: [],
    requests: [],
    loaded: [],
    state: idle,
    answer: (answer) => {
      next = answer;
    },
    restore: () => {
      globalThis.fetch = realFetch;
      document.body.replaceChildren();
      sessionStorage.clear();
    },
  };
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    if (!request.url.includes('/v1/visitor/config')) return realFetch(input, init);
    made.requests.push(request);
    if (next instanceof Error) return Promise.reject(next);
    return Promise.resolve(Response.json(next.body, { status: next.status ?? 200 }));
  };
  world = made;
  return made;
}

/** The shell with a still client and the real panel. */
export class TestWidget extends Shell {
  static override loaders = {
    client: () => {
      world!.loaded.push('client');
      return Promise.resolve({
        start: (shell: Launcher) => {
          const client = new StillClient(world!.state);
          world!.clients.push(client);
          return Promise.resolve(new Opening(shell, new LiveChat(shell, client.asClient)));
        },
        forget,
      });
    },
    panel: () => {
      world!.loaded.push('panel');
      return import('../../src/widget/panel/index.ts');
    },
  };
}

export const define = (): void => {
  if (!customElements.get('chat-widget')) customElements.define('chat-widget', TestWidget);
};

/** A widget on the page before the server has answered it. */
export function place(attributes: Record<string, string> = {}): Shell {
  define();
  const element = document.createElement('chat-widget');
  for (const [name, value] of Object.entries({ server: 'http://chat.test', site: 'demo', lang: 'en', ...attributes })) {
    element.setAttribute(name, value);
  }
  document.body.append(element);
  return element;
}

/** A widget whose launcher is on the page. */
export async function ready(attributes?: Record<string, string>): Promise<Shell> {
  const element = place(attributes);
  await heard(element, 'chat-ready');
  return element;
}

export const launcherOf = (element: Element): HTMLButtonElement | null => element.shadowRoot!.querySelector('.launcher');
export const panelOf = (element: Element): ChatPanel | null => element.shadowRoot!.querySelector('chat-widget-panel');
