import type { EndedBy, SessionEvent, SiteEvent } from '../../protocol/index.ts';
import type { Services } from '../services.ts';
import { findCurrentChat, findLastChat, toChat, toWas, updateChat, type ChatRow } from '../store/chats.ts';
import { insertEvents, type Fact } from '../store/events.ts';
import type { Tx } from '../store/schema.ts';
import { markEnded, takeSeqs, type SessionRow } from '../store/sessions.ts';
import { siteLogOf } from '../store/site-log.ts';
import type { AfterCommit } from '../store/unit-of-work.ts';
import { findVisitor, toVisitor, type VisitorRow } from '../store/visitors.ts';
import type { BlockTarget } from '../hub/pending-blocks.ts';

/**
 * One command's transaction, and the events to publish after it commits. Session events go to the visitor and to the site's
 * log; changed chats and visitors are written to the log once, in their final state.
 */
export class CommandContext {
  readonly services: Services;
  readonly tx: Tx;
  readonly after: AfterCommit;
  readonly siteId: string;
  readonly now: number;
  readonly #siteEvents: SiteEvent[] = [];
  readonly #chats = new Map<string, { chat: ChatRow; before: ChatRow | null }>();
  readonly #sessions = new Map<string, SessionRow>();
  readonly #visitors = new Set<string>();
  readonly #known = new Map<string, VisitorRow>();
  readonly #last: (() => void)[] = [];
  /** A block that must hold even when it cannot be stored. */
  blockToHoldOnFailure: BlockTarget | null = null;

  constructor(services: Services, tx: Tx, after: AfterCommit, siteId: string) {
    this.services = services;
    this.tx = tx;
    this.after = after;
    this.siteId = siteId;
    this.now = services.clock.now();
  }

  get hub() {
    return this.services.hub;
  }

  /** Numbers and stores facts of a session (E1). `toVisitor: false` keeps them from the visitor, who must not learn of a block. */
  async append(
    session: SessionRow,
    chat: ChatRow,
    facts: readonly Fact[],
    options: { toVisitor?: boolean; delivered?: boolean } = {},
  ): Promise<{ session: SessionRow; events: SessionEvent[] }> {
    const updated = await takeSeqs(this.tx, session.id, facts.length, {
      activeAt: this.services.idleClock.ms,
      delivered: options.delivered ?? false,
    });
    const first = updated.last_seq - facts.length + 1;
    const events = facts.map((fact, i) => ({ ...fact, seq: first + i, at: this.now }));
    await insertEvents(this.tx, session.id, chat.id, events);
    for (const event of events) {
      this.#siteEvents.push({ type: 'session.appended', session: session.id, chat: chat.id, event });
      if (options.toVisitor ?? true)
        this.after(() => {
          this.hub.toVisitor(this.siteId, session.visitor_id, { type: 'event', session: session.id, event });
        });
    }
    this.#sessions.set(session.id, updated);
    return { session: updated, events };
  }

  /** Ends a session once and for all; its chat stays listed until an operator closes it. */
  async endSession(session: SessionRow, by: EndedBy): Promise<void> {
    const current = await findCurrentChat(this.tx, session.id);
    const chat = current ?? (await findLastChat(this.tx, session.id));
    if (!chat) throw new Error(`session ${session.id} has no chat`);
    await this.append(session, chat, [{ type: 'session.ended', by }], { toVisitor: by !== 'block' });
    this.#sessions.set(session.id, await markEnded(this.tx, session.id, by, this.now));
    if (current) await this.changeChat(current, { done: 1, last_at: this.now });
  }

  async changeChat(before: ChatRow, change: Parameters<typeof updateChat>[2]): Promise<ChatRow> {
    const chat = await updateChat(this.tx, before.id, change);
    this.touchChat(chat, before);
    return chat;
  }

  /** `before`: the chat as this command found it; null for a chat it has just made. */
  touchChat(chat: ChatRow, before: ChatRow | null): void {
    const known = this.#chats.get(chat.id);
    this.#chats.set(chat.id, { chat, before: known ? known.before : before });
  }

  /** A row that is newer than the one `append` saw. */
  useSessionRow(session: SessionRow): void {
    this.#sessions.set(session.id, session);
  }

  touchVisitor(visitorId: string): void {
    this.#visitors.add(visitorId);
  }

  /** A row this command has read and does not change. */
  useVisitorRow(visitor: VisitorRow): void {
    this.#known.set(visitor.id, visitor);
  }

  /** Runs after this command's events are published: those hold the state before the commit and must not overwrite newer presence. */
  afterPublish(effect: () => void): void {
    this.#last.push(effect);
  }

  touchBlockList(): void {
    this.#siteEvents.push({ type: 'block_list.changed' });
  }

  /** Appends the collected events to the site's log and schedules their fan-out; the last step of a command. */
  async queueEvents(): Promise<void> {
    const { tx, siteId, hub } = this;
    const live = (visitorId: string) => hub.live(siteId, visitorId);
    for (const visitorId of this.#visitors) {
      const visitor = await findVisitor(tx, siteId, visitorId);
      if (visitor) this.#siteEvents.push({ type: 'visitor.changed', visitor: toVisitor(visitor, live(visitorId)) });
    }
    for (const { chat, before } of this.#chats.values()) {
      const session =
        this.#sessions.get(chat.session_id) ??
        (await tx.selectFrom('sessions').selectAll().where('id', '=', chat.session_id).executeTakeFirstOrThrow());
      const visitor = this.#known.get(chat.visitor_id) ?? (await findVisitor(tx, siteId, chat.visitor_id));
      if (visitor)
        this.#siteEvents.push({
          type: 'chat.changed',
          fresh: before === null,
          chat: toChat(chat, session, visitor, live(visitor.id)),
          ...(before && { was: toWas(before) }),
        });
    }
    if (this.#siteEvents.length > 0) {
      const entry = siteLogOf(tx).append(siteId, this.#siteEvents, this.now);
      this.after(() => {
        hub.publish(siteId, entry.numbered);
      });
    }
    for (const effect of this.#last) this.after(effect);
  }
}
