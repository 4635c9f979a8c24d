import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OperatorCommandsAnswer, OperatorPollAnswer, OperatorSignal, SiteEventsFrame } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { Admissions } from '../commands/admission.ts';
import type { Frame } from '../input/frame.ts';
import { runOperatorCommand } from '../commands/operator-commands.ts';
import { readOperatorHello } from '../hub/operator-hello.ts';
import { OperatorPolls } from '../hub/operator-poll.ts';
import { runOperatorSignal } from '../hub/operator-signals.ts';
import type { Services } from '../services.ts';
import { operatorCommands } from '../input/validation.ts';
import { runRequests } from './command-request.ts';
import { goneSignal } from './gone.ts';
import { loginTokenOf } from '../access/login-cookie.ts';
import { refuseForeignPages, requireSite } from '../access/operator-guard.ts';
import { bodyOf, takeText } from './text-body.ts';

/** Signals that may come by HTTP. A ping belongs to a connection; a poll has its own time limit instead. */
const HTTP_SIGNALS: ReadonlySet<string> = new Set<OperatorSignal['type']>(['typing', 'read', 'presence', 'sync']);

/** The dashboard's connection where no WebSocket opens (C8). */
export function operatorPollRoutes(app: FastifyInstance, services: Services): void {
  const polls = new OperatorPolls(services);
  const admissions = new Admissions(services);
  const loginOf = (request: FastifyRequest) => loginTokenOf(services.config, request.headers.cookie);
  const enter = (request: FastifyRequest): void => {
    refuseForeignPages(services, request);
    if (services.lifecycle.draining) throw new CommandError('draining');
  };

  void app.register((scope, _options, done) => {
    takeText(scope);
    scope.post('/v1/operator/poll', async (request, reply): Promise<OperatorPollAnswer> => {
      enter(request);
      const { site, begin } = request.query as { site?: string; begin?: string };
      const frame = { type: 'none', ...bodyOf(request) } as Frame;
      const greeting = await readOperatorHello(services, loginOf(request), frame);
      if (greeting.hello.site !== site) throw new CommandError('invalid', { field: 'site' });
      admissions.of(`o:${greeting.operator.id}`).frame();
      return { frames: await polls.poll(greeting, goneSignal(reply), begin !== undefined) };
    });

    scope.post('/v1/operator/commands', async (request): Promise<OperatorCommandsAnswer> => {
      enter(request);
      const caller = await requireSite(services, request);
      const admission = admissions.of(`o:${caller.operator.id}`);
      return runRequests<SiteEventsFrame>(services, bodyOf(request), {
        admission,
        commands: operatorCommands,
        signals: HTTP_SIGNALS,
        command: (frame) => runOperatorCommand(services, { ...caller, admission }, frame),
        signal: (frame, send) => runOperatorSignal(services, caller, frame, (answer) => send(answer as SiteEventsFrame)),
      });
    });
    done();
  });
}
