import { REASON_MAX_CHARS, type AddressBlock, type OperatorCommand, type OperatorRef, type VisitorBlock } from '../../../protocol/index.ts';
import { blockedRange, isSpecialAddress, parseAddress, type Address } from '../../addresses.ts';
import { CommandError } from '../../command-error.ts';
import { addBlock } from '../../store/blocks.ts';
import { findChat } from '../../store/chats.ts';
import { findActiveSession, type SessionRow } from '../../store/sessions.ts';
import { raiseGateVersion } from '../../store/sites.ts';
import { findVisitor } from '../../store/visitors.ts';
import { cleanText } from '../../text-from-outside.ts';
import type { BlockTarget } from '../held-blocks.ts';
import type { Work } from '../work.ts';

/** `visitor.block`: S7–S9. */
export async function blockVisitor(work: Work, operator: OperatorRef, command: VisitorBlock): Promise<{ block: string }> {
  const { tx, siteId } = work;
  const reason = checkReason(command.reason);
  const visitor = await findVisitor(tx, siteId, command.visitor);
  const chat = command.chat === null ? null : await findChat(tx, siteId, command.chat);
  if (!visitor || (command.chat !== null && chat?.visitor_id !== visitor.id)) throw new CommandError('not_found');
  const address = command.blockAddress ? checkAddress(work, visitor.address ?? '', command.confirmAddress) : null;
  return apply(work, operator, { visitorId: visitor.id, address }, reason, chat?.id ?? null);
}

/** `address.block`: an address typed in the block list (S7). */
export async function blockAddress(work: Work, operator: OperatorRef, command: AddressBlock): Promise<{ block: string }> {
  const reason = checkReason(command.reason);
  return apply(work, operator, { visitorId: null, address: checkAddress(work, command.address, command.confirmAddress) }, reason, null);
}

/** Whom a command blocks, as far as it says so itself: known also when the database answers nothing. */
export function targetOf(siteId: string, command: OperatorCommand): BlockTarget | null {
  if (command.type === 'visitor.block') return { siteId, visitorId: command.visitor, addressKey: null };
  if (command.type === 'address.block') return { siteId, visitorId: null, addressKey: parseAddress(command.address)?.key ?? null };
  return null;
}

/** 1–500 characters, of which one at least can be seen (S8). */
function checkReason(text: string): string {
  const reason = cleanText(text);
  if (reason === null) throw new CommandError('reason_required', { field: 'reason' });
  if (reason.length > REASON_MAX_CHARS)
    throw new CommandError('too_large', {
      field: 'reason',
      message: `A reason has ${REASON_MAX_CHARS} characters at most; this one has ${reason.length}.`,
    });
  return reason;
}

/** An address many people share is blocked only when it has been typed to confirm (B3). */
function checkAddress(work: Work, text: string, confirmation: string | undefined): Address {
  const address = parseAddress(text);
  if (!address)
    throw new CommandError('invalid', {
      field: 'address',
      message: text ? `"${text}" is no IP address.` : 'The address of this visitor is not known.',
    });
  if (isSpecialAddress(address, work.services.config.trustedProxies) && parseAddress(confirmation ?? '')?.key !== address.key)
    throw new CommandError('confirm_address', { field: 'confirmAddress' });
  return address;
}

async function apply(
  work: Work,
  operator: OperatorRef,
  target: { visitorId: string | null; address: Address | null },
  reason: string,
  chatId: string | null,
): Promise<{ block: string }> {
  const { tx, siteId, hub } = work;
  const { visitorId, address } = target;
  // A disk that fails must not let anybody go on who has been blocked. Said before anything is written.
  work.held = { siteId, visitorId, addressKey: address?.key ?? null };
  const version = await raiseGateVersion(tx, siteId);
  const sessions = await sessionsHit(work, visitorId, address);
  const own = sessions.find((session) => session.visitor_id === visitorId);
  const source = { operator, chatId, sessionId: own?.id ?? null, seq: own?.last_seq ?? null };
  const block = await addBlock(
    tx,
    siteId,
    { visitorId, address: address && { ...address, range: blockedRange(address) } },
    reason,
    source,
    work.now,
  );
  for (const session of sessions) await work.endSession(session, 'block');
  if (visitorId !== null) work.touchVisitor(visitorId);
  work.touchBlockList();
  work.afterNews(() => {
    hub.hide(
      siteId,
      version,
      (connection) =>
        (visitorId !== null && connection.visitorId === visitorId) || (address !== null && connection.addressKey === address.key),
    );
  });
  return { block: block.id };
}

/** Active sessions that the block ends: the visitor's own and those of everybody at the address. */
async function sessionsHit(work: Work, visitorId: string | null, address: Address | null): Promise<SessionRow[]> {
  const own = visitorId === null ? null : await findActiveSession(work.tx, visitorId);
  if (!address) return own ? [own] : [];
  const shared = await work.tx
    .selectFrom('sessions')
    .innerJoin('visitors', 'visitors.id', 'sessions.visitor_id')
    .selectAll('sessions')
    .where('visitors.site_id', '=', work.siteId)
    .where('visitors.address_key', '=', address.key)
    .where('sessions.status', '=', 'active')
    .execute();
  return own && !shared.some((session) => session.id === own.id) ? [own, ...shared] : shared;
}
