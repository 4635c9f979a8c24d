import { REASON_MAX_CHARS, type AddressBlock, type OperatorCommand, type OperatorRef, type VisitorBlock } from '../../protocol/index.ts';
import { addressOfKey, blockedRange, isSpecialAddress, parseAddress, type Address } from '../access/addresses.ts';
import { CommandError } from '../command-error.ts';
import { addBlock } from '../store/blocks.ts';
import { findChat } from '../store/chats.ts';
import { findActiveSession, type SessionRow } from '../store/sessions.ts';
import { raiseGateVersion } from '../store/sites.ts';
import { findVisitor, recentAddresses } from '../store/visitors.ts';
import { cleanText } from '../input/text-from-outside.ts';
import { isHit, type BlockTarget } from '../hub/pending-blocks.ts';
import type { Services } from '../services.ts';
import type { Db } from '../store/schema.ts';
import type { CommandContext } from './command-context.ts';

/** `visitor.block`: S7–S9. */
export async function blockVisitor(context: CommandContext, operator: OperatorRef, command: VisitorBlock): Promise<{ block: string }> {
  const { tx, siteId } = context;
  const reason = checkReason(command.reason);
  const visitor = await findVisitor(tx, siteId, command.visitor);
  const chat = command.chat === null ? null : await findChat(tx, siteId, command.chat);
  if (!visitor || (command.chat !== null && chat?.visitor_id !== visitor.id)) throw new CommandError('not_found');
  const addresses: Address[] = [];
  if (command.blockAddress) {
    const current = checkAddress(context, visitor.address ?? '', command.confirmAddress);
    addresses.push(current, ...(await furtherAddresses(context.services, tx, visitor, context.now)));
  }
  return apply(context, operator, { visitorId: visitor.id, addresses }, reason, chat?.id ?? null);
}

/** `address.block`: an address typed in the block list (S7). */
export async function blockAddress(context: CommandContext, operator: OperatorRef, command: AddressBlock): Promise<{ block: string }> {
  const reason = checkReason(command.reason);
  return apply(
    context,
    operator,
    { visitorId: null, addresses: [checkAddress(context, command.address, command.confirmAddress)] },
    reason,
    null,
  );
}

/** A person has an IPv4 and an IPv6 address, and others on the way to work. A block covers the addresses of this period (F4). */
const COVERED_MS = 24 * 3_600_000;

/** Other addresses the visitor uses now or used lately. Shared and private ranges are left out, as nobody has confirmed them. */
export async function furtherAddresses(
  { hub, config }: Pick<Services, 'hub' | 'config'>,
  db: Db,
  visitor: { id: string; site_id: string; address_key: string | null },
  now: number,
): Promise<Address[]> {
  const keys = new Set(await recentAddresses(db, visitor.id, now - COVERED_MS));
  for (const { addressKey } of hub.ofVisitor(visitor.site_id, visitor.id)) if (addressKey !== null) keys.add(addressKey);
  keys.delete(visitor.address_key ?? '');
  return [...keys].flatMap((key) => addressOfKey(key) ?? []).filter((address) => !isSpecialAddress(address, config.trustedProxies));
}

/** The target of a block, as far as the command itself names it. It is known even when the database does not answer. */
export function targetOf(siteId: string, command: OperatorCommand): BlockTarget | null {
  if (command.type === 'visitor.block') return { siteId, visitorId: command.visitor, addressKeys: [] };
  if (command.type === 'address.block') return { siteId, visitorId: null, addressKeys: [parseAddress(command.address)?.key ?? []].flat() };
  return null;
}

/** A reason has 1–500 characters, and at least one of them is visible (S8). */
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

/** An address that many people share is blocked only if the operator has typed it again to confirm (B3). */
function checkAddress(context: CommandContext, text: string, confirmation: string | undefined): Address {
  const address = parseAddress(text);
  if (!address)
    throw new CommandError('invalid', {
      field: 'address',
      message: text ? `"${text}" is not an IP address.` : 'The address of this visitor is not known.',
    });
  if (isSpecialAddress(address, context.services.config.trustedProxies) && parseAddress(confirmation ?? '')?.key !== address.key)
    throw new CommandError('confirm_address', { field: 'confirmAddress' });
  return address;
}

async function apply(
  context: CommandContext,
  operator: OperatorRef,
  target: { visitorId: string | null; addresses: readonly Address[] },
  reason: string,
  chatId: string | null,
): Promise<{ block: string }> {
  const { tx, siteId, hub } = context;
  const { visitorId, addresses } = target;
  const addressKeys = addresses.map(({ key }) => key);
  // A failing disk must not let a blocked visitor go on, so this is set before anything is written.
  context.blockToHoldOnFailure = { siteId, visitorId, addressKeys };
  const version = await raiseGateVersion(tx, siteId);
  const sessions = await sessionsHit(context, visitorId, addressKeys);
  const own = sessions.find((session) => session.visitor_id === visitorId);
  const source = { operator, chatId, sessionId: own?.id ?? null, seq: own?.last_seq ?? null };
  const block = await addBlock(
    tx,
    siteId,
    { visitorId, addresses: addresses.map((address) => ({ ...address, range: blockedRange(address) })) },
    reason,
    source,
    context.now,
  );
  for (const session of sessions) await context.endSession(session, 'block');
  if (visitorId !== null) context.touchVisitor(visitorId);
  context.touchBlockList();
  context.afterPublish(() => {
    hub.hide(siteId, version, (connection) => isHit({ visitorId, addressKeys }, connection));
    context.services.security.note('block', { outcome: 'ok', actor: operator.id, target: visitorId ?? undefined, address: addressKeys[0] });
  });
  return { block: block.id };
}

/**
 * Active sessions that the block ends: the visitor's own, and those of every visitor who is at one of the addresses now. A
 * visitor who used such an address earlier and has left it goes on from wherever they are (F4).
 */
async function sessionsHit(
  { tx, hub, siteId }: CommandContext,
  visitorId: string | null,
  addressKeys: readonly string[],
): Promise<SessionRow[]> {
  const ids = new Set(hub.visitorsAtAddress(siteId, addressKeys));
  if (visitorId !== null) ids.add(visitorId);
  const sessions: SessionRow[] = [];
  for (const id of ids) {
    const session = await findActiveSession(tx, id);
    if (session) sessions.push(session);
  }
  return sessions;
}
