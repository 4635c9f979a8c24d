import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChatState } from '../../client/index.ts';
import { checkIcon, icon } from '../../ui/icons.ts';
import { offlineIcon } from '../../ui/later-icons.ts';
import type { LaterStrings } from '../strings/en-later.ts';

/** Most drops are over before the visitor would have noticed. */
const PATIENCE_MS = 3000;
const RELIEF_MS = 2000;

export type Banner = 'offline' | 'reconnecting' | 'back' | 'putOff' | 'outdated' | 'refused' | null;

/** Chooses the banner for the state of the connection. It waits before it shows one, because visitors only want to chat. */
export class BannerController implements ReactiveController {
  current: Banner = null;
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: ChatState | undefined;
  #backSince = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The connection has been missing long enough for the visitor to know. */
  get lost(): boolean {
    return this.current !== null && this.current !== 'back' && this.current !== 'putOff';
  }

  /** Call with each snapshot before rendering. */
  update(state: ChatState): void {
    this.#state = state;
    clearTimeout(this.#timer);
    const { connection } = state;
    // Final: nothing is tried again by itself (N9).
    if (connection.status === 'closed' && connection.refusal) {
      this.current = connection.refusal === 'unsupported_protocol' ? 'outdated' : 'refused';
      return;
    }
    const now = Date.now();
    const since = trouble(state);
    if (since !== null) {
      this.#backSince = 0;
      const patience = state.online ? since + PATIENCE_MS - now : 0;
      if (patience <= 0) this.current = state.online ? 'reconnecting' : 'offline';
      else if (!this.lost) this.#again(patience);
      else if (state.online) this.current = 'reconnecting';
      return;
    }
    if (this.lost && state.connection.status === 'open') this.#backSince = now;
    const relief = this.#backSince + RELIEF_MS - now;
    this.current = this.#backSince && relief > 0 ? 'back' : null;
    if (this.current) this.#again(relief);
    if (state.putOff && state.putOff !== 'rate_limited' && state.outbox.length) this.current = 'putOff';
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  #again(ms: number): void {
    this.#timer = setTimeout(() => {
      const before = this.current;
      if (this.#state) this.update(this.#state);
      if (this.current !== before) this.#host.requestUpdate();
    }, ms);
  }
}

/** Since when the connection has been missing; null when it is not. */
function trouble({ online, connection }: ChatState): number | null {
  if (connection.status === 'idle') return null;
  if (!online) return 0;
  if (connection.status === 'closed') return connection.code === 1000 ? null : 0;
  return connection.status === 'open' ? null : connection.since;
}

export interface BannerOptions {
  readonly banner: Banner;
  readonly strings: LaterStrings;
  readonly onRetry: () => void;
}

export const bannerText = (which: Banner, strings: LaterStrings): string =>
  which
    ? {
        offline: strings.noInternet,
        reconnecting: strings.reconnecting,
        putOff: strings.putOff,
        back: strings.backOnline,
        outdated: strings.outdated,
        refused: strings.refused,
      }[which]
    : '';

export function banner({ banner: which, strings, onRetry }: BannerOptions): TemplateResult | typeof nothing {
  if (!which) return nothing;
  const waits = which === 'reconnecting';
  const back = which === 'back';
  const old = which === 'outdated';
  // The visitor asks for the reload: the widget never reloads the page by itself.
  const action = old ? () => location.reload() : onRetry;
  return html`<div class="banner ${back ? 'ok' : ''}">
    ${waits ? html`<span class="spin"></span>` : icon(back ? checkIcon : offlineIcon)}<bdi>${bannerText(which, strings)}</bdi>
    ${waits || old || which === 'refused' ? html`<button type="button" @click=${action}>${old ? strings.reload : strings.retryNow}</button>` : nothing}
  </div>`;
}
