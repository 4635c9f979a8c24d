import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import {
  CLOSE,
  PING_VISIBLE_MS,
  type Operator,
  type OperatorCommand,
  type OperatorHello,
  type OperatorServerFrame,
  type OperatorSignal,
} from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { loginTokenOf } from '../http/login-cookie.ts';
import { isOwnOrigin } from '../http/site-origin.ts';
import type { Services } from '../services.ts';
import { findChat, updateChat } from '../store/chats.ts';
import { lastVisitorSeq } from '../store/events.ts';
import { findLogin, operatorsOf, sitesOf, type OperatorRecord } from '../store/operators.ts';
import { deliverAll, moveMark } from '../store/sessions.ts';
import { currentGseq, siteEventsAfter } from '../store/site-log.ts';
import { hashToken } from '../tokens.ts';
import { checkProtocol, checkOperatorHello, operatorCommands, operatorSignals, visitorCommands } from '../validation.ts';
import { blockAddress, blockVisitor, targetOf } from './commands/block.ts';
import { closeChat } from './commands/close-chat.ts';
import { joinChat } from './commands/join-chat.ts';
import { removeBlock } from './commands/remove-block.ts';
import { reopenChat } from './commands/reopen-chat.ts';
import { reply } from './commands/reply.ts';
import { Admission } from './admission.ts';
import { NO_FRAME, readFrames, type Frame } from './frame-reader.ts';
import { frameSender } from './frame-sender.ts';
import type { OperatorConnection } from './hub.ts';
import { runCommand } from './run-command.ts';
import { stormMs } from './visitor-hello.ts';
import { Work } from './work.ts';

