import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { CLOSE, FRAME_MAX_BYTES } from '../protocol/index.ts';
import { AddressLimiter } from './access/address-limiter.ts';
import { basePath, withoutBase } from './base-path.ts';
import type { Config } from './config.ts';
import { answerHeaders, sayHeaders } from './http/answer-headers.ts';
import { healthRoutes } from './http/health-routes.ts';
import { loginRoutes } from './http/login-routes.ts';
import { operatorPollRoutes } from './http/operator-poll-routes.ts';
import { operatorRoutes } from './http/operator-routes.ts';
import { problem, useProblems } from './http/problem.ts';
import { staticRoutes } from './http/static-routes.ts';
import { visitorRoutes } from './http/visitor-routes.ts';
import { startJobs } from './jobs/start-jobs.ts';
import { addressLimits, DEFAULT_LIMITS, type Limits } from './access/limits.ts';
import { RateLimiter } from './access/rate-limiter.ts';
import { BlockedAttempts } from './jobs/blocked-attempts.ts';
import { drain } from './hub/drain.ts';
import { PendingBlocks } from './hub/pending-blocks.ts';
import { Hub } from './hub/hub.ts';
import { serveSockets } from './realtime/upgrade.ts';
import { SecurityLog } from './security-log.ts';
import type { Clock, Services } from './services.ts';
import { SettingNotices } from './setting-notices.ts';
import { connect } from './store/connect.ts';
import type { StoreFault } from './store/fault.ts';
import { Life } from './store/life.ts';
import { UnitOfWork } from './store/unit-of-work.ts';
import { leavePage } from './store/visitors.ts';

export interface AppOptions {
  readonly config: Config;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: DEFAULT_LIMITS. Given members replace the default's. */
  readonly limits?: Partial<Limits>;
  /** From 0 up to but not including 1; default: Math.random. */
  readonly random?: () => number;
  /** Called when another server serves the same data now: this one must end at once. */
  readonly onTaken?: (fault: StoreFault) => void;
  /** Folder with `dist/` and `demo/`; default: the project's. */
  readonly root?: string;
}

export interface App {
  readonly http: FastifyInstance;
  readonly services: Services;
  /**
   * Refuses new connections, sends the others away within 20 s (at once when they are few), finishes the commands under way,
   * and closes the database (R10).
   */
  close(): Promise<void>;
}

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
    // Answers under way are finished; connections that are only kept open are cut.
    forceCloseConnections: 'idle',
    // If a parameter is repeated, its last value counts; routes read text, never lists.
    routerOptions: { querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
    rewriteUrl: (request) => withoutBase(base, request.url ?? '/'),
    // A client that sends a byte now and then cannot keep a connection (F6).
    requestTimeout: limits.requestMs,
    http: { headersTimeout: limits.requestMs, connectionsCheckingInterval: limits.requestMs / 20 },
    // A URL that cannot be parsed bypasses the hooks, so the headers are set here.
    frameworkErrors: (error, request, reply) => {
      sayHeaders(config, request, reply);
      // The request has no route, so `reply` lacks a route's types.
      void (reply as FastifyReply).code(error.statusCode ?? 400).send(problem('invalid', error.message));
    },
    // Frames and bodies are checked against the protocol's own schemas; Fastify's two compilers would be loaded for nothing.
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
  });
  const clock = options.clock ?? Date;
  const hub = new Hub();
  // Clients reconnect and resume by cursor, and so get everything that was stored without being sent to them.
  const sendAway = () => {
    for (const connection of hub.everyone()) connection.close(CLOSE.tryAgain);
  };
  const store = await connect(
    { ...config, exclusive: true },
    {
      onLost: (error) => {
        // A pool's error holds its whole connection, the password included, so only code and message are logged.
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
      http.log.warn('the database has begun a new life: it was restored, or another server used it for a while; all clients reconnect');
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
      http.log.error({ err: error }, 'an event could not be sent after its commit');
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
    blockedAttempts: new BlockedAttempts(),
    notices: new SettingNotices(http.log, () => clock.now()),
    pendingBlocks: new PendingBlocks({ hub, unitOfWork, store, log: http.log }),
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

  const stopSockets = serveSockets(http, services, CLOSING_MS);
  services.hub.onVisitorLeft = (_siteId, visitorId) => {
    services.unitOfWork
      .run((tx) => leavePage(tx, visitorId, services.clock.now()))
      .catch((error: unknown) => {
        http.log.error({ err: error }, 'a visit could not be ended');
      });
  };
  const stopJobs = await startJobs(services);

  return {
    http,
    services,
    async close() {
      services.lifecycle.draining = true;
      stopJobs();
      await drain(services, options.random ?? Math.random);
      await stopSockets();
      services.hub.stop();
      services.pendingBlocks.stop();
      life.stop();
      const cut = setTimeout(() => {
        http.server.closeAllConnections();
      }, CLOSING_MS);
      await http.close();
      clearTimeout(cut);
      await services.blockedAttempts.flush(services).catch(() => undefined);
      await services.unitOfWork.idle();
      await store.close();
    },
  };
}

const refuseSchema = () => () => {
  throw new Error('Routes have no schemas here: use validation.ts.');
};

/** The parts of a request that go into the log: never its query, headers or body, which may hold people's words and secrets. */
const describeRequest = (request: { method: string; url: string; ip?: string }) => ({
  method: request.method,
  path: request.url.split('?')[0],
  peer: request.ip,
});
