import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

/** Answers about people or about the current state: no cache between server and browser may keep them (N4). */
const LIVE = /^\/(v1|healthz|readyz)([/?]|$)/;
/** Files that pages of other sites load. */
const SHARED = /^\/(embed\/|sdk\/|chat\.js([?]|$))/;
const YEAR_SECONDS = 31_536_000;

/** Sets the headers of every answer: errors, refusals and missing files included (N4, N5). */
export function sayHeaders(config: Config, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.raw.url ?? '';
  if (config.publicUrl?.startsWith('https:')) reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
  // A file that is found overrides this with its own lifetime.
  reply.header('cache-control', LIVE.test(path) ? 'no-store' : 'no-cache');
  if (SHARED.test(path)) reply.header('access-control-allow-origin', '*');
  if (!path.startsWith('/v1/visitor/')) return;
  // A page whose origin is not allowed still gets a readable error instead of an opaque network failure.
  const { origin } = request.headers;
  if (origin !== undefined) reply.header('access-control-allow-origin', origin);
  reply.header('vary', 'Origin');
}

/** Must be called before any route is registered. */
export function answerHeaders(app: FastifyInstance, config: Config): void {
  app.addHook('onRequest', (request, reply, done) => {
    sayHeaders(config, request, reply);
    done();
  });
}
