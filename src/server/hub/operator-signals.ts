import type { OperatorServerFrame, OperatorSignal } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import type { Services } from '../services.ts';
import { findChat } from '../store/chats.ts';
import { lastVisitorSeq } from '../store/events.ts';
import { setAway } from '../store/operators.ts';
import { parseOperators } from '../store/schema.ts';
import { moveMark } from '../store/sessions.ts';
import { siteEventsAfter } from '../store/site-log.ts';
import { operatorSignals } from '../input/validation.ts';
import type { Frame } from '../input/frame.ts';
import type { OperatorSender } from '../commands/operator-commands.ts';
import { CommandContext } from '../commands/command-context.ts';

/** Checks and runs an operator's signal, however it came. `send` takes the answer, if the signal has one. */
export async function runOperatorSignal(
  services: Services,
  { siteId, operator }: Omit<OperatorSender, 'admission'>,
  frame: Frame,
  send: (frame: OperatorServerFrame) => void,
): Promise<void> {
  operatorSignals.get(frame.type)?.(frame);
  const request = frame as unknown as OperatorSignal;
  const { unitOfWork, hub, store } = services;
  switch (request.type) {
    case 'ping':
      send({ type: 'pong' });
      return;
    case 'presence':
      await unitOfWork.run(async (tx, after) => {
        await setAway(tx, operator.id, request.value === 'away');
        after(() => {
          hub.setPresence(operator.id, request.value);
        });
      });
      return;
    case 'typing': {
      const chat = await findChat(store.read, siteId, request.chat);
      if (!chat || chat.status === 'closed') return;
      const who = { id: operator.id, name: operator.name };
      hub.toVisitor(siteId, chat.visitor_id, { type: 'typing', session: chat.session_id, operator: who, on: request.on });
      hub.toOthers(siteId, operator.id, { type: 'typing', session: chat.session_id, who, on: request.on });
      return;
    }
    case 'read':
      await unitOfWork.run((tx, after) =>
        markRead(new CommandContext(services, tx, after, siteId), operator.id, request.chat, request.seq),
      );
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

/**
 * The chat is on the screen of an operator who has joined it: the visitor sees "Read", and the other operators in the chat
 * lose the badge. An operator who has not joined only looks, and that changes nothing for anybody (W3).
 */
async function markRead(context: CommandContext, operatorId: string, chatId: string, seq: number): Promise<void> {
  const { tx, siteId, hub } = context;
  const chat = await findChat(tx, siteId, chatId);
  if (!chat) throw new CommandError('not_found');
  if (!parseOperators(chat.operators).some(({ id }) => id === operatorId)) return;
  const moved = await moveMark(tx, chat.session_id, 'read_by_operator', seq);
  if (moved) {
    context.useSessionRow(moved);
    const read = { type: 'read', session: chat.session_id, by: 'operator', seq } as const;
    context.after(() => {
      hub.toVisitor(siteId, chat.visitor_id, read);
      hub.toOperators(siteId, read);
    });
  }
  if (chat.unread > 0 && (await lastVisitorSeq(tx, chat.session_id)) <= seq) await context.changeChat(chat, { unread: 0 });
  await context.queueEvents();
}