/** One operator's WebSocket from hello to close. Who he is comes with the upgrade, as the login cookie. */
export function acceptOperator(services: Services, socket: WebSocket, request: IncomingMessage): void {
  const { unitOfWork, hub, config, store, clock } = services;
  let connection: OperatorConnection | undefined;
  let admission: Admission;

  const send = frameSender<OperatorServerFrame>(socket, services.limits);

  async function hello(frame: Frame): Promise<void> {
    if (services.lifecycle.draining) throw new CommandError('draining');
    if (frame.type !== 'hello') throw new CommandError('invalid', { message: 'The first frame is "hello".' });
    // Another site's page may open a WebSocket with the operator's cookie; its origin gives it away.
    if (!isOwnOrigin(config, request.headers.origin, request.headers.host))
      throw new CommandError('forbidden', { message: 'The dashboard connects from its own origin only.' });
    const token = loginTokenOf(config, request.headers.cookie);
    const login = token === null ? null : await findLogin(store.read, token, clock.now());
    if (token === null || !login) throw new CommandError('unauthorized');
    const { operator, expiresAt } = login;
    checkProtocol(frame);
    checkOperatorHello(frame);
    const greeting = frame as unknown as OperatorHello;
    const site = (await sitesOf(store.read, operator.id)).find((s) => s.key === greeting.site);
    if (!site) throw new CommandError('not_found', { field: 'site' });
    const team = await operatorsOf(store.read, site.id);

    await unitOfWork.run(
      async (tx, after) => {
        // The log-in may have ended while this waited.
        if (!(await findLogin(tx, token, clock.now()))) throw new CommandError('unauthorized');
        const events =
          greeting.cursor === undefined || (greeting.epoch !== undefined && greeting.epoch !== services.epoch)
            ? null
            : await siteEventsAfter(tx, site.id, greeting.cursor);
        const gseq = await currentGseq(tx, site.id);
        const delivered = await deliverAll(tx, site.id);
        after(() => {
          if (socket.readyState !== socket.OPEN) return;
          admission = new Admission(services, `o:${operator.id}`);
          const presence = hub.presenceOf(site.id, operator.id);
          connection = {
            siteId: site.id,
            operator,
            login: hashToken(token),
            expiresAt,
            presence: presence === 'away' ? 'away' : 'online',
            send,
            close: (code) => {
              socket.close(code);
            },
          };
          send({
            type: 'welcome',
            epoch: services.epoch,
            operator: { ...operator, presence: connection.presence },
            operators: team.map((member): Operator => ({ ...member, presence: hub.presenceOf(site.id, member.id) })),
            gseq,
            reset: events === null,
            events: events ?? [],
            pingMs: PING_VISIBLE_MS,
            stormMs: stormMs(hub.connections),
          });
          socket.once('close', hub.addOperator(connection));
          for (const session of delivered)
            hub.toVisitor(site.id, session.visitor_id, { type: 'delivered', session: session.id, seq: session.delivered_seq });
        });
      },
      { reads: true },
    );
  }

  async function command(current: OperatorConnection, frame: Frame): Promise<void> {
    operatorCommands.get(frame.type)?.(frame);
    const request = frame as unknown as OperatorCommand;
    const { siteId, operator } = current;
    const outcome = await runCommand(services, { siteId, admission, command: request, blocks: targetOf(siteId, request) }, (work) =>
      perform(work, operator, request),
    );
    send({ type: 'ack', cid: request.cid, ...outcome });
  }

  async function signal(current: OperatorConnection, frame: Frame): Promise<void> {
    operatorSignals.get(frame.type)?.(frame);
    const request = frame as unknown as OperatorSignal;
    const { siteId, operator } = current;
    switch (request.type) {
      case 'ping':
        send({ type: 'pong' });
        return;
      case 'presence':
        hub.setPresence(current, request.value);
        return;
      case 'typing': {
        const chat = await findChat(store.read, siteId, request.chat);
        if (!chat || chat.status === 'closed') return;
        const who = { id: operator.id, name: operator.name };
        hub.toVisitor(siteId, chat.visitor_id, { type: 'typing', session: chat.session_id, operator: who, on: request.on });
        hub.toOperators(siteId, { type: 'typing', session: chat.session_id, who, on: request.on }, current);
        return;
      }
      case 'read':
        await unitOfWork.run((tx, after) => markRead(new Work(services, tx, after, siteId), request.chat, request.seq));
        return;
      case 'sync':
        await unitOfWork.run(
          async (tx, after) => {
            const events = await siteEventsAfter(tx, siteId, request.after);
            after(() => {
              send({ type: 'events', events: events ?? [], reset: events === null });
            });
          },
          { reads: true },
        );
    }
  }

  readFrames(socket, services, {
    hello,
    broken: () => (connection ? admission.broken() : new CommandError('invalid', { message: NO_FRAME })),
    async frame(frame) {
      if (!connection) throw new CommandError('invalid', { message: 'Wait for the answer to "hello".' });
      if (clock.now() >= connection.expiresAt) throw new CommandError('unauthorized', { close: CLOSE.tokenUnknown });
      if (frame.type !== 'ping') admission.frame(frame);
      if (operatorCommands.has(frame.type)) await command(connection, frame);
      else if (operatorSignals.has(frame.type)) await signal(connection, frame);
      // A visitor's command with an operator's credential, above all ending a session (S2).
      else if (visitorCommands.has(frame.type)) throw new CommandError('forbidden');
      else throw new CommandError('unknown_command', { message: `There is no command "${frame.type.slice(0, 64)}".` });
    },
  });
}

/** The chat is on an operator's screen: the visitor sees "Read", the other operators lose the badge. */
async function markRead(work: Work, chatId: string, seq: number): Promise<void> {
  const { tx, siteId, hub } = work;
  const chat = await findChat(tx, siteId, chatId);
  if (!chat) throw new CommandError('not_found');
  const moved = await moveMark(tx, chat.session_id, 'read_by_operator', seq);
  if (moved) {
    work.noteSession(moved);
    const read = { type: 'read', session: chat.session_id, by: 'operator', seq } as const;
    work.after(() => {
      hub.toVisitor(siteId, chat.visitor_id, read);
      hub.toOperators(siteId, read);
    });
  }
  if (chat.unread > 0 && (await lastVisitorSeq(tx, chat.session_id)) <= seq) work.touchChat(await updateChat(tx, chat.id, { unread: 0 }));
  await work.finish();
}

function perform(work: Work, operator: OperatorRecord, command: OperatorCommand): Promise<unknown> {
  const ref = { id: operator.id, name: operator.name };
  switch (command.type) {
    case 'chat.join':
      return joinChat(work, ref, command);
    case 'chat.close':
      return closeChat(work, command);
    case 'chat.reopen':
      return reopenChat(work, command);
    case 'message.reply':
      return reply(work, ref, command);
    case 'visitor.block':
      return blockVisitor(work, ref, command);
    case 'address.block':
      return blockAddress(work, ref, command);
    case 'block.remove':
      return removeBlock(work, operator, command);
  }
}
