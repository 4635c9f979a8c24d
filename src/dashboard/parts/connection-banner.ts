import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { alertIcon, icon, offlineIcon } from '../../ui/icons.ts';
import type { DashboardState } from '../store/types.ts';
import { errorText } from '../strings/index.ts';
import type { Translate } from '../strings/index.ts';

/** A drop shorter than this is not worth a word: most are over by then. */
const QUIET_MS = 1000;

/** A slim line over the work area while the server cannot be heard. */
export function connectionBanner(t: Translate, state: DashboardState, retry: () => void, now = Date.now()): TemplateResult {
  return html`<div role="status">${content(t, state, retry, now)}</div>`;
}

function content(
  t: Translate,
  { connection, loaded, loadError }: DashboardState,
  retry: () => void,
  now: number,
): TemplateResult | typeof nothing {
  const line = (path: string, text: string, button = true): TemplateResult =>
    html`<div class="banner">
      ${icon(path, 's18')}<span>${text}</span>${button ? html`<button type="button" @click=${retry}>${t('retryNow')}</button>` : nothing}
    </div>`;
  if (connection.status === 'open')
    return loadError && !loaded ? line(alertIcon, `${t('loadFailed')} ${errorText(t, loadError)}`) : nothing;
  if (!navigator.onLine) return line(offlineIcon, t('noInternet'), false);
  switch (connection.status) {
    case 'closed':
      return line(offlineIcon, t('notConnected'));
    case 'connecting':
    case 'waiting':
      return (connection.attempt > 0 || loaded) && now - connection.since > QUIET_MS ? line(offlineIcon, t('reconnecting')) : nothing;
    default:
      return nothing;
  }
}
