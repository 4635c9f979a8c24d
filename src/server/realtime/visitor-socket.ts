import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { CLOSE, LIMBO_MS, type VisitorHello, type VisitorIdentifyResult, type VisitorServerFrame } from '../../protocol/index.ts';
import { CommandError, frameOfError, refusalOf } from '../command-error.ts';
import { addressOf, requireSiteOrigin } from '../access/site-origin.ts';
import type { Services } from '../services.ts';
import { findSite } from '../store/sites.ts';
import { newId } from '../store/ids.ts';
import { checkProtocol, operatorCommands, checkVisitorHello, visitorCommands, visitorSignals } from '../input/validation.ts';
import { Admission } from '../commands/admission.ts';
import type { Frame } from '../input/frame.ts';
import { closeOf, frameSender, NO_FRAME, readFrames } from './frames.ts';
import type { VisitorConnection } from '../hub/hub.ts';
import type { Caller } from '../commands/visitor-caller.ts';
import { runVisitorCommand } from '../commands/visitor-commands.ts';
import { answerHello } from '../hub/visitor-hello.ts';
import { runVisitorSignal } from '../hub/visitor-signals.ts';

/** One visitor's WebSocket from hello to close. */
export function acceptVisitor(services: Services, socket: WebSocket, request: IncomingMessage): void {
  const { unitOfWork, hub, store, clock } = services;
  const peer = request.socket.remoteAddress;
  if (peer === undefined) {
    // The client is already gone: without an address the gate cannot decide, and nobody would receive the answer.
    socket.terminate();
    return;
  }
  const address = addressOf(services, request);
  let connection: VisitorConnection | undefined;
  let siteId = '';
  let admission: Admission;

  const send = frameSender<VisitorServerFrame>(socket, services.limits);

  try {
    socket.once('close', services.addresses.connect(address));
  } catch (error) {
    send(frameOfError(error, undefined));
    socket.close(closeOf(refusalOf(error)), 'too many connections');
    return;
  }

  async function hello(frame: Frame): Promise<void> {
    if (services.lifecycle.draining) throw new CommandError('draining');
    if (frame.type !== 'hello') throw new CommandError('invalid', { message: 'The first frame is "hello".' });
    checkProtocol(frame);
    checkVisitorHello(frame);
    const greeting = frame as unknown as VisitorHello;
    const site = await findSite(store.read, greeting.site);
    if (!site) throw new CommandError('unknown_site', { field: 'site', message: `There is no site "${greeting.site}" on this server.` });
    requireSiteOrigin(services, site, request);
    siteId = site.id;
    if (greeting.token === undefined && !greeting.watch) services.addresses.newcomer(address);

    await unitOfWork.run(
      async (tx, after) => {
        const outcome = await answerHello(services, tx, site.id, greeting, {
          address,
          userAgent: request.headers['user-agent']?.slice(0, 400) ?? null,
        });
        // Joining the hub belongs to the same turn as the welcome: no event can fall between the two.
        after(() => {
          if (outcome.kind === 'unknown') {
            socket.close(CLOSE.tokenUnknown, 'token unknown');
            return;
          }
          if (socket.readyState !== socket.OPEN) return;
          const joined: VisitorConnection = {
            siteId: site.id,
            visitorId: outcome.visitorId,
            family: outcome.family,
            addressKey: address?.key ?? null,
            tab: greeting.tab,
            limbo: outcome.kind === 'limbo',
            page: greeting.page ?? null,
            heardAt: clock.now(),
            send,
            close: (code) => {
              socket.close(code);
            },
          };
          connection = joined;
          admission = new Admission(services, `v:${outcome.visitorId ?? newId()}`);
          hub.replaceTab(joined, CLOSE.replaced);
          hub.makeRoom(joined, services.limits.connectionsPerVisitor, CLOSE.rateLimited);
          const leave = hub.addVisitor(joined);
          socket.once('close', leave);
          if (outcome.kind === 'welcome') send(outcome.frame);
          else {
            if (!outcome.show && !greeting.watch) services.blockedAttempts.note(site.id, outcome.visitorId, joined.addressKey, clock.now());
            send({ type: 'gate', show: outcome.show, version: outcome.version });
            const limit = setTimeout(() => {
              socket.close(CLOSE.blocked, 'limbo is over');
            }, LIMBO_MS);
            socket.once('close', () => {
              clearTimeout(limit);
            });
          }
        });
      },
      { reads: true },
    );
  }

  async function command(caller: Caller, frame: Frame): Promise<void> {
    const ack = await runVisitorCommand(services, { ...caller, admission }, frame);
    send(ack);
    // The token this connection was opened with is no longer valid; the client comes back with the new one.
    if (frame.type === 'visitor.identify' && (ack.result as VisitorIdentifyResult).newToken !== undefined)
      socket.close(CLOSE.identityChanged, 'identified');
  }

  readFrames(socket, services, {
    hello,
    broken: () => (connection ? admission.broken() : new CommandError('invalid', { message: NO_FRAME })),
    async frame(frame, bytes) {
      if (connection) connection.heardAt = clock.now();
      if (frame.type === 'ping') {
        send({ type: 'pong' });
        return;
      }
      if (!connection) throw new CommandError('invalid', { message: 'Wait for the answer to "hello".' });
      admission.frame(frame, () => services.addresses.bytes(address, bytes));
      if (connection.limbo || connection.visitorId === null || connection.family === null) {
        if (visitorCommands.has(frame.type))
          services.blockedAttempts.note(siteId, connection.visitorId, connection.addressKey, clock.now());
        throw new CommandError('blocked');
      }
      const caller: Caller = { siteId, visitorId: connection.visitorId, family: connection.family, address, connection };
      if (visitorCommands.has(frame.type)) await command(caller, frame);
      else if (visitorSignals.has(frame.type)) await runVisitorSignal(services, caller, frame, send);
      else if (operatorCommands.has(frame.type)) throw new CommandError('forbidden');
      else throw new CommandError('unknown_command', { message: `There is no command "${frame.type.slice(0, 64)}".` });
    },
  });
}
