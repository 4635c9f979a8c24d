import type { Config } from '../config.ts';
import { isAllowedOrigin } from '../origins.ts';
import type { SiteRecord } from '../store/sites.ts';

/** The page is one of this server's own: the dashboard, or a demo page. */
export function isOwnOrigin(config: Config, origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === config.publicUrl || (config.publicUrl === null && new URL(origin).host === host);
}

/** The page may show the widget of the site. `undefined` (no browser, or no page) and `null` (sandboxed) may not. */
export function isSiteOrigin(config: Config, site: SiteRecord, origin: string | undefined, host: string | undefined): boolean {
  return origin !== undefined && (isAllowedOrigin(origin, site.origins) || isOwnOrigin(config, origin, host));
}
