import type { IncomingMessage } from 'node:http';
import { isLoopback, isSpecialAddress, isTrusted, parseAddress, resolveAddress, type Address } from './addresses.ts';
import { CommandError } from '../command-error.ts';
import type { Config } from '../config.ts';
import { isAllowedOrigin, readOrigin } from './origins.ts';
import type { Services } from '../services.ts';
import type { SiteRecord } from '../store/sites.ts';

type Request = Pick<IncomingMessage, 'headers' | 'socket'>;
type Judge = Pick<Services, 'config' | 'notices' | 'security'>;

/** Whether the page belongs to this server: the dashboard, or a demo page. */
export function isOwnOrigin(config: Config, origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  if (config.publicUrl !== null) return origin === new URL(config.publicUrl).origin;
  const url = new URL(origin);
  return url.host === host && isOwnName(config, url.hostname);
}

/**
 * Without PUBLIC_URL the `Host` header alone would decide, and a foreign name that points at this machine (DNS rebinding)
 * would pass as our own. Such a name is neither loopback nor the configured host nor an address.
 */
function isOwnName({ host }: Config, name: string): boolean {
  const bare = name.replace(/^\[(.*)\]$/, '$1');
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === host.toLowerCase()) return true;
  const address = parseAddress(bare);
  if (!address) return false;
  return isLoopback(address) || ANY_ADDRESS.has(host);
}

/** With these hosts the server listens on every address of the machine, so each of them is its own name. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Refuses a page that is not the server's own, and says which setting would make it so (M1). */
export function requireOwnOrigin(services: Judge, request: Request): void {
  const { config, notices } = services;
  const { origin, host } = request.headers;
  if (isOwnOrigin(config, origin, host)) return;
  const page = readOrigin(origin);
  services.security.note('origin', {
    outcome: 'refused',
    address: addressOf(services, request)?.key,
    reason: 'dashboard',
    target: page ?? undefined,
  });
  if (page === null || !/^https?:/.test(page))
    throw new CommandError('forbidden', { message: 'The dashboard is used from its own pages only.' });
  const fix = `PUBLIC_URL=${page}`;
  // If the host matches, the page came from this server, directly or through a proxy that keeps the name. Else it may be anybody's.
  if (new URL(page).host === host)
    notices.note(
      { kind: 'public_url', siteId: null, value: page, fix },
      `The dashboard was opened at ${page}, which is not known to be this server.`,
    );
  const known = config.publicUrl === null ? '' : ` PUBLIC_URL is ${config.publicUrl} now: open the dashboard there.`;
  throw new CommandError('origin_not_allowed', {
    message: `The dashboard is used from its own pages only. If ${page} is this server's own address, start it with ${fix}.${known}`,
  });
}

/**
 * Refuses a page that may not show the site's widget; a request without an origin comes from no page. The page's console and
 * the log say how to allow it (M1).
 */
export function requireSiteOrigin(services: Judge, site: SiteRecord, request: Request): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && (isAllowedOrigin(origin, site.origins) || isOwnOrigin(services.config, origin, host))) return;
  const page = readOrigin(origin);
  services.security.note('origin', {
    outcome: 'refused',
    address: addressOf(services, request)?.key,
    site: site.key,
    target: page ?? undefined,
  });
  const who =
    page === 'null'
      ? 'A page opened from a file, or a sandboxed one,'
      : (page ?? (origin === undefined ? 'A page without origin' : 'This page'));
  const message = `${who} may not show the widget of site "${site.key}".`;
  if (page === null) throw new CommandError('origin_not_allowed', { message });
  const fix = `npm run site -- allow ${site.key} --origin ${page}`;
  services.notices.note({ kind: 'origin', siteId: site.id, value: page, fix }, message);
  throw new CommandError('origin_not_allowed', { message: `${message} If it should: ${fix}` });
}

/**
 * The visitor's address. A nearby proxy that is not trusted hides all visitors behind its own address, so the log says so once.
 * From elsewhere anybody may send the header, so there it is no sign of a proxy.
 */
export function addressOf({ config, notices }: Pick<Judge, 'config' | 'notices'>, request: Request): Address | null {
  const peer = request.socket.remoteAddress;
  const forwarded = request.headers['x-forwarded-for'];
  const address = resolveAddress(peer, forwarded, config.trustedProxies);
  const proxy = forwarded === undefined ? null : parseAddress(peer ?? '');
  if (proxy && isSpecialAddress(proxy, []) && !isTrusted(proxy, config.trustedProxies)) {
    const now =
      config.trustedProxies.length > 0 ? `${config.trustedProxies.map(([range, bits]) => `${range.toString()}/${bits}`).join(',')},` : '';
    notices.note(
      { kind: 'proxy', siteId: null, value: proxy.text, fix: `TRUSTED_PROXIES=${now}${proxy.text}` },
      `${proxy.text} sends X-Forwarded-For and is not trusted: all visitors behind it count as one. If it is your proxy, add it.`,
    );
  }
  return address;
}
