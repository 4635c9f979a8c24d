import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';
import { writeMeta } from '../store/meta.ts';
import { problem } from './problem.ts';

/** `/healthz`: the process answers. `/readyz`: it can do its work, that is the database takes writes and it is not stopping (D4). */
export function healthRoutes(app: FastifyInstance, services: Services, isStopping: () => boolean): void {
  // It costs a commit: one at a time serves whoever asks meanwhile.
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

/** A commit like any other; on a full disk it waits for room as messages do, and leaves the reserve alone. */
async function store({ store: { read }, unitOfWork }: Services): Promise<void> {
  await read.selectFrom('meta').select('key').limit(1).execute();
  await unitOfWork.run((tx) => writeMeta(tx, 'probe', ''), { bulky: true });
}
