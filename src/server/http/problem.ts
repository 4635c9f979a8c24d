import type { FastifyError, FastifyInstance } from 'fastify';
import { ERRORS, type ErrorCode, type Problem } from '../../protocol/index.ts';
import { CommandError, refusalOf } from '../command-error.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  login_failed: 401,
  forbidden: 403,
  origin_not_allowed: 403,
  blocked: 403,
  not_found: 404,
  unknown_site: 404,
  too_large: 413,
  rate_limited: 429,
  internal: 500,
  storage_full: 507,
  busy: 503,
  unavailable: 503,
  draining: 503,
};

export const problem = (code: ErrorCode, message: string = ERRORS[code].message, field?: string): Problem => ({
  error: { code, message, ...(field === undefined ? {} : { field }) },
});

/** Turns an error that a route throws into the one error body. An error that is no refusal is logged whole and answered as `internal`. */
export function useProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: Error & Pick<FastifyError, 'statusCode'>, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal && refusal !== error) request.log.error({ err: error }, 'the database refused');
    if (refusal) return reply.code(STATUS[refusal.code] ?? 400).send(problem(refusal.code, refusal.message, refusal.field));
    const status = error.statusCode ?? 500;
    if (status === 413) return reply.code(413).send(problem('too_large'));
    if (status < 500) return reply.code(status).send(problem('invalid', error.message));
    request.log.error({ err: error }, 'a request could not be handled');
    return reply.code(500).send(problem('internal'));
  });
  // No database can store a NUL (T2). It is refused, as removing it from "%%0000" would make a new one.
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.url?.includes('%00')) throw new CommandError('invalid', { message: 'An address holds no NUL.' });
    done();
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(problem('not_found')));
}
