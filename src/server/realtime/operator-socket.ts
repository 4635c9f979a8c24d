import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { CLOSE, type OperatorServerFrame } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { loginTokenOf } from '../access/login-cookie.ts';
import { requireOwnOrigin } from '../access/site-origin.ts';
import type { Services } from '../services.ts';
import { operatorCommands, operatorSignals, visitorCommands } from '../input/validation.ts';
import { Admission } from '../commands/admission.ts';
import { frameSender, NO_FRAME, readFrames } from './frames.ts';
import type { OperatorConnection } from '../hub/hub.ts';
import { runOperatorCommand } from '../commands/operator-commands.ts';
import { answerOperatorHello, readOperatorHello } from '../hub/operator-hello.ts';
import { runOperatorSignal } from '../hub/operator-signals.ts';

/** One operator's WebSocket from hello to close. The login cookie in the upgrade request says who they are. */
export function acceptOperator(services: Services, socket: WebSocket, request: IncomingMessage): void {
  const { hub, config, clock } = services;
  let connection: OperatorConnection | undefined;
  let admission: Admission;

  const send = frameSender<OperatorServerFrame>(socket, services.limits);

  readFrames(socket, services, {
    async hello(frame) {
      // A page of another site can open a WebSocket with the operator's cookie; its origin gives it away.
      requireOwnOrigin(services, request);
      const greeting = await readOperatorHello(services, loginTokenOf(config, request.headers.cookie), frame);
      await answerOperatorHello(services, greeting, (seat, welcome) => {
        if (socket.readyState !== socket.OPEN) return;
        admission = new Admission(services, `o:${seat.operator.id}`);
        connection = {
          ...seat,
          send,
          close: (code) => {
            socket.close(code);
          },
        };
        send(welcome);
        socket.once('close', hub.addOperator(connection));
      });
    },
    broken: () => (connection ? admission.broken() : new CommandError('invalid', { message: NO_FRAME })),
    async frame(frame) {
      if (!connection) throw new CommandError('invalid', { message: 'Wait for the answer to "hello".' });
      if (clock.now() >= connection.expiresAt) throw new CommandError('unauthorized', { close: CLOSE.tokenUnknown });
      if (frame.type !== 'ping') admission.frame(frame);
      const { siteId, operator } = connection;
      if (operatorCommands.has(frame.type)) send(await runOperatorCommand(services, { siteId, operator, admission }, frame));
      else if (operatorSignals.has(frame.type)) await runOperatorSignal(services, { siteId, operator }, frame, send);
      // An operator's credential may not run a visitor's command, above all not end a session (S2).
      else if (visitorCommands.has(frame.type)) throw new CommandError('forbidden');
      else throw new CommandError('unknown_command', { message: `There is no command "${frame.type.slice(0, 64)}".` });
    },
  });
}
