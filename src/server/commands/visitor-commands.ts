import type { Ack, VisitorCommand, VisitorIdentify } from '../../protocol/index.ts';
import { CommandError } from '../command-error.ts';
import { provePerson, type Person } from '../access/identity-proof.ts';
import type { Services } from '../services.ts';
import { readIdentityKeys } from '../store/identity-keys.ts';
import { visitorCommands } from '../input/validation.ts';
import type { Admission } from './admission.ts';
import { endSession } from './end-session.ts';
import { identifyVisitor } from './identify-visitor.ts';
import { logoutVisitor } from './logout-visitor.ts';
import { rateSession } from './rate-session.ts';
import { sendMessage } from './send-message.ts';
import { updateVisitor } from './update-visitor.ts';
import type { Frame } from '../input/frame.ts';
import { runCommand } from './run-command.ts';
import { admitVisitor, type Caller } from './visitor-caller.ts';
import type { CommandContext } from './command-context.ts';

/** The visitor who sends a command, and the rate limits they are under. */
export interface VisitorSender extends Caller {
  readonly admission: Admission;
}

/** Values beside the transaction: the proof, checked before it, and the new token, which the answer carries but nobody may store. */
interface Aside {
  readonly person: Person | CommandError | null;
  newToken?: string;
}

/** Checks and runs a visitor's command, however it came: by WebSocket or by HTTP (C8). */
export async function runVisitorCommand(services: Services, sender: VisitorSender, frame: Frame): Promise<Ack> {
  visitorCommands.get(frame.type)?.(frame);
  const command = frame as unknown as VisitorCommand;
  const { siteId, admission } = sender;
  const aside: Aside = { person: command.type === 'visitor.identify' ? await prove(services, siteId, command) : null };
  const outcome = await runCommand(
    services,
    { siteId, admission, command, admit: (tx) => admitVisitor(services, tx, sender, command.cid) },
    (context) => perform(context, sender, command, aside),
  );
  if (command.type !== 'visitor.identify') return { type: 'ack', cid: command.cid, ...outcome };
  const { outcome: merge } = outcome.result as Awaited<ReturnType<typeof identifyVisitor>>;
  if (merge === 'blocked') throw new CommandError('blocked');
  return {
    type: 'ack',
    cid: command.cid,
    dup: outcome.dup,
    result: { outcome: merge, ...(aside.newToken === undefined ? {} : { newToken: aside.newToken }) },
  };
}

/** Runs outside the transaction, as checking a signature takes time. A refusal waits until the command is known to be no replay (C1). */
async function prove({ store, clock }: Services, siteId: string, command: VisitorIdentify): Promise<Person | CommandError> {
  try {
    return await provePerson(command, await readIdentityKeys(store.read, siteId, clock.now()), clock.now());
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

async function perform(context: CommandContext, sender: VisitorSender, command: VisitorCommand, aside: Aside): Promise<unknown> {
  const { visitorId } = sender;
  switch (command.type) {
    case 'message.send':
      return sendMessage(context, sender, command);
    case 'session.end':
      return endSession(context, visitorId, command);
    case 'session.rate':
      return rateSession(context, visitorId, command);
    case 'visitor.update':
      return updateVisitor(context, visitorId, command);
    case 'visitor.logout':
      return logoutVisitor(context, sender);
    case 'visitor.identify': {
      if (aside.person instanceof CommandError) throw aside.person;
      if (!aside.person) throw new Error('the proof was not checked');
      const { newToken, ...stored } = await identifyVisitor(context, sender, aside.person);
      if (newToken !== undefined) aside.newToken = newToken;
      return stored;
    }
  }
}
