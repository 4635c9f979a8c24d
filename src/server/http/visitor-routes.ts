import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  FRAME_MAX_BYTES,
  type EventPage,
  type EventsFrame,
  type Gate,
  type VisitorCommandsAnswer,
  type VisitorConfig,
  type VisitorHello,
  type VisitorHidden,
  type VisitorPollAnswer,
} from '../../protocol/index.ts';
import type { Address } from '../access/addresses.ts';
import { CommandError, refusalOf } from '../command-error.ts';
import { Admissions } from '../commands/admission.ts';
import type { Caller } from '../commands/visitor-caller.ts';
import { runVisitorCommand } from '../commands/visitor-commands.ts';
import { pageAfter, pageBefore } from '../hub/visitor-hello.ts';
import { VisitorPolls } from '../hub/visitor-poll.ts';
import { HTTP_SIGNALS, runVisitorSignal } from '../hub/visitor-signals.ts';
import { languageOf, launcherTexts } from '../launcher-texts.ts';
import type { Services } from '../services.ts';
import { gate } from '../store/blocks.ts';
import { findActiveSession, findOwnSession } from '../store/sessions.ts';
import { findSite, welcomeIn, type SiteRecord } from '../store/sites.ts';
import { confirmToken, findToken, type TokenRow } from '../store/visitor-tokens.ts';
import { checkProtocol, checkVisitorHello, visitorCommands } from '../input/validation.ts';
import { runRequests } from './command-request.ts';
import { goneSignal } from './gone.ts';
import { addressOf, requireSiteOrigin } from '../access/site-origin.ts';
import { bodyOf, takeText, type Body } from './text-body.ts';

/** The result of the checks that run before a visitor route. */
interface Visit {
  readonly site: SiteRecord;
  readonly visitorId: string | null;
  /** The token's family; null without a live token. */
  readonly family: string | null;
  readonly address: Address | null;
  readonly gate: Gate;
}

type Query = Readonly<Record<string, string | undefined>>;

/** How long browsers remember the answer to a preflight, in seconds. */
const PREFLIGHT_MAX_AGE = '7200';

/**
 * Routes that visitors' pages call. Each is registered through `route` or `postRoute`, which check the origin and the gate
 * first (B1). A hidden visitor gets the same small body from all of them, whatever the block (B4). Cookies are not read here,
 * so a foreign page can do nothing in a visitor's name.
 */
