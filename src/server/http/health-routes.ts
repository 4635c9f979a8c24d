import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';
import { writeMeta } from '../store/meta.ts';
import { problem } from './problem.ts';

/** `/healthz`: the process answers. `/readyz`: the server can work: the database takes writes, and the server is not stopping (D4). */
export function healthRoutes(app: FastifyInstance, services: Services, isStopping: () => boolean): void {
  // The probe costs a commit, so requests that arrive while one runs share its result.
  let probe: Promise<void> | undefined;
  const canStore = () =>
    (probe ??= store(services).finally(() => {
      probe = undefined;
    }));
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) => {
    if (isStopping()) return reply.code(503).send(problem('draining'));
    try {
      await canStore();
      return { status: 'ready' };
    } catch (error) {
      request.log.error({ err: error }, 'nothing can be stored');
      return reply.code(503).send(problem('unavailable', 'Nothing can be stored.'));
    }
  });
}

/** Makes a commit like any other. On a full disk it is refused as messages are, and leaves the reserve alone. */
async function store({ store: { read }, unitOfWork }: Services): Promise<void> {
  await read.selectFrom('meta').select('key').limit(1).execute();
  await unitOfWork.run((tx) => writeMeta(tx, 'probe', ''), { bulky: true });
}
