import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, FRAME_MAX_BYTES } from '../../protocol/index.ts';
import { basePath, withoutBase } from '../base-path.ts';
import { every } from '../jobs/every.ts';
import type { Services } from '../services.ts';
import { acceptOperator } from './operator-socket.ts';
import { acceptVisitor } from './visitor-socket.ts';

const SERVER_PING_MS = 30_000;

/** Resolves when the last client has answered the close, or when the time is over. */
async function gone(server: WebSocketServer, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (server.clients.size > 0 && performance.now() < end) await setTimeoutPromise(10);
}

/**
 * Serves WebSocket upgrades and sends the server's own pings: two unanswered pings end a connection (R4). The returned
 * function closes every connection and waits `closingMs` for the clients' own close.
 */
export function serveSockets(http: FastifyInstance, services: Services, closingMs: number): () => Promise<void> {
  // Compression stays off, as it costs about 240 KB of memory per connection. Frames a little beyond the limit are still
  // read, so that they can be refused with a reason.
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: FRAME_MAX_BYTES * 4 });
  const missed = new WeakMap<WebSocket, number>();
  http.server.on('upgrade', (request, socket, head) => {
    // Node removes its own listeners from an upgraded socket. Without a listener, a reset during the handshake ends the process.
    socket.on('error', () => socket.destroy());
    const path = withoutBase(basePath(services.config.publicUrl), request.url ?? '').split('?')[0];
    const accept = path === '/v1/visitor/socket' ? acceptVisitor : path === '/v1/operator/socket' ? acceptOperator : undefined;
    if (!accept) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (connection) => {
      missed.set(connection, 0);
      connection.on('pong', () => missed.set(connection, 0));
      accept(services, connection, request);
    });
  });
  const ping = async (): Promise<void> => {
    services.hub.closeExpired(services.clock.now(), CLOSE.tokenUnknown);
    for (const connection of server.clients) {
      const count = missed.get(connection) ?? 0;
      if (count >= 2) connection.terminate();
      else {
        missed.set(connection, count + 1);
        connection.ping();
      }
    }
    // This job stores nothing. When nobody writes, it is the one that notices that the database is not the same any more (D6).
    await services.unitOfWork.run(() => Promise.resolve(), { reads: true });
  };
  const stopPinging = every(SERVER_PING_MS, ping, 'the database could not be checked', services.log);
  return async () => {
    stopPinging();
    for (const connection of server.clients) connection.close(CLOSE.draining, 'server is stopping');
    await gone(server, closingMs);
    for (const connection of server.clients) connection.terminate();
    server.close();
  };
}
