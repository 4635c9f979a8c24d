import type { VisitorServerFrame, VisitorSignal } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import type { Services } from '../services.ts';
import { findActiveSession, findOwnSession, moveMark } from '../store/sessions.ts';
import { notePage } from '../store/visitors.ts';
import { visitorSignals } from '../input/validation.ts';
import { mayStorePage } from '../commands/admission.ts';
import type { Frame } from '../input/frame.ts';
import { admitVisitor, type Caller } from '../commands/visitor-caller.ts';
import { pageAfter } from './visitor-hello.ts';

/** Signals that may come by HTTP (C8). The others belong to a connection; a poll sends its page in the hello. */
export const HTTP_SIGNALS: ReadonlySet<string> = new Set<VisitorSignal['type']>(['typing', 'read', 'sync']);

/** Checks and runs a visitor's signal, however it came. `send` takes the answer, if the signal has one. */
export async function runVisitorSignal(
  services: Services,
  caller: Caller,
  frame: Frame,
  send: (frame: VisitorServerFrame) => void,
): Promise<void> {
  visitorSignals.get(frame.type)?.(frame);
  const request = frame as unknown as VisitorSignal;
  const { unitOfWork, hub, store, clock } = services;
  const { siteId, visitorId, connection } = caller;
  switch (request.type) {
    case 'ping':
      send({ type: 'pong' });
      return;
    case 'typing': {
      const session = await findActiveSession(store.read, visitorId);
      if (session) hub.toOperators(siteId, { type: 'typing', session: session.id, who: null, on: request.on });
      return;
    }
    case 'page':
      if (connection) hub.setPage(connection, request.page);
      await unitOfWork.run(async (tx) => {
        await admitVisitor(services, tx, caller);
        await notePage(tx, visitorId, request.page, clock.now(), () => mayStorePage(services, visitorId));
      });
      return;
    case 'read':
      await unitOfWork.run(async (tx, after) => {
        await admitVisitor(services, tx, caller);
        const session = await findOwnSession(tx, visitorId, request.session);
        if (!session || !(await moveMark(tx, session.id, 'read_by_visitor', request.seq))) return;
        after(() => {
          const read = { type: 'read', session: session.id, by: 'visitor', seq: request.seq } as const;
          hub.toVisitor(siteId, visitorId, read, connection);
          hub.toOperators(siteId, read);
        });
      });
      return;
    case 'sync':
      await unitOfWork.run(
        async (tx, after) => {
          await admitVisitor(services, tx, caller);
          const session = await findOwnSession(tx, visitorId, request.session);
          if (!session || session.ended_by === 'block') throw new CommandError('not_found');
          const page = await pageAfter(tx, session, request.after);
          after(() => {
            send({ type: 'events', page });
          });
        },
        { reads: true },
      );
  }
}
