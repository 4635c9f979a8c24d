import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

/** Speaks of people, or of this moment: no cache between server and browser may keep it (N4). */
const LIVE = /^\/(v1|healthz|readyz)([/?]|$)/;
/** Files that pages of other sites load. */
const SHARED = /^\/(embed\/|sdk\/|chat\.js([?]|$))/;
const YEAR_SECONDS = 31_536_000;

/** What every answer says, whatever becomes of the request: errors, refusals, files that are not there (N4, N5). */
export function sayHeaders(config: Config, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.raw.url ?? '';
  if (config.publicUrl?.startsWith('https:')) reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
  // A file that is found says more.
  reply.header('cache-control', LIVE.test(path) ? 'no-store' : 'no-cache');
  if (SHARED.test(path)) reply.header('access-control-allow-origin', '*');
  if (!path.startsWith('/v1/visitor/')) return;
  // A page that may not ask still gets a readable error instead of an opaque network failure.
  const { origin } = request.headers;
  if (origin !== undefined) reply.header('access-control-allow-origin', origin);
  reply.header('vary', 'Origin');
}

/** Before any route is registered. */
export function answerHeaders(app: FastifyInstance, config: Config): void {
  app.addHook('onRequest', (request, reply, done) => {
    sayHeaders(config, request, reply);
    done();
  });
}
