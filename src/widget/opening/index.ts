import { ChatClient } from '../../client/index.ts';
import { formerName, keptName } from '../../client/identity/cookie.ts';
import { forgetStored } from '../../client/identity/forget.ts';
import { LiveChat } from '../live/live-chat.ts';
import type { ClientModule } from '../parts.ts';
import { Opening } from './opening.ts';

export const start: ClientModule['start'] = async (shell) => {
  // Evaluation, styles and creation in one task would be a long task.
  await new Promise((done) => setTimeout(done));
  shell.signal.throwIfAborted();
  return new Opening(shell, new LiveChat(shell, new ChatClient(shell.options)));
};

export function forget(server: string, site: string): void {
  for (const name of [keptName(server, site), formerName(site)]) forgetStored(name);
}
