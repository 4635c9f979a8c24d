import { CLOSE, type VisitorIdentifyResult } from '../../protocol/index.ts';
import type { Person } from '../access/identity-proof.ts';
import { absorbVisitor } from '../store/merge.ts';
import { findActiveSession } from '../store/sessions.ts';
import { raiseGateVersion } from '../store/sites.ts';
import { addToken, moveTokens, revokeFamily } from '../store/visitor-tokens.ts';
import { addAnonymous, findVisitor, findVisitorByPerson, leavePage, updateProfile, type VisitorRow } from '../store/visitors.ts';
import { mintToken } from '../access/tokens.ts';
import type { Caller } from './visitor-caller.ts';
import { pageAfter } from '../hub/visitor-hello.ts';
import { CLOSED } from '../store/schema.ts';
import type { CommandContext } from './command-context.ts';

/** `blocked`: the person is blocked, so the widget is hidden now. The outcome is stored, and answered as the error of that name. */
export type IdentifyOutcome = VisitorIdentifyResult['outcome'] | 'blocked';

/**
 * `visitor.identify`: the visitor is a person the site vouches for. Someone who planted the old token in this browser must not
 * get in with it afterwards. So it is revoked here, in all tabs, and only the connection that brought the proof gets the new one.
 */
export async function identifyVisitor(
  context: CommandContext,
  caller: Caller,
  person: Person,
): Promise<{ outcome: IdentifyOutcome; newToken?: string }> {
  const { tx, siteId, now } = context;
  const own = await findVisitor(tx, siteId, caller.visitorId);
  if (!own) throw new Error(`visitor ${caller.visitorId} is gone`);
  const known = await findVisitorByPerson(tx, siteId, person.id);
  if (known?.id === own.id) {
    await noteProfile(context, known, person);
    // This token was made when the visitor was identified: pages may identify at every load without losing their other tabs.
    return { outcome: 'same' };
  }
  if (known && Number(known.blocked) > 0) return hide(context, caller, own, known);

  const { outcome, into } = await join(context, own, known, person);
  await noteProfile(context, into, person, own);
  await revokeFamily(tx, caller.family, now);
  const newToken = mintToken();
  await addToken(tx, { id: into.id, siteId }, newToken, now);
  context.after(() => {
    // One turn later: other commands share this commit, and their answers leave first.
    setImmediate(() => {
      for (const connection of [...context.hub.ofFamily(siteId, caller.family)]) {
        if (connection === caller.connection) continue;
        connection.send({ type: 'identity' });
        connection.close(CLOSE.tokenUnknown);
      }
    });
  });
  return { outcome, newToken };
}

/** Decides which visitor this browser is from now on. Two persons are never merged: a browser that was another person's leaves them behind. */
async function join(
  context: CommandContext,
  own: VisitorRow,
  known: VisitorRow | null,
  person: Person,
): Promise<{ outcome: VisitorIdentifyResult['outcome']; into: VisitorRow }> {
  const { tx, siteId, now } = context;
  if (!known) {
    if (own.person_id === null) {
      await updateProfile(tx, own.id, { person_id: person.id });
      return { outcome: 'became', into: own };
    }
    const id = await addAnonymous(tx, siteId, now);
    await updateProfile(tx, id, { person_id: person.id });
    const into = await findVisitor(tx, siteId, id);
    if (!into) throw new Error('a visitor that was just made is gone');
    return { outcome: 'switched', into };
  }
  if (own.person_id !== null) return { outcome: 'switched', into: known };

  const mine = await findActiveSession(tx, own.id);
  const isMerged = mine !== null && (await findActiveSession(tx, known.id)) !== null;
  if (isMerged) await context.endSession(mine, 'merged');
  await absorb(context, own, known);
  if (!mine) return { outcome: 'switched', into: known };
  if (isMerged) return { outcome: 'merged', into: known };
  const moved = await findActiveSession(tx, known.id);
  if (moved) {
    const page = await pageAfter(tx, moved, 0);
    context.after(() => {
      context.hub.toVisitor(siteId, known.id, { type: 'events', page });
    });
  }
  return { outcome: 'moved', into: known };
}

/**
 * The person is blocked, and so is every browser that proves to be theirs: what the visitor did before identifying now
 * belongs to the blocked person (B4, S9).
 */
async function hide(context: CommandContext, caller: Caller, own: VisitorRow, known: VisitorRow): Promise<{ outcome: 'blocked' }> {
  const { tx, siteId, hub } = context;
  // The token stays valid and leads to the blocked person: without it the next visit would be a new visitor's.
  await moveTokens(tx, caller.family, known.id);
  if (own.person_id === null) {
    const session = await findActiveSession(tx, own.id);
    if (session) await context.endSession(session, 'block');
    await absorb(context, own, known);
  }
  const version = await raiseGateVersion(tx, siteId);
  context.touchVisitor(known.id);
  context.afterPublish(() => {
    hub.changeVisitor(siteId, caller.family, known.id);
    hub.hide(siteId, version, (connection) => connection.family === caller.family);
  });
  return { outcome: 'blocked' };
}

async function absorb(context: CommandContext, own: VisitorRow, known: VisitorRow): Promise<void> {
  const { tx, siteId, now } = context;
  await leavePage(tx, own.id, now);
  const open = await tx.selectFrom('chats').select('id').where('visitor_id', '=', own.id).where('status', '<>', CLOSED).execute();
  await absorbVisitor(tx, siteId, own.id, known.id);
  for (const { id } of open) {
    const chat = await tx.selectFrom('chats').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    context.useSessionRow(await tx.selectFrom('sessions').selectAll().where('id', '=', chat.session_id).executeTakeFirstOrThrow());
    // The chat's visitor has changed; its status and counts have not.
    context.touchChat(chat, chat);
  }
}

/**
 * Name and e-mail. Signed values replace the earlier ones, and a profile is verified as a whole: values the visitor typed
 * do not stay beside signed ones. Without signed values the visitor keeps those they typed before they were identified.
 */
async function noteProfile(
  context: CommandContext,
  visitor: VisitorRow,
  person: Person,
  stranger: VisitorRow | null = null,
): Promise<void> {
  const isSigned = person.name !== undefined || person.email !== undefined;
  const said = stranger?.person_id === null ? stranger : null;
  const profile = isSigned
    ? {
        name: person.name ?? (visitor.verified === 1 ? visitor.name : null),
        email: person.email ?? (visitor.verified === 1 ? visitor.email : null),
        verified: 1,
      }
    : visitor.verified === 1
      ? { name: visitor.name, email: visitor.email, verified: 1 }
      : { name: visitor.name ?? said?.name ?? null, email: visitor.email ?? said?.email ?? null, verified: 0 };
  context.touchVisitor(visitor.id);
  if (profile.name === visitor.name && profile.email === visitor.email && profile.verified === visitor.verified) return;
  await updateProfile(context.tx, visitor.id, profile);
  context.after(() => {
    context.hub.toVisitor(context.siteId, visitor.id, {
      type: 'profile',
      visitor: { name: profile.name, email: profile.email, verified: profile.verified === 1 },
    });
  });
}
