import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';
import { problem } from './problem.ts';

/** `/healthz`: the process answers. `/readyz`: it can do its work, that is the database answers and it is not stopping. */
export function healthRoutes(app: FastifyInstance, services: Services, isStopping: () => boolean): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) => {
    if (isStopping()) return reply.code(503).send(problem('draining'));
    try {
      await services.store.read.selectFrom('meta').select('key').limit(1).execute();
      return { status: 'ready' };
    } catch (error) {
      request.log.error({ err: error }, 'the database does not answer');
      return reply.code(503).send(problem('unavailable', 'The database does not answer.'));
    }
  });
}
