/** Just enough of a browser's page that the client's own code runs here: events that never come, no cookie, no locks. */
import { setMaxListeners } from 'node:events';
import { WebSocket } from 'ws';
import type { SocketClass } from '../../../src/link/connection.ts';

const view = new EventTarget();
/** A link, which takes an address apart. */
const createElement = (): object =>
  Object.defineProperty({}, 'href', {
    set(this: object, href: string) {
      const { host, pathname } = new URL(href);
      Object.assign(this, { host, pathname });
    },
  });
const sheet = Object.assign(new EventTarget(), { hidden: false, cookie: '', documentElement: { lang: 'en' }, createElement });
// Hundreds of clients share this one page.
setMaxListeners(0, view, sheet);
const globals = {
  window: view,
  document: sheet,
  location: { href: 'http://localhost/', hostname: 'localhost', protocol: 'http:' },
  // Each client stands for a browser of its own, and those share no lock.
  navigator: { onLine: true, userAgent: 'Chrome/140', locks: { request: () => Promise.reject(new Error('no locks here')) } },
  addEventListener: view.addEventListener.bind(view),
  removeEventListener: view.removeEventListener.bind(view),
};
const { fetch } = globalThis;
/** Operators share this page too, and each has a cookie jar of their own: an address that is theirs alone stands for it. */
const browsers = new Map<string, { readonly server: string; readonly cookie: string }>();
/** Returns the server's address as the operator with this cookie writes it. */
export function browserOf(server: string, cookie: string): string {
  const url = new URL(server);
  url.hostname = `operator-${browsers.size + 1}.test`;
  browsers.set(url.origin, { server: new URL(server).origin, cookie });
  return url.origin;
}
/** Sends the request as a page does: with its origin, and with the cookie where the dashboard asks. */
const fetchFromPage: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const browser = browsers.get(url.origin);
  const from = browser ? { cookie: browser.cookie, origin: browser.server } : { origin: 'http://localhost' };
  const target = browser ? `${browser.server}${url.pathname}${url.search}` : input;
  return fetch(target, { ...init, headers: { ...from, ...(init?.headers as Record<string, string>) } });
};
for (const [name, value] of Object.entries({ ...globals, fetch: fetchFromPage }))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/** The page comes back from sleep (R5). */
export const wake = (): void => {
  sheet.dispatchEvent(new Event('visibilitychange'));
};

export interface Watcher {
  /** Where the socket goes now; the client itself always means the same address. */
  readonly target?: () => string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gets every frame from the server before the client does. The client sees the returned frame instead. */
  readonly onFrame?: (frame: { type: string; [name: string]: unknown }) => object | null;
  readonly onTry?: (socket: WebSocket) => void;
}

/** A WebSocket class for the client's injectable, which shows what passes. */
export function watchedSocket(watcher: Watcher): SocketClass {
  class Watched extends WebSocket {
    constructor(url: string) {
      const to = new URL(url);
      const target = watcher.target && new URL(watcher.target());
      if (target) to.host = target.host;
      super(to.href, { headers: { origin: 'http://localhost', 'user-agent': 'Chrome/140', ...watcher.headers }, perMessageDeflate: false });
      this.on('error', () => undefined);
      watcher.onTry?.(this);
    }
    override emit(name: string | symbol, ...args: unknown[]): boolean {
      if (name !== 'message' || !watcher.onFrame) return super.emit(name, ...args);
      const seen = watcher.onFrame(JSON.parse(String(args[0])) as { type: string });
      return seen === null ? true : super.emit(name, Buffer.from(JSON.stringify(seen)), false);
    }
  }
  return Watched as unknown as SocketClass;
}
