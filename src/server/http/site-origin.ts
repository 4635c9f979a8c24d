import { isLoopback, parseAddress } from '../addresses.ts';
import type { Config } from '../config.ts';
import { isAllowedOrigin } from '../origins.ts';
import type { SiteRecord } from '../store/sites.ts';

/** The page is one of this server's own: the dashboard, or a demo page. */
export function isOwnOrigin(config: Config, origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  if (config.publicUrl !== null) return origin === config.publicUrl;
  const url = new URL(origin);
  return url.host === host && isOwnName(config, url.hostname);
}

/**
 * Without PUBLIC_URL the `Host` header alone would decide, and a foreign name that has been pointed at this machine (DNS
 * rebinding) would pass as our own. Such a name is neither loopback nor the configured host nor an address.
 */
function isOwnName({ host }: Config, name: string): boolean {
  const bare = name.replace(/^\[(.*)\]$/, '$1');
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === host.toLowerCase()) return true;
  const address = parseAddress(bare);
  if (!address) return false;
  return isLoopback(address) || ANY_ADDRESS.has(host);
}

/** Listening on every address of the machine: each of them is its own name. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The page may show the widget of the site. `undefined` (no browser, or no page) and `null` (sandboxed) may not. */
export function isSiteOrigin(config: Config, site: SiteRecord, origin: string | undefined, host: string | undefined): boolean {
  return origin !== undefined && (isAllowedOrigin(origin, site.origins) || isOwnOrigin(config, origin, host));
}
