import { COMMANDS_PER_REQUEST, type Ack, type ErrorFrame } from '../../protocol/index.ts';
import { CommandError, frameOfError, refusalOf } from '../command-error.ts';
import type { Admission } from '../commands/admission.ts';
import type { Frame } from '../input/frame.ts';
import type { Services } from '../services.ts';

/** What somebody may ask for in a request, and how it is done. */
export interface Requests<F> {
  readonly admission: Admission;
  readonly commands: { has(type: string): boolean };
  readonly signals: { has(type: string): boolean };
  command(frame: Frame): Promise<Ack>;
  /** `send` answers those that have an answer. */
  signal(frame: Frame, send: (frame: F) => void): Promise<void>;
  /** Hears of each refusal. */
  refused?(refusal: CommandError): void;
}

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
 * of signals those are answered that have an answer or are refused.
 */
export async function runRequests<F>(
  services: Services,
  body: Readonly<Record<string, unknown>>,
  requests: Requests<F>,
): Promise<{ results: (Ack | ErrorFrame | F)[] }> {
  const commands = framesIn(body, 'commands');
  const signals = framesIn(body, 'signals');
  const run = async <T>(frame: Frame, known: { has(type: string): boolean }, deed: () => Promise<T>): Promise<T | ErrorFrame> => {
    try {
      requests.admission.frame(frame);
      if (!known.has(frame.type)) throw new CommandError('unknown_command');
      return await deed();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== error) services.log.error({ err: error }, 'a command could not be handled');
      if (refusal) requests.refused?.(refusal);
      return frameOfError(error, typeof frame.cid === 'string' ? frame.cid : undefined);
    }
  };
  // Together, so that they share a commit; the unit of work takes them in this order.
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
