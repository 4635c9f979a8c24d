import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { CLOSE, LIMBO_MS, PROTOCOL_VERSION, type VisitorCommand, type VisitorHello, type VisitorServerFrame, type VisitorSignal } from '../../protocol/index.ts';
import { resolveAddress } from '../addresses.ts';
import { CommandError } from '../command-error.ts';
import { isSiteOrigin } from '../http/site-origin.ts';
import type { Services } from '../services.ts';
import { gate } from '../store/blocks.ts';
import { findOwnSession, moveMark } from '../store/sessions.ts';
import { findSite } from '../store/sites.ts';
import { notePage } from '../store/visitors.ts';
import { operatorCommands, checkVisitorHello, visitorCommands, visitorSignals } from '../validation.ts';
import { endSession } from './commands/end-session.ts';
import { logoutVisitor } from './commands/logout-visitor.ts';
import { rateSession } from './commands/rate-session.ts';
import { sendMessage } from './commands/send-message.ts';
import { updateVisitor } from './commands/update-visitor.ts';
import { readFrames, type Frame } from './frame-reader.ts';
import type { VisitorConnection } from './hub.ts';
import { runCommand } from './run-command.ts';
import { answerHello, pageAfter } from './visitor-hello.ts';
import type { Tx } from '../store/schema.ts';
import type { Work } from './work.ts';

/** One visitor's WebSocket from hello to close. */
export function acceptVisitor(services: Services, socket: WebSocket, request: IncomingMessage): void {
  const { unitOfWork, hub, config, store, clock } = services;
  const address = resolveAddress(request.socket.remoteAddress, request.headers['x-forwarded-for'], config.trustedProxies);
  let connection: (VisitorConnection & { readonly visitorId: string | null }) | undefined;
  let siteId = '';

  const send = (frame: VisitorServerFrame) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };

  async function hello(frame: Frame): Promise<void> {
    if (frame.type !== 'hello') throw new CommandError('invalid', { message: 'The first frame is "hello".' });
    if (frame['protocol'] !== PROTOCOL_VERSION) throw new CommandError('unsupported_protocol', { message: `This server speaks protocol ${PROTOCOL_VERSION}.` });
    checkVisitorHello(frame);
    const greeting = frame as unknown as VisitorHello;
    const site = await findSite(store.read, greeting.site);
    if (!site) throw new CommandError('unknown_site', { field: 'site', message: `There is no site "${greeting.site}" on this server.` });
    const { origin } = request.headers;
    if (!isSiteOrigin(config, site, origin, request.headers.host)) throw new CommandError('origin_not_allowed', { message: `${origin ?? 'A page without origin'} may not show the widget of site "${site.key}". Add its origin to the site.` });
    siteId = site.id;

    await unitOfWork.run(async (tx, after) => {
      const outcome = await answerHello(services, tx, site.id, greeting, { address, userAgent: request.headers['user-agent']?.slice(0, 400) ?? null });
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
          addressKey: address?.key ?? null,
          tab: greeting.tab,
          limbo: outcome.kind === 'limbo',
          page: greeting.page ?? null,
          send,
          close: (code) => {
            socket.close(code);
          },
        };
        connection = joined;
        hub.replaceTab(joined, CLOSE.replaced);
        const leave = hub.addVisitor(joined);
        socket.once('close', leave);
        if (outcome.kind === 'welcome') send(outcome.frame);
        else {
          send({ type: 'gate', show: outcome.show, version: outcome.version });
          const limit = setTimeout(() => {
            socket.close(CLOSE.blocked, 'limbo is over');
          }, LIMBO_MS);
          socket.once('close', () => {
            clearTimeout(limit);
          });
        }
      });
    });
  }

  /** The gate, inside the transaction of everything that stores or reads (B1): a block may have committed since the frame came. */
  async function admit(tx: Tx, visitorId: string): Promise<void> {
    if (!(await gate(tx, siteId, visitorId, address)).show) throw new CommandError('blocked');
  }

  async function command(visitorId: string, frame: Frame): Promise<void> {
    visitorCommands.get(frame.type)?.(frame);
    const request = frame as unknown as VisitorCommand;
    const outcome = await runCommand(services, { siteId, principal: `v:${visitorId}`, command: request, admit: (work) => admit(work.tx, visitorId) }, (work) => perform(work, visitorId, request));
    send({ type: 'ack', cid: request.cid, ...outcome });
  }

  async function signal(current: VisitorConnection & { visitorId: string }, frame: Frame): Promise<void> {
    visitorSignals.get(frame.type)?.(frame);
    const request = frame as unknown as VisitorSignal;
    const { visitorId } = current;
    switch (request.type) {
      case 'ping':
        send({ type: 'pong' });
        return;
      case 'typing': {
        const session = await activeSessionId(visitorId);
        if (session !== null) hub.toOperators(siteId, { type: 'typing', session, who: null, on: request.on });
        return;
      }
      case 'page':
        hub.setPage(current, request.page);
        await unitOfWork.run(async (tx) => {
          await admit(tx, visitorId);
          await notePage(tx, visitorId, request.page, clock.now());
        });
        return;
      case 'read':
        await unitOfWork.run(async (tx, after) => {
          await admit(tx, visitorId);
          const session = await findOwnSession(tx, visitorId, request.session);
          if (!session || !(await moveMark(tx, session.id, 'read_by_visitor', request.seq))) return;
          after(() => {
            const read = { type: 'read', session: session.id, by: 'visitor', seq: request.seq } as const;
            hub.toVisitor(siteId, visitorId, read, current);
            hub.toOperators(siteId, read);
          });
        });
        return;
      case 'sync':
        await unitOfWork.run(async (tx, after) => {
          await admit(tx, visitorId);
          const session = await findOwnSession(tx, visitorId, request.session);
          if (!session || session.ended_by === 'block') throw new CommandError('not_found');
          const page = await pageAfter(tx, session, request.after);
          after(() => {
            send({ type: 'events', page });
          });
        });
    }
  }

  async function activeSessionId(visitorId: string): Promise<string | null> {
    const row = await store.read.selectFrom('sessions').select('id').where('visitor_id', '=', visitorId).where('status', '=', 'active').executeTakeFirst();
    return row?.id ?? null;
  }

  readFrames(socket, services, {
    hello,
    async frame(frame) {
      if (frame.type === 'ping') {
        send({ type: 'pong' });
        return;
      }
      if (!connection) throw new CommandError('invalid', { message: 'Wait for the answer to "hello".' });
      if (connection.limbo || connection.visitorId === null) throw new CommandError('blocked');
      if (visitorCommands.has(frame.type)) await command(connection.visitorId, frame);
      else if (visitorSignals.has(frame.type)) await signal(connection as VisitorConnection & { visitorId: string }, frame);
      else if (operatorCommands.has(frame.type)) throw new CommandError('forbidden');
      else throw new CommandError('unknown_command', { message: `There is no command "${frame.type.slice(0, 64)}".` });
    },
  });
}

function perform(work: Work, visitorId: string, command: VisitorCommand): Promise<unknown> {
  switch (command.type) {
    case 'message.send':
      return sendMessage(work, visitorId, command);
    case 'session.end':
      return endSession(work, visitorId, command);
    case 'session.rate':
      return rateSession(work, visitorId, command);
    case 'visitor.update':
      return updateVisitor(work, visitorId, command);
    case 'visitor.logout':
      return logoutVisitor(work, visitorId);
  }
}
