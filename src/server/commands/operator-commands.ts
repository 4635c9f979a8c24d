import type { Ack, OperatorCommand } from '../../protocol/index.ts';
import type { Services } from '../services.ts';
import type { OperatorRecord } from '../store/operators.ts';
import { operatorCommands } from '../input/validation.ts';
import type { Admission } from './admission.ts';
import { blockAddress, blockVisitor, targetOf } from './block.ts';
import { closeChat } from './close-chat.ts';
import { closeEnded } from './close-ended.ts';
import { joinChat } from './join-chat.ts';
import { removeBlock } from './remove-block.ts';
import { reopenChat, reopenChats } from './reopen-chat.ts';
import { reply } from './reply.ts';
import type { Frame } from '../input/frame.ts';
import { runCommand } from './run-command.ts';
import type { CommandContext } from './command-context.ts';

/** The operator who sent a frame. */
export interface OperatorSender {
  readonly siteId: string;
  readonly operator: OperatorRecord;
  readonly admission: Admission;
}

/** Checks and runs an operator's command, however it came: by WebSocket or by HTTP (C8). */
export async function runOperatorCommand(services: Services, sender: OperatorSender, frame: Frame): Promise<Ack> {
  operatorCommands.get(frame.type)?.(frame);
  const command = frame as unknown as OperatorCommand;
  const { siteId, operator, admission } = sender;
  const outcome = await runCommand(services, { siteId, admission, command, blocks: targetOf(siteId, command) }, (context) =>
    perform(context, operator, command),
  );
  return { type: 'ack', cid: command.cid, ...outcome };
}

function perform(context: CommandContext, operator: OperatorRecord, command: OperatorCommand): Promise<unknown> {
  const ref = { id: operator.id, name: operator.name };
  switch (command.type) {
    case 'chat.join':
      return joinChat(context, ref, command);
    case 'chat.close':
      return closeChat(context, ref, command);
    case 'chat.reopen':
      return reopenChat(context, command);
    case 'chats.close_ended':
      return closeEnded(context, ref, command);
    case 'chats.reopen':
      return reopenChats(context, command);
    case 'message.reply':
      return reply(context, ref, command);
    case 'visitor.block':
      return blockVisitor(context, ref, command);
    case 'address.block':
      return blockAddress(context, ref, command);
    case 'block.remove':
      return removeBlock(context, operator, command);
  }
}
