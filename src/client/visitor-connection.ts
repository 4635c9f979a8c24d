import { nanoid } from 'nanoid';
import { Connection } from '../link/connection.ts';
import type { ConnectionState } from '../link/connection.ts';
import { PROTOCOL_VERSION } from '../protocol/index.ts';
import type { PageRef, VisitorHello, VisitorServerFrame } from '../protocol/index.ts';
import { clipPage, fitHello } from './hello.ts';
import { visitorUrl } from './http.ts';
import type { ClientPorts } from './ports.ts';
import type { Visibility } from './visibility/visibility.ts';
import type { Effects, VisitorRoom } from './visitor-room.ts';

export interface VisitorConnection extends Effects<'connect' | 'reconnect' | 'retry' | 'disconnect'> {
  readonly connection: Connection<VisitorServerFrame>;
  /** The token of the last hello. */
  readonly helloToken: () => string | null;
  /** The visitor is on this page of the host site. */
  readonly setPage: (page: PageRef) => void;
}

/** The visitor's connection: its hello, and what becomes of the server's frames. */
export function visitorConnection(room: VisitorRoom, WebSocket: ClientPorts['WebSocket'], visibility: Visibility): VisitorConnection {
  const { state, identity, options, clock, random, conversation, on, isHidden, lazy } = room;
  const url = visitorUrl(options.server, 'socket');
  const tab = nanoid();
  let helloToken: string | null = null;
  let page: PageRef | undefined;

  const hello = (): VisitorHello => {
    const watch = isHidden();
    const token = (helloToken = identity.token ?? identity.stored);
    if (!watch) identity.token = token;
    return fitHello({
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      site: options.site,
      tab,
      ...(token && { token }),
      ...(watch ? { watch } : { ...conversation.position, ...(page && { page }) }),
    });
  };

  const onFrame = (frame: VisitorServerFrame): void => {
    if (frame.type === 'gate') return visibility.hear(frame);
    if (isHidden()) return;
    if (frame.type === 'welcome') {
      visibility.hear(frame.gate);
      conversation.welcome(frame);
      on('welcomed', { newToken: frame.newToken });
    } else if (frame.type === 'identity') on('superseded');
    else conversation.receive(frame);
  };

  const onState = (connection: ConnectionState): void => {
    state.set({ connection });
    const { status } = connection;
    if (status === 'open') return state.recovered();
    if (status === 'connecting') return;
    if (status === 'waiting' && connection.attempt > 2 && state.get().online) state.report('connection_lost');
    conversation.lost();
    if (status !== 'closed') on('lost');
    else if (connection.refusal) on('refused');
    else if (connection.code === 4401) on('unknown');
    else if (connection.code === 4403) visibility.hear({ show: false, version: state.get().gate?.version ?? 0 });
  };

  const connection = new Connection<VisitorServerFrame>({
    url,
    hello,
    onFrame,
    onState,
    clock,
    random,
    ...(WebSocket && { WebSocket }),
    fallback: async () => {
      const { pollSockets } = await lazy();
      return pollSockets({ url, site: options.site, hello, head: () => ({ token: identity.token ?? '' }), clock, WebSocket });
    },
  });

  return {
    connection,
    helloToken: () => helloToken,
    setPage(there) {
      page = clipPage(there);
      connection.send({ type: 'page', page });
    },
    connect: () => connection.open(),
    reconnect() {
      connection.close();
      connection.open();
    },
    retry: () => connection.retryNow(),
    disconnect() {
      if (connection.state.status !== 'closed') connection.close();
    },
  };
}
