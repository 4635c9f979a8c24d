import type { FastifyRequest } from 'fastify';
import { CommandError } from '../command-error.ts';
import type { Services } from '../services.ts';
import { findLogin, sitesOf, type OperatorRecord } from '../store/operators.ts';
import { loginTokenOf } from './login-cookie.ts';
import { requireOwnOrigin } from './site-origin.ts';

/** The operator behind the request. Throws `unauthorized` when nobody is logged in. */
export async function requireOperator(services: Services, request: FastifyRequest): Promise<OperatorRecord> {
  const token = loginTokenOf(services.config, request.headers.cookie);
  const login = token === null ? null : await findLogin(services.store.read, token, services.clock.now());
  if (!login) throw new CommandError('unauthorized');
  return login.operator;
}

/** The site named in the path or the query, if the operator works for it. Any other site looks the same as one that does not exist. */
export async function requireSite(services: Services, request: FastifyRequest): Promise<{ operator: OperatorRecord; siteId: string }> {
  const operator = await requireOperator(services, request);
  const key = (request.params as { site?: string }).site ?? (request.query as { site?: string }).site;
  const site = (await sitesOf(services.store.read, operator.id)).find((s) => s.key === key);
  if (!site) throw new CommandError('not_found', { field: 'site' });
  return { operator, siteId: site.id };
}

/** Refuses a request that a page of another site makes the browser send with the operator's cookie. */
export function refuseForeignPages(services: Services, request: FastifyRequest): void {
  const fetchSite = request.headers['sec-fetch-site'];
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none')
    throw new CommandError('forbidden', { message: 'The dashboard is used from its own pages only.' });
  if (request.headers.origin !== undefined) requireOwnOrigin(services, request);
}
