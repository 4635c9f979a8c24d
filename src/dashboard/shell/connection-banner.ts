import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorCode } from '../../protocol/index.ts';
import { alertIcon, icon, infoIcon, muteIcon, offlineIcon } from '../../ui/icons.ts';
import type { DashboardState } from '../store/types.ts';
import { errorText } from '../strings/index.ts';
import type { Translate } from '../strings/index.ts';

/** A drop shorter than this is not worth a word: most are over by then. */
const QUIET_MS = 1000;
/** The first connection of a page that takes longer than this is worth one. */
const PATIENCE_MS = 4000;

export interface BannerDeeds {
  readonly retry: () => void;
  /** Loads the page anew, with what was written. */
  readonly reload: () => void;
}

/** A slim line over the work area while the server cannot be heard, or only slowly. */
export function connectionBanner(t: Translate, state: DashboardState, deeds: BannerDeeds, now = Date.now()): TemplateResult {
  return html`<div role="status">${content(t, state, deeds, now)}</div>`;
}

/** The browser keeps the page silent until somebody presses something in it (W4). */
export const soundHint = (t: Translate, unlock: () => void): TemplateResult =>
  html`<div class="banner" role="status">
    ${icon(muteIcon, 's18')}<span>${t('soundMuted')}</span><button type="button" @click=${unlock}>${t('soundUnlock')}</button>
  </div>`;

/** The file of a part of the screen could not be had. */
export const missingPartBanner = (t: Translate, again: () => void): TemplateResult =>
  html`<div class="banner" role="status">
    ${icon(alertIcon, 's18')}<span>${t('loadFailed')} ${t('errNetwork')}</span
    ><button type="button" @click=${again}>${t('tryAgain')}</button>
  </div>`;

function content(
  t: Translate,
  { connection, loaded, loadError }: DashboardState,
  { retry, reload }: BannerDeeds,
  now: number,
): TemplateResult | typeof nothing {
  const line = (path: string, text: string, button: TemplateResult | typeof nothing = nothing): TemplateResult =>
    html`<div class="banner">${icon(path, 's18')}<span>${text}</span>${button}</div>`;
  const again = html`<button type="button" @click=${retry}>${t('retryNow')}</button>`;
  // At once, and not when the connection is found to be dead.
  if (!navigator.onLine) return line(offlineIcon, t('noInternet'));
  switch (connection.status) {
    case 'open':
      if (loadError && !loaded) return line(alertIcon, `${t('loadFailed')} ${errorText(t, loadError)}`, again);
      return connection.polling ? line(infoIcon, t('polling')) : nothing;
    case 'closed':
      if (connection.refusal === 'unsupported_protocol')
        return line(alertIcon, t('outdated'), html`<button type="button" @click=${reload}>${t('reload')}</button>`);
      return connection.refusal
        ? line(alertIcon, `${t('notConnected')}. ${errorText(t, connection.refusal as ErrorCode)}`, again)
        : line(offlineIcon, t('notConnected'), again);
    case 'connecting':
    case 'waiting': {
      const missing = now - connection.since;
      return missing > PATIENCE_MS || (missing > QUIET_MS && (connection.attempt > 0 || loaded))
        ? line(offlineIcon, t('reconnecting'), again)
        : nothing;
    }
    default:
      return nothing;
  }
}
