import { nanoid } from 'nanoid';
import type { Clock } from '../../link/clock.ts';
import { Connection } from '../../link/connection.ts';
import type { SocketClass } from '../../link/connection.ts';
import type { Observable } from '../../link/observable.ts';
import { PROTOCOL_VERSION } from '../../protocol/index.ts';
import type { OperatorServerFrame } from '../../protocol/index.ts';
import type { DashboardState } from './types.ts';

export interface SiteConnectionOptions {
  readonly state: Observable<DashboardState>;
  /** Public key of the site. */
  readonly site: string;
  readonly url: string;
  readonly clock: Clock;
  readonly random: (() => number) | undefined;
  readonly WebSocket: SocketClass | undefined;
  readonly onFrame: (frame: OperatorServerFrame) => void;
  readonly onOpen: () => void;
  readonly onLoggedOut: () => void;
}

/** The operator's connection to a site: its hello with the cursor of the site's log, and the same long poll as the widget's (N8). */
export function siteConnection({
  state,
  site,
  url,
  clock,
  random,
  WebSocket,
  onFrame,
  onOpen,
  onLoggedOut,
}: SiteConnectionOptions): Connection<OperatorServerFrame> {
  const tab = nanoid();
  const hello = (): object => {
    const { epoch, gseq, loaded } = state.get();
    return { type: 'hello', protocol: PROTOCOL_VERSION, site, tab, ...(loaded && epoch && { epoch, cursor: gseq }) };
  };
  return new Connection<OperatorServerFrame>({
    url,
    hello,
    onFrame,
    onState: (connection) => {
      state.set({ connection });
      if (connection.status === 'open') onOpen();
      if (connection.status === 'closed' && connection.code === 4401) onLoggedOut();
    },
    clock,
    ...(random && { random }),
    ...(WebSocket && { WebSocket }),
    fallback: async () => {
      const { pollSockets } = await import('../../link/poll-socket.ts');
      return pollSockets({ url, site, credentials: 'same-origin', hello, head: () => ({}), clock, WebSocket });
    },
  });
}
