import { COMMANDS_PER_REQUEST, type Ack, type ErrorFrame } from '../../protocol/index.ts';
import { CommandError, frameOfError, refusalOf } from '../command-error.ts';
import type { Admission } from '../commands/admission.ts';
import type { Frame } from '../input/frame.ts';
import type { Services } from '../services.ts';

/** The commands and signals a request may hold, and the functions that run them. */
export interface Requests<F> {
  readonly admission: Admission;
  readonly commands: { has(type: string): boolean };
  readonly signals: { has(type: string): boolean };
  command(frame: Frame): Promise<Ack>;
  /** `send` takes the answer, if the signal has one. */
  signal(frame: Frame, send: (frame: F) => void): Promise<void>;
  /** Called with each refusal. */
  refused?(refusal: CommandError): void;
}

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Reads a list of frames from a body. Throws a CommandError that names what is wrong with it. */
function framesIn(body: Readonly<Record<string, unknown>>, field: 'commands' | 'signals'): Frame[] {
  const list = field === 'signals' ? (body[field] ?? []) : body[field];
  if (!Array.isArray(list) || !list.every(isFrame))
    throw new CommandError('invalid', { field, message: `"${field}" is a list of ${field}.` });
  if (list.length > COMMANDS_PER_REQUEST)
    throw new CommandError('too_large', { field, message: `A request has ${COMMANDS_PER_REQUEST} ${field} at most.` });
  return list;
}

/**
 * Runs the commands and signals of one request (C7, C8). Each command gets its own answer, and messages keep their order. A
 * signal is answered only if it has an answer or is refused.
 */
export async function runRequests<F>(
  services: Services,
  body: Readonly<Record<string, unknown>>,
  requests: Requests<F>,
): Promise<{ results: (Ack | ErrorFrame | F)[] }> {
  const commands = framesIn(body, 'commands');
  const signals = framesIn(body, 'signals');
  const run = async <T>(frame: Frame, known: { has(type: string): boolean }, action: () => Promise<T>): Promise<T | ErrorFrame> => {
    try {
      requests.admission.frame(frame);
      if (!known.has(frame.type)) throw new CommandError('unknown_command');
      return await action();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== error) services.log.error({ err: error }, 'a command could not be handled');
      if (refusal) requests.refused?.(refusal);
      return frameOfError(error, typeof frame.cid === 'string' ? frame.cid : undefined);
    }
  };
  // They start together, so that they share a commit; the unit of work takes them in this order.
  const results = await Promise.all<(Ack | ErrorFrame | F)[] | Ack | ErrorFrame>([
    ...commands.map((frame) => run(frame, requests.commands, () => requests.command(frame))),
    ...signals.map((frame) =>
      run(frame, requests.signals, async () => {
        const answers: F[] = [];
        await requests.signal(frame, (answer) => answers.push(answer));
        return answers;
      }),
    ),
  ]);
  return { results: results.flat() };
}
