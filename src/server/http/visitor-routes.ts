import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EventPage, Gate, VisitorConfig, VisitorHidden } from '../../protocol/index.ts';
import { resolveAddress } from '../addresses.ts';
import { CommandError } from '../command-error.ts';
import { pageAfter } from '../realtime/visitor-hello.ts';
import type { Services } from '../services.ts';
import { gate } from '../store/blocks.ts';
import { findActiveSession, findOwnSession } from '../store/sessions.ts';
import { findSite, welcomeIn, type SiteRecord } from '../store/sites.ts';
import { confirmToken, findToken, type TokenRow } from '../store/visitor-tokens.ts';
import { isSiteOrigin } from './site-origin.ts';

/** What the gate has found out before a visitor route runs. */
interface Visit {
  readonly site: SiteRecord;
  readonly visitorId: string | null;
  readonly gate: Gate;
}

type Query = Readonly<Record<string, string | undefined>>;

/** How long browsers remember that a page may ask, seconds. */
const PREFLIGHT_MAX_AGE = '7200';

/**
 * Routes that visitors' pages call. Each is registered through `route`, which puts origin check and gate before it (B1):
 * a hidden visitor gets the same small body from all of them, whatever the block (B4). Cookies are not read here, so a
 * foreign page can do nothing in a visitor's name.
 */
export function visitorRoutes(app: FastifyInstance, services: Services): void {
  const { store, config, hub, clock, unitOfWork } = services;

  /** The live token's row; its first use counts over HTTP too. */
  async function tokenOf(siteId: string, token: string): Promise<TokenRow | null> {
    const row = await findToken(store.read, siteId, token, clock.now());
    if (row?.used_at === null) await unitOfWork.run((tx) => confirmToken(tx, row, clock.now()));
    return row;
  }

  async function enter(request: FastifyRequest): Promise<Visit> {
    const query = request.query as Query;
    const site = await findSite(store.read, query['site'] ?? '');
    if (!site) throw new CommandError('unknown_site', { field: 'site', message: `There is no site "${query['site'] ?? ''}" on this server.` });
    const { origin } = request.headers;
    // A page of this server's own sends no Origin with a plain GET.
    if (origin !== undefined && !isSiteOrigin(config, site, origin, request.headers.host)) throw new CommandError('origin_not_allowed', { message: `${origin} may not show the widget of site "${site.key}". Add its origin to the site.` });
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const row = token === undefined ? null : await tokenOf(site.id, token);
    const visitorId = row?.visitor_id ?? null;
    const address = resolveAddress(request.socket.remoteAddress, request.headers['x-forwarded-for'], config.trustedProxies);
    return { site, visitorId, gate: await gate(store.read, site.id, visitorId, address) };
  }

  function route<T>(path: string, handle: (visit: Visit, query: Query) => Promise<T>): void {
    app.options(path, async (request, reply) => {
      const site = await findSite(store.read, (request.query as Query)['site'] ?? '');
      const { origin } = request.headers;
      if (!site || !isSiteOrigin(config, site, origin, request.headers.host)) throw new CommandError('origin_not_allowed');
      return reply
        .header('access-control-allow-origin', origin)
        .header('access-control-allow-headers', 'authorization')
        .header('access-control-max-age', PREFLIGHT_MAX_AGE)
        .header('vary', 'Origin')
        .code(204)
        .send();
    });
    app.get(path, async (request, reply): Promise<T | VisitorHidden> => {
      // A page that may not ask still gets a readable error instead of an opaque network failure.
      const { origin } = request.headers;
      if (origin !== undefined) reply.header('access-control-allow-origin', origin);
      reply.header('vary', 'Origin').header('cache-control', 'no-store');
      const visit = await enter(request);
      return visit.gate.show ? handle(visit, request.query as Query) : { gate: visit.gate };
    });
  }

  route('/v1/visitor/config', async ({ site, visitorId, gate: state }, query): Promise<VisitorConfig> => {
    const active = visitorId === null ? null : await findActiveSession(store.read, visitorId);
    return {
      gate: state,
      site: welcomeIn(site, query['lang'] ?? 'en'),
      team: hub.team(site.id).slice(0, 3).map(({ id, name }) => ({ id, name })),
      availability: hub.availability(site.id),
      active: active !== null,
    };
  });

  route('/v1/visitor/events', async ({ visitorId }, query): Promise<EventPage> => {
    const session = visitorId === null ? null : await findOwnSession(store.read, visitorId, query['session'] ?? '');
    if (!session || session.ended_by === 'block') throw new CommandError('not_found', { field: 'session' });
    const after = Number(query['after'] ?? '0');
    if (!Number.isSafeInteger(after) || after < 0) throw new CommandError('invalid', { field: 'after', message: '"after" is a seq: a whole number from 0.' });
    return pageAfter(store.read, session, after);
  });
}
