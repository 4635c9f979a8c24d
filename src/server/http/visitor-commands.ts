import { COMMANDS_PER_REQUEST, type Ack, type ErrorFrame, type VisitorCommandsAnswer } from '../../protocol/index.ts';
import { CommandError, frameOfError, refusalOf } from '../command-error.ts';
import { Admission } from '../realtime/admission.ts';
import type { Frame } from '../realtime/frame-reader.ts';
import type { Caller } from '../realtime/visitor-caller.ts';
import { runVisitorCommand } from '../realtime/visitor-commands.ts';
import { HTTP_SIGNALS, runVisitorSignal } from '../realtime/visitor-signals.ts';
import type { Services } from '../services.ts';
import { visitorCommands } from '../validation.ts';

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** A list of frames of a body. Throws what is wrong with it. */
function framesIn(body: Readonly<Record<string, unknown>>, field: 'commands' | 'signals'): Frame[] {
  const list = field === 'signals' ? (body[field] ?? []) : body[field];
  if (!Array.isArray(list) || !list.every(isFrame))
    throw new CommandError('invalid', { field, message: `"${field}" is a list of ${field}.` });
  if (list.length > COMMANDS_PER_REQUEST)
    throw new CommandError('too_large', { field, message: `A request has ${COMMANDS_PER_REQUEST} ${field} at most.` });
  return list;
}

/**
 * Commands and signals that came in one request (C7, C8): each command is answered by itself, messages stay in their order;
 * of signals only those that are refused are answered.
 */
export async function runCommands(
  services: Services,
  caller: Caller,
  body: Readonly<Record<string, unknown>>,
): Promise<VisitorCommandsAnswer> {
  const commands = framesIn(body, 'commands');
  const signals = framesIn(body, 'signals');
  const admission = new Admission(services, `v:${caller.visitorId}`);
  const run = async <T>(frame: Frame, known: boolean, deed: () => Promise<T>): Promise<T | ErrorFrame> => {
    try {
      admission.frame(frame);
      if (!known) throw new CommandError('unknown_command');
      return await deed();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== error) services.log.error({ err: error }, 'a command could not be handled');
      if (refusal?.code === 'blocked')
        services.refusals.note(caller.siteId, caller.visitorId, caller.address?.key ?? null, services.clock.now());
      return frameOfError(error, typeof frame.cid === 'string' ? frame.cid : undefined);
    }
  };
  // Together, so that they share a commit; the unit of work takes them in this order.
  const results = await Promise.all([
    ...commands.map((command) =>
      run<Ack | null>(command, visitorCommands.has(command.type), () => runVisitorCommand(services, { ...caller, admission }, command)),
    ),
    ...signals.map((signal) =>
      run<null>(signal, HTTP_SIGNALS.has(signal.type), async () => {
        await runVisitorSignal(services, caller, signal, () => undefined);
        return null;
      }),
    ),
  ]);
  return { results: results.filter((result) => result !== null) };
}
