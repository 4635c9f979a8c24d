import {
  EVENTS_PER_PAGE,
  NEWEST_PER_PAGE,
  PING_VISIBLE_MS,
  type EventPage,
  type VisitorHello,
  type VisitorWelcome,
} from '../../protocol/index.ts';
import type { Services } from '../services.ts';
import { gate } from '../store/blocks.ts';
import { eventsAfter, eventsBefore, operatorBefore } from '../store/events.ts';
import { hasSeenSession } from '../store/lives.ts';
import type { Db, Tx } from '../store/schema.ts';
import { findActiveSession, findOwnSession, toSession, type SessionRow } from '../store/sessions.ts';
import { addVisitor, findVisitor, notePage, noteVisit, type RequestSource } from '../store/visitors.ts';
import { findToken, useToken } from '../store/visitor-tokens.ts';
import { mintToken } from '../access/tokens.ts';
import { mayStorePage } from '../commands/admission.ts';

/** The answer to a hello. `unknown`: the token belongs to no visitor. `limbo`: the gate is shut, or the client only watches it. */
export type HelloOutcome =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'limbo';
      readonly visitorId: string | null;
      readonly family: string | null;
      readonly show: boolean;
      readonly version: number;
    }
  | { readonly kind: 'welcome'; readonly visitorId: string; readonly family: string; readonly frame: VisitorWelcome };

/** Window for the first reconnect after an unclean close: two milliseconds a connection, between 1 s and 20 s (R6). */
export const stormMs = (connections: number) => Math.min(20_000, Math.max(1000, connections * 2));

/** Decides a hello inside a transaction (R1–R3); makes the visitor when there is no token and the client wants to chat. */
export async function answerHello(
  services: Services,
  tx: Tx,
  siteId: string,
  hello: VisitorHello,
  origin: RequestSource,
): Promise<HelloOutcome> {
  const { hub, clock } = services;
  const now = clock.now();
  const token = hello.token === undefined ? null : await findToken(tx, siteId, hello.token, now);
  if (hello.token !== undefined && token === null) return { kind: 'unknown' };
  const known = token?.visitor_id ?? null;
  const state = await gate(tx, services.pendingBlocks, siteId, known, origin.address);
  if (!state.show || hello.watch) return { kind: 'limbo', visitorId: known, family: token?.family ?? null, ...state };

  const newToken = token ? await useToken(tx, token, now) : mintToken();
  const { id: visitorId, family } = token
    ? { id: token.visitor_id, family: token.family }
    : await addVisitor(tx, siteId, newToken ?? '', now, origin);
  const visitor = token && (await findVisitor(tx, siteId, visitorId));
  if (visitor) await noteVisit(tx, visitor, origin, now);
  if (hello.page) await notePage(tx, visitorId, hello.page, now, () => token === null || mayStorePage(services, visitorId));
  const { sessions, reset } = token
    ? await sessionsAfter(tx, visitorId, hello, services.epoch)
    : { sessions: [], reset: hello.cursor !== undefined };
  return {
    kind: 'welcome',
    visitorId,
    family,
    frame: {
      type: 'welcome',
      epoch: services.epoch,
      gate: state,
      ...(newToken === null ? {} : { newToken }),
      visitor: { name: visitor?.name ?? null, email: visitor?.email ?? null, verified: visitor?.verified === 1 },
      reset,
      sessions,
      availability: hub.availability(siteId),
      pingMs: PING_VISIBLE_MS,
      stormMs: stormMs(hub.connections),
    },
  };
}

/** The events the client has missed: the rest of the session it knows, then the active session (R2, R3). */
async function sessionsAfter(
  db: Db,
  visitorId: string,
  hello: VisitorHello,
  epoch: string,
): Promise<{ sessions: EventPage[]; reset: boolean }> {
  const active = await findActiveSession(db, visitorId);
  const { cursor } = hello;
  const known = cursor ? await findOwnSession(db, visitorId, cursor.session) : null;
  const reset =
    cursor !== undefined &&
    // The visitor must not see that a block ended their session (B4), so they start afresh.
    (known === null ||
      cursor.seq > known.last_seq ||
      known.ended_by === 'block' ||
      (hello.epoch !== undefined && hello.epoch !== epoch && !(await hasSeenSession(db, hello.epoch, cursor))));
  const sessions: EventPage[] = [];
  if (known && cursor && !reset && known.id !== active?.id) sessions.push(await pageAfter(db, known, cursor.seq));
  if (active && !reset && cursor && known?.id === active.id) sessions.push(await pageAfter(db, active, cursor.seq));
  else if (active) sessions.push(await (hello.newest ? newestPage(db, active) : pageAfter(db, active, 0)));
  return { sessions, reset };
}

/** One page of a session's events after a cursor. */
export async function pageAfter(db: Db, session: SessionRow, after: number): Promise<EventPage> {
  const events = await eventsAfter(db, session.id, after);
  return { session: toSession(session), events, more: (events.at(-1)?.seq ?? after) < session.last_seq };
}

/** One page of a session's events before a seq; `more` says whether there are earlier ones. */
export async function pageBefore(db: Db, session: SessionRow, before: number): Promise<EventPage> {
  const events = await eventsBefore(db, session.id, before);
  return { session: toSession(session), events, more: (events[0]?.seq ?? 1) > 1 };
}

/** The page a thread opens with (L3): its end, with as many of the visitor's unread messages as one page carries. */
async function newestPage(db: Db, session: SessionRow): Promise<EventPage> {
  const unread = session.last_seq - session.read_by_visitor;
  const events = await eventsBefore(db, session.id, session.last_seq + 1, Math.min(EVENTS_PER_PAGE, Math.max(NEWEST_PER_PAGE, unread)));
  const first = events[0]?.seq ?? 1;
  return {
    session: toSession(session),
    events,
    more: false,
    ...(first > 1 && { operator: await operatorBefore(db, session.id, first) }),
  };
}
