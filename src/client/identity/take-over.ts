import type { Conversation } from '../conversation.ts';
import { entriesOf } from '../outbox/entry.ts';
import { SiteStore } from '../storage/site-store.ts';
import type { ClientContext } from '../client-context.ts';
import { formerName, readToken } from './cookie.ts';
import { writeToken } from './cookie-jar.ts';

/** A page that was open during the upgrade still has the former widget, which looks for its cookie. */
const LEFT_S = 7 * 86_400;

/**
 * The server has greeted the token that lies under the former name: what lies there is this visitor's, and moves to the name of
 * today. Returns what becomes a draft.
 */
export async function takeOver(all: ClientContext & { readonly conversation: Conversation }): Promise<string[]> {
  const { identity, store, clock, options, conversation } = all;
  const name = formerName(options.site);
  const waiting = entriesOf(await new SiteStore(name, clock).peek('outbox'));
  // What this page wrote meanwhile comes after it.
  const moved = await store.update('outbox', (now) => {
    const here = entriesOf(now);
    return [...waiting.filter(({ cid }) => here.every((entry) => entry.cid !== cid)), ...here];
  });
  const token = readToken(name);
  // Not removed: the former widget would take it for the visitor's own wish.
  if (token !== null && token === identity.token) writeToken(name, token, LEFT_S);
  await identity.own();
  try {
    if (moved) indexedDB.deleteDatabase(name);
  } catch {
    // Refused where site data is blocked.
  }
  return conversation.outbox.load(identity.owner);
}
