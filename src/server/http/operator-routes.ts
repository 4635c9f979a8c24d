import Bowser from 'bowser';
import type { FastifyInstance } from 'fastify';
import { fold, inboxCursor, inboxPosition, LIST_PAGE_MAX, NEWEST_PER_PAGE, parseInboxCursor } from '../../protocol/index.ts';
import type { AddressCheck, BlockHistory, BlockList, Chat, Inbox, SettingNotices, Thread, VisitorDetails } from '../../protocol/index.ts';
import { blockedRange, isSpecialAddress, parseAddress } from '../access/addresses.ts';
import { CommandError } from '../command-error.ts';
import { furtherAddresses } from '../commands/block.ts';
import type { Services } from '../services.ts';
import { blockHistory, findBlock, listBlocks, loadBlock } from '../store/blocks.ts';
import { findChat, listPreviousChats, listSessionChats, loadChat } from '../store/chats.ts';
import { eventsBefore } from '../store/events.ts';
import { findActiveSession } from '../store/sessions.ts';
import { currentGseq } from '../store/site-log.ts';
import { countInbox, listInbox } from '../store/inbox.ts';
import { countSharing, findVisitor, listPages, toVisitor } from '../store/visitors.ts';
import { blockCursor, cursorOf, limitOf, oneOf, parseBlockCursor, wordsOf } from './list-query.ts';
import { requireSite } from '../access/operator-guard.ts';

const READS = { reads: true } as const;

/** Routes the dashboard reads from. Every change goes through commands on the WebSocket. */
export function operatorRoutes(app: FastifyInstance, services: Services): void {
  const { store, hub, config, clock, unitOfWork } = services;
  const db = store.read;
  const refusedAt = (keys: readonly string[]) => {
    const refused = services.addresses.refusedAt(keys);
    return refused ? { refused } : {};
  };
  const live = (siteId: string) => (visitorId: string) => hub.live(siteId, visitorId);

  app.get('/v1/sites/:site/inbox', async (request): Promise<Inbox> => {
    const { siteId, operator } = await requireSite(services, request);
    const query = request.query as Record<string, unknown>;
    const words = wordsOf(query['search']);
    const asked = {
      tab: oneOf(query, 'tab', ['all', 'unassigned', 'mine']),
      filter: oneOf(query, 'filter', ['none', 'unread', 'ended']),
      words,
      onPage: words === '' ? [] : hub.visitorsAt(siteId, (url) => fold(url).includes(words), LIST_PAGE_MAX),
      operatorId: operator.id,
      after: cursorOf(query['after'], parseInboxCursor),
      limit: limitOf(query['limit']),
    };
    // Read in the unit of work, so that the list, its counts and its gseq belong to the same moment.
    return unitOfWork.run(async (tx) => {
      const { chats, more } = await listInbox(tx, siteId, asked, live(siteId));
      const last = chats.at(-1);
      return {
        epoch: services.epoch,
        gseq: await currentGseq(tx, siteId),
        chats,
        next: more && last ? inboxCursor(inboxPosition(last, operator.id)) : null,
        counts: await countInbox(tx, siteId, operator.id),
      };
    }, READS);
  });

  app.get('/v1/sites/:site/chats/:chat', async (request): Promise<Thread> => {
    const { siteId } = await requireSite(services, request);
    const { chat: id } = request.params as { chat: string };
    const before = Number((request.query as { before?: string }).before ?? Number.MAX_SAFE_INTEGER);
    if (!Number.isSafeInteger(before))
      throw new CommandError('invalid', { field: 'before', message: '"before" is a seq: a whole number.' });
    return unitOfWork.run(async (tx) => {
      const row = await findChat(tx, siteId, id);
      if (!row) throw new CommandError('not_found');
      const events = await eventsBefore(tx, row.session_id, before, NEWEST_PER_PAGE);
      const chats: Chat[] = [];
      for (const chat of await listSessionChats(tx, row.session_id)) chats.push(await loadChat(tx, chat, live(siteId)));
      return { chat: await loadChat(tx, row, live(siteId)), chats, events, more: (events[0]?.seq ?? 1) > 1 };
    }, READS);
  });

  app.get('/v1/sites/:site/visitors/:visitor', async (request): Promise<VisitorDetails> => {
    const { siteId } = await requireSite(services, request);
    const row = await findVisitor(db, siteId, (request.params as { visitor: string }).visitor);
    if (!row) throw new CommandError('not_found');
    const agent = row.user_agent ? Bowser.parse(row.user_agent) : null;
    const address = row.address === null ? null : parseAddress(row.address);
    const further = address === null ? [] : await furtherAddresses(services, db, row, clock.now());
    const keys = [address, ...further].flatMap((one) => one?.key ?? []);
    const current = await findActiveSession(db, row.id);
    const previous = await listPreviousChats(db, row.id, current?.id ?? null);
    return {
      visitor: toVisitor(row, hub.live(siteId, row.id)),
      browser: label(agent?.browser.name, agent?.browser.version?.split('.')[0]),
      system: label(agent?.os.name, undefined),
      address: address?.text ?? null,
      addressIsSpecial: address !== null && isSpecialAddress(address, config.trustedProxies),
      ...(further.length > 0 ? { furtherAddresses: further.map(blockedRange) } : {}),
      sharedWith: await countSharing(db, siteId, keys, row.id, clock.now()),
      ...refusedAt(keys),
      firstSeenAt: row.created_at,
      pages: await listPages(db, row.id),
      previousChats: previous.map((chat) => ({ id: chat.id, createdAt: chat.created_at, preview: chat.preview ?? '' })),
    };
  });

  app.get('/v1/sites/:site/blocks', async (request): Promise<BlockList> => {
    const { siteId } = await requireSite(services, request);
    const query = request.query as Record<string, unknown>;
    const words = wordsOf(query['search']);
    const after = cursorOf(query['after'], parseBlockCursor);
    const { blocks, more, total } = await listBlocks(db, siteId, { words, after, limit: limitOf(query['limit']) });
    const last = blocks.at(-1);
    return {
      blocks,
      next: more && last ? blockCursor(last) : null,
      ...(total !== null && { total }),
    };
  });

  app.get('/v1/sites/:site/blocks/:block/history', async (request): Promise<BlockHistory> => {
    const { siteId } = await requireSite(services, request);
    await services.blockedAttempts.flush(services);
    const row = await findBlock(db, siteId, (request.params as { block: string }).block);
    if (!row) throw new CommandError('not_found');
    return {
      block: row.active === 1 ? await loadBlock(db, row.id) : null,
      entries: await blockHistory(db, row),
      ...(row.refused_at === null ? {} : { refused: { count: row.refused, lastAt: row.refused_at } }),
    };
  });

  app.get('/v1/sites/:site/notices', async (request): Promise<SettingNotices> => {
    const { siteId, operator } = await requireSite(services, request);
    if (operator.role !== 'admin') throw new CommandError('forbidden');
    return { notices: services.notices.of(siteId).map(({ siteId: _, ...notice }) => notice) };
  });

  app.get('/v1/sites/:site/addresses', async (request): Promise<AddressCheck> => {
    const { siteId } = await requireSite(services, request);
    const address = parseAddress((request.query as { address?: string }).address ?? '');
    if (!address) return { address: null, special: false, visitors: 0 };
    return {
      address: address.text,
      special: isSpecialAddress(address, config.trustedProxies),
      visitors: await countSharing(db, siteId, [address.key], null, clock.now()),
      ...refusedAt([address.key]),
    };
  });
}

const label = (name: string | undefined, version: string | undefined) => (name ? [name, version].filter(Boolean).join(' ') : null);
