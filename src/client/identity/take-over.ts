import type { Conversation } from '../conversation/conversation.ts';
import { entriesOf } from '../outbox/entry.ts';
import { BrowserStore } from '../../link/browser-store.ts';
import type { ClientContext } from '../client-context.ts';
import { formerName, readToken } from './cookie.ts';
import { writeToken } from './cookie-jar.ts';

/** A page that was open during the upgrade still runs the former widget, which looks for its cookie. */
const LEFT_S = 7 * 86_400;

/**
 * The server has accepted the token stored under the former name. So everything there is this visitor's and moves to the
 * present name. Returns the texts that become a draft.
 */
export async function takeOver(all: ClientContext & { readonly conversation: Conversation }): Promise<string[]> {
  const { identity, store, clock, options, conversation } = all;
  const name = formerName(options.site);
  const waiting = entriesOf(await new BrowserStore(name, clock).peek('outbox'));
  // Messages that this page wrote meanwhile come after it.
  const moved = await store.update('outbox', (now) => {
    const here = entriesOf(now);
    return [...waiting.filter(({ cid }) => here.every((entry) => entry.cid !== cid)), ...here];
  });
  const token = readToken(name);
  // The cookie is not removed: the former widget would think that the visitor had cleared it.
  if (token !== null && token === identity.token) writeToken(name, token, LEFT_S);
  await identity.own();
  try {
    if (moved) indexedDB.deleteDatabase(name);
  } catch {
    // The browser refuses this where site data is blocked.
  }
  return conversation.outbox.load(identity.owner);
}
