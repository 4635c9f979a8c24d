import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, FRAME_MAX_BYTES } from '../protocol/index.ts';
import { AddressLimiter } from './address-limiter.ts';
import { basePath, withoutBase } from './base-path.ts';
import type { Config } from './config.ts';
import { keepHouse } from './housekeeping.ts';
import { answerHeaders, sayHeaders } from './http/answer-headers.ts';
import { healthRoutes } from './http/health-routes.ts';
import { loginRoutes } from './http/login-routes.ts';
import { operatorPollRoutes } from './http/operator-poll-routes.ts';
import { operatorRoutes } from './http/operator-routes.ts';
import { problem, useProblems } from './http/problem.ts';
import { staticRoutes } from './http/static-routes.ts';
import { visitorRoutes } from './http/visitor-routes.ts';
import { IDLE_SWEEP_MS, sweepIdle, sweepLeft } from './idle-sweep.ts';
import { addressLimits, DEFAULT_LIMITS, type Limits } from './limits.ts';
import { RateLimiter } from './rate-limiter.ts';
import { Refusals, REFUSALS_FLUSH_MS } from './refusals.ts';
import { drain } from './realtime/drain.ts';
import { HeldBlocks } from './realtime/held-blocks.ts';
import { Hub } from './realtime/hub.ts';
import { acceptOperator } from './realtime/operator-socket.ts';
import { acceptVisitor } from './realtime/visitor-socket.ts';
import { SecurityLog } from './security-log.ts';
import type { Clock, Services } from './services.ts';
import { SettingNotices } from './setting-notices.ts';
import { connect } from './store/connect.ts';
import type { StoreFault } from './store/fault.ts';
import { Life } from './life.ts';
import { UnitOfWork } from './store/unit-of-work.ts';
import { leavePage } from './store/visitors.ts';

export interface AppOptions {
  readonly config: Config;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: DEFAULT_LIMITS. Members that are given replace the default's. */
  readonly limits?: Partial<Limits>;
  /** From 0 up to but not including 1; default: Math.random. */
  readonly random?: () => number;
  /** Another server serves the same data now: this one must end at once. */
  readonly onTaken?: (fault: StoreFault) => void;
  /** Folder with `dist/` and `demo/`; default: the project's. */
  readonly root?: string;
}

export interface App {
  readonly http: FastifyInstance;
  readonly services: Services;
  /** Refuses new connections, sends the others away within 20 s (at once when they are few), finishes what is under way, closes the database (R10). */
  close(): Promise<void>;
}

const SERVER_PING_MS = 30_000;
const HOUSEKEEPING_MS = 3_600_000;
/** How long a client has to answer the close of its connection, and a request to finish, when the server stops. */
const CLOSING_MS = 1500;