export function visitorRoutes(app: FastifyInstance, services: Services): void {
  const { store, hub, clock, unitOfWork } = services;

  /** The live token's row; its first use counts over HTTP too. */
  async function tokenOf(siteId: string, token: string): Promise<TokenRow | null> {
    const row = await findToken(store.read, siteId, token, clock.now());
    if (row?.used_at === null)
      await unitOfWork
        .run((tx) => confirmToken(tx, row, clock.now()))
        .catch((error: unknown) => {
          // Reading still works while nothing can be stored; the token's next use counts instead.
          if (refusalOf(error)?.retry !== true) throw error;
          services.log.warn({ err: error }, 'the first use of a token could not be noted');
        });
    return row;
  }

  async function enter(request: FastifyRequest): Promise<Visit> {
    // Read before the first await: a socket that is reset meanwhile has no address any more, and without one the gate
    // cannot decide.
    const peer = request.socket.remoteAddress;
    if (peer === undefined) throw new CommandError('unavailable');
    const query = request.query as Query;
    const site = await findSite(store.read, query['site'] ?? '');
    if (!site)
      throw new CommandError('unknown_site', { field: 'site', message: `There is no site "${query['site'] ?? ''}" on this server.` });
    // A page of this server sends no Origin with a plain GET. A browser always sends one with a POST, and the token of a
    // POST comes in its body, so no preflight is needed (C7).
    if (request.headers.origin !== undefined || request.method === 'POST') requireSiteOrigin(services, site, request);
    const { token: inBody } = bodyOf(request);
    const token = typeof inBody === 'string' ? inBody : /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const row = token === undefined ? null : await tokenOf(site.id, token);
    const visitorId = row?.visitor_id ?? null;
    const address = addressOf(services, request);
    // A body without a declared length counts as one of the longest.
    if (request.method === 'POST') services.addresses.bytes(address, Number(request.headers['content-length'] ?? FRAME_MAX_BYTES));
    return {
      site,
      visitorId,
      family: row?.family ?? null,
      address,
      gate: await gate(store.read, services.pendingBlocks, site.id, visitorId, address),
    };
  }

  function route<T>(path: string, handle: (visit: Visit, query: Query) => Promise<T>): void {
    allowFrom(path);
    app.get(path, (request) => answer(request, (visit) => handle(visit, request.query as Query)));
  }

  function postRoute<T>(
    path: string,
    handle: (visit: Visit, body: Body, request: FastifyRequest, reply: FastifyReply) => Promise<T>,
  ): void {
    allowFrom(path);
    void app.register((scope, _options, done) => {
      takeText(scope);
      scope.post(path, (request, reply) =>
        answer(request, (visit) => {
          if (services.lifecycle.draining) throw new CommandError('draining');
          return handle(visit, bodyOf(request), request, reply);
        }),
      );
      done();
    });
  }

  /** Answers the preflight of a page whose origin is allowed. */
  function allowFrom(path: string): void {
    app.options(path, async (request, reply) => {
      const site = await findSite(store.read, (request.query as Query)['site'] ?? '');
      if (!site) throw new CommandError('origin_not_allowed');
      requireSiteOrigin(services, site, request);
      return reply
        .header('access-control-allow-headers', 'authorization, content-type')
        .header('access-control-max-age', PREFLIGHT_MAX_AGE)
        .code(204)
        .send();
    });
  }

  async function answer<T>(request: FastifyRequest, handle: (visit: Visit) => Promise<T>): Promise<T | VisitorHidden> {
    const visit = await enter(request);
    if (visit.gate.show) return handle(visit);
    // A poll from a hidden page is no attempt to write (B6, B7).
    if (request.routeOptions.url === '/v1/visitor/commands')
      services.blockedAttempts.note(visit.site.id, visit.visitorId, visit.address?.key ?? null, clock.now());
    return { gate: visit.gate };
  }

  route('/v1/visitor/config', async ({ site, visitorId, gate: state }, query): Promise<VisitorConfig> => {
    const active = visitorId === null ? null : await findActiveSession(store.read, visitorId);
    const lang = languageOf(query['lang'] ?? '') ?? Object.keys(site.welcome)[0] ?? 'en';
    return {
      gate: state,
      launcher: launcherTexts(lang),
      site: welcomeIn(site, lang),
      team: hub
        .team(site.id)
        .slice(0, 3)
        .map(({ id, name }) => ({ id, name })),
      availability: hub.availability(site.id),
      active: active !== null,
    };
  });

  route('/v1/visitor/events', async ({ visitorId }, query): Promise<EventPage> => {
    const session = visitorId === null ? null : await findOwnSession(store.read, visitorId, query['session'] ?? '');
    if (!session || session.ended_by === 'block') throw new CommandError('not_found', { field: 'session' });
    const field = query['before'] === undefined ? 'after' : 'before';
    const seq = Number(query[field] ?? '0');
    if (!Number.isSafeInteger(seq) || seq < 0)
      throw new CommandError('invalid', { field, message: `"${field}" is a seq: a whole number from 0.` });
    return (field === 'before' ? pageBefore : pageAfter)(store.read, session, seq);
  });

  const admissions = new Admissions(services);
  postRoute('/v1/visitor/commands', ({ site, visitorId, family, address }, body): Promise<VisitorCommandsAnswer> => {
    if (visitorId === null || family === null) throw new CommandError('unauthorized');
    const caller: Caller = { siteId: site.id, visitorId, family, address };
    const admission = admissions.of(`v:${visitorId}`);
    return runRequests<EventsFrame>(services, body, {
      admission,
      commands: visitorCommands,
      signals: HTTP_SIGNALS,
      command: (frame) => runVisitorCommand(services, { ...caller, admission }, frame),
      signal: (frame, send) => runVisitorSignal(services, caller, frame, (answer) => send(answer as EventsFrame)),
      refused: ({ code }) => {
        if (code === 'blocked') services.blockedAttempts.note(site.id, visitorId, address?.key ?? null, clock.now());
      },
    });
  });

  const polls = new VisitorPolls(services);
  postRoute('/v1/visitor/poll', async ({ site, visitorId, address }, body, request, reply): Promise<VisitorPollAnswer> => {
    checkProtocol(body);
    checkVisitorHello(body);
    const hello = body as unknown as VisitorHello;
    if (hello.site !== site.key) throw new CommandError('invalid', { field: 'site' });
    if (visitorId !== null) admissions.of(`v:${visitorId}`).frame();
    if (hello.token === undefined && !hello.watch) services.addresses.newcomer(address);
    const origin = { address, userAgent: request.headers['user-agent']?.slice(0, 400) ?? null };
    const begin = (request.query as Query)['begin'] !== undefined;
    return { frames: await polls.poll(site.id, hello, origin, goneSignal(reply), begin) };
  });
}
