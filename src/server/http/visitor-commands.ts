import { COMMANDS_PER_REQUEST, type Ack, type ErrorFrame, type VisitorCommandsAnswer } from '../../protocol/index.ts';
import { CommandError, frameOfError, refusalOf } from '../command-error.ts';
import { Admission } from '../realtime/admission.ts';
import type { Frame } from '../realtime/frame-reader.ts';
import type { Caller } from '../realtime/visitor-caller.ts';
import { runVisitorCommand } from '../realtime/visitor-commands.ts';
import type { Services } from '../services.ts';
import { visitorCommands } from '../validation.ts';

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Commands that came in one request (C7, C8): each is answered by itself, messages stay in their order. */
export async function runCommands(services: Services, caller: Caller, commands: unknown): Promise<VisitorCommandsAnswer> {
  if (!Array.isArray(commands) || !commands.every(isFrame))
    throw new CommandError('invalid', { field: 'commands', message: '"commands" is a list of commands.' });
  if (commands.length > COMMANDS_PER_REQUEST)
    throw new CommandError('too_large', { field: 'commands', message: `A request has ${COMMANDS_PER_REQUEST} commands at most.` });
  const admission = new Admission(services, `v:${caller.visitorId}`);
  const run = async (command: Frame): Promise<Ack | ErrorFrame> => {
    try {
      admission.frame();
      if (!visitorCommands.has(command.type)) throw new CommandError('unknown_command');
      return await runVisitorCommand(services, { ...caller, admission }, command);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== error) services.log.error({ err: error }, 'a command could not be handled');
      if (refusal?.code === 'blocked')
        services.refusals.note(caller.siteId, caller.visitorId, caller.address?.key ?? null, services.clock.now());
      return frameOfError(error, typeof command.cid === 'string' ? command.cid : undefined);
    }
  };
  // Together, so that they share a commit; the unit of work takes them in this order.
  return { results: await Promise.all(commands.map(run)) };
}