/** Everything but listening: routes, sockets and the database. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { config } = options;
  const limits = Object.freeze({ ...DEFAULT_LIMITS, address: addressLimits(config.visitorsPerAddress), ...options.limits });
  const base = basePath(config.publicUrl);
  const http = Fastify({
    logger: config.logLevel === 'silent' ? false : { level: config.logLevel, serializers: { req: describeRequest } },
    bodyLimit: FRAME_MAX_BYTES,
    // Answers under way are finished; whoever only keeps a connection open is cut.
    forceCloseConnections: 'idle',
    // A name that is repeated means its last value; routes read text, never lists.
    routerOptions: { querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
    rewriteUrl: (request) => withoutBase(base, request.url ?? '/'),
    // Who sends a byte now and then keeps no connection (F6).
    requestTimeout: limits.requestMs,
    http: { headersTimeout: limits.requestMs, connectionsCheckingInterval: limits.requestMs / 20 },
    // An address that cannot be read comes past the hooks.
    frameworkErrors: (error, request, reply) => {
      sayHeaders(config, request, reply);
      // It has no route, and so no types of one.
      void (reply as FastifyReply).code(error.statusCode ?? 400).send(problem('invalid', error.message));
    },
    // Frames and bodies are checked against the protocol's own schemas; Fastify's two compilers would only be loaded.
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
  });
  const clock = options.clock ?? Date;
  const hub = new Hub();
  // Everybody comes back and resumes by cursor; what was stored without being told is there then.
  const sendAway = () => {
    for (const connection of hub.everyone()) connection.close(CLOSE.tryAgain);
  };
  const store = await connect(
    { ...config, exclusive: true },
    {
      onLost: (error) => {
        // The error of a pool carries its whole connection, and that the password.
        const { code, message } = error as { code?: string; message?: string };
        http.log.warn({ code, reason: message }, 'a connection to the database was lost');
      },
      onRegained: () => {
        life.renew();
      },
      ...(options.onTaken ? { onTaken: options.onTaken } : {}),
    },
  );
  const life = await Life.begin(store.write, {
    onNext: () => {
      http.log.warn('the database is not what it was: a restore, or another server for a while; everybody comes again');
      sendAway();
    },
    onError: (error) => {
      http.log.error({ err: error }, 'a new life of the database could not be begun; nothing is stored until it is');
      sendAway();
    },
  });
  const unitOfWork = new UnitOfWork(store.write, {
    reserve: store.reserve,
    room: () => store.room?.(),
    check: (tx) => life.check(tx),
    onEffectError: (error) => {
      http.log.error({ err: error }, 'news of a commit could not be sent');
    },
    onUncertain: config.databaseUrl ? sendAway : undefined,
  });
  const rates = new RateLimiter(() => clock.now());
  const security = new SecurityLog(http.log);
  const services: Services = {
    config,
    store,
    unitOfWork,
    hub,
    clock,
    limits,
    rates,
    addresses: new AddressLimiter({ limits, rates, security, clock, config }),
    refusals: new Refusals(),
    notices: new SettingNotices(http.log, () => clock.now()),
    heldBlocks: new HeldBlocks({ hub, unitOfWork, store, log: http.log }),
    idleClock: { ms: 0 },
    lifecycle: { draining: false },
    security,
    log: http.log,
    get epoch() {
      return life.epoch;
    },
  };

  answerHeaders(http, config);
  useProblems(http);
  healthRoutes(http, services, () => services.lifecycle.draining);
  visitorRoutes(http, services);
  loginRoutes(http, services);
  operatorRoutes(http, services);
  operatorPollRoutes(http, services);
  await staticRoutes(http, options.root ?? fileURLToPath(new URL('../..', import.meta.url)), config);

  const stopSockets = serveSockets(http, services);
  services.hub.onVisitorLeft = (_siteId, visitorId) => {
    services.unitOfWork
      .run((tx) => leavePage(tx, visitorId, services.clock.now()))
      .catch((error: unknown) => {
        http.log.error({ err: error }, 'a visit could not be ended');
      });
  };
  const housekeeping = setInterval(() => {
    keepHouse(services).catch((error: unknown) => {
      http.log.error({ err: error }, 'old rows could not be removed');
    });
  }, HOUSEKEEPING_MS);
  housekeeping.unref();
  const sweepAll = async () => {
    await sweepIdle(services);
    await sweepLeft(services);
  };
  await sweepAll();
  const sweep = setInterval(() => {
    sweepAll().catch((error: unknown) => {
      http.log.error({ err: error }, 'idle sessions could not be ended');
    });
  }, IDLE_SWEEP_MS);
  sweep.unref();
  const counting = setInterval(() => {
    services.refusals.flush(services).catch((error: unknown) => {
      http.log.error({ err: error }, 'refused attempts could not be counted');
    });
  }, REFUSALS_FLUSH_MS);
  counting.unref();

  return {
    http,
    services,
    async close() {
      services.lifecycle.draining = true;
      for (const timer of [housekeeping, sweep, counting]) clearInterval(timer);
      await drain(services, options.random ?? Math.random);
      await stopSockets();
      services.hub.stop();
      services.heldBlocks.stop();
      life.stop();
      const cut = setTimeout(() => {
        http.server.closeAllConnections();
      }, CLOSING_MS);
      await http.close();
      clearTimeout(cut);
      await services.refusals.flush(services).catch(() => undefined);
      await services.unitOfWork.idle();
      await store.close();
    },
  };
}

const refuseSchema = () => () => {
  throw new Error('Routes have no schemas here: use validation.ts.');
};

/** What a log line says of a request: never its query, headers or body, which may carry words and secrets of people. */
const describeRequest = (request: { method: string; url: string; ip?: string }) => ({
  method: request.method,
  path: request.url.split('?')[0],
  peer: request.ip,
});

/** Resolves when the last client has answered the close, or when the time is over. */
async function gone(server: WebSocketServer, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (server.clients.size > 0 && performance.now() < end) await setTimeoutPromise(10);
}

/** Upgrades, and the server's own pings: two unanswered ones end a connection (R4). */
function serveSockets(http: FastifyInstance, services: Services): () => Promise<void> {
  // Compression stays off: it costs some 240 KB of memory a connection. Frames a little beyond the limit are still read,
  // so that they can be refused with a reason.
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: FRAME_MAX_BYTES * 4 });
  const missed = new WeakMap<WebSocket, number>();
  http.server.on('upgrade', (request, socket, head) => {
    // Node takes its own listeners off an upgraded socket; without one a reset during the handshake ends the process.
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
  const heartbeat = setInterval(() => {
    // Nothing is to be stored; it only looks whether the database is still the same one when nobody writes (D6).
    services.unitOfWork
      .run(() => Promise.resolve(), { reads: true })
      .catch((error: unknown) => {
        services.log.debug({ err: error }, 'the database could not be looked at');
      });
    services.hub.closeExpired(services.clock.now(), CLOSE.tokenUnknown);
    for (const connection of server.clients) {
      const count = missed.get(connection) ?? 0;
      if (count >= 2) connection.terminate();
      else {
        missed.set(connection, count + 1);
        connection.ping();
      }
    }
  }, SERVER_PING_MS);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    for (const connection of server.clients) connection.close(CLOSE.draining, 'server is stopping');
    await gone(server, CLOSING_MS);
    for (const connection of server.clients) connection.terminate();
    server.close();
  };
}
