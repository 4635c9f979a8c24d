import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { alertIcon, eyeIcon, icon, mark, readIcon } from '../../ui/icons.ts';
import { messageStyles } from '../../ui/messages.ts';
import type { LoginState } from '../../protocol/index.ts';
import type { Api } from '../store/api.ts';
import { why } from '../parts/common.ts';
import { DashboardElement, defineElements } from '../parts/element.ts';
import type { Translate } from '../strings/index.ts';
import { adoptSheets } from '../styles/index.ts';
import { loginStyles } from './login-styles.ts';

/** What log-in and set-up need; there is no site yet. */
export interface LoginContext {
  readonly t: Translate;
  readonly api: Api;
  readonly onLogin: (login: LoginState) => void;
}

/** A small conversation as a picture. */
export const conversationPicture = (t: Translate): TemplateResult =>
  html`<aside aria-hidden="true">
    <ol class="log">
      <li class="group out">
        <div class="stack"><p class="bubble">Is the Fjell 2 back in stock?</p></div>
      </li>
      <li class="group in">
        <span class="avatar s28 h0">A</span>
        <div class="stack">
          <p class="bubble">It arrived this morning ☀️</p>
          <p class="bubble">Shall I put one aside for you?</p>
        </div>
        <p class="meta"><time>09:14</time></p>
      </li>
      <li class="group out">
        <div class="stack"><p class="bubble">Yes please!</p></div>
        <p class="meta">${icon(readIcon, 'is-read')}${t('read')}</p>
      </li>
    </ol>
  </aside>`;

/** A password field with a button that shows what is typed. */
export const passwordField = (
  t: Translate,
  o: {
    id: string;
    value: string;
    shown: boolean;
    autocomplete: 'current-password' | 'new-password';
    invalid: boolean;
    describedBy: string;
    onInput: (value: string) => void;
    onToggle: () => void;
  },
): TemplateResult =>
  html`<span class="input-icon"
    ><input
      class="input"
      id=${o.id}
      type=${o.shown ? 'text' : 'password'}
      autocomplete=${o.autocomplete}
      dir="ltr"
      .value=${o.value}
      aria-invalid=${o.invalid}
      aria-describedby=${o.describedBy || nothing}
      @input=${(event: Event) => o.onInput((event.target as HTMLInputElement).value)}
    /><button class="icon-btn" type="button" aria-label=${t('showPass')} aria-pressed=${o.shown} @click=${o.onToggle}>
      ${icon(eyeIcon)}
    </button></span
  >`;

export class DashboardLogin extends DashboardElement {
  static override properties = {
    gate: { attribute: false },
    ended: { type: Boolean },
    error: { state: true },
    busy: { state: true },
    shown: { state: true },
    missing: { state: true },
  };
  declare gate: LoginContext;
  /** A log-in has ended by itself, and what was written waits for the next one. */
  declare ended: boolean;
  declare error: string;
  declare busy: boolean;
  declare shown: boolean;
  declare missing: 'email' | 'password' | null;
  #email = '';
  #password = '';
  #remember = true;

  constructor() {
    super();
    this.ended = false;
    this.error = '';
    this.busy = false;
    this.shown = false;
    this.missing = null;
  }

  protected override firstUpdated(): void {
    this.find('input')?.focus();
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.error = '';
    // A password manager may have filled the fields without an event.
    this.#email = this.find<HTMLInputElement>('#login-email')!.value;
    this.#password = this.find<HTMLInputElement>('#login-password')!.value;
    this.missing = this.#email.trim() === '' ? 'email' : this.#password === '' ? 'password' : null;
    if (this.missing) {
      await this.updateComplete;
      this.find(`#login-${this.missing}`)?.focus();
      return;
    }
    this.busy = true;
    try {
      this.gate.onLogin(await this.gate.api.login({ email: this.#email.trim(), password: this.#password, remember: this.#remember }));
    } catch (error) {
      this.error = why(this.gate.t, error);
      this.busy = false;
      await this.updateComplete;
      this.find<HTMLInputElement>('#login-password')?.select();
    }
  };

  protected override render(): TemplateResult {
    const { t } = this.gate;
    return html`<main class="login">
      <form @submit=${this.#submit} novalidate>
        ${mark()}
        <div><h1>${t('loginTitle')}</h1></div>
        ${this.ended ? html`<p class="sub" role="status">${t('loginEnded')}</p>` : nothing}
        ${this.error ? html`<p class="form-error" role="alert">${icon(alertIcon, 's18')}${this.error}</p>` : nothing}
        <div class="field ${this.missing === 'email' ? 'invalid' : ''}">
          <label for="login-email">${t('email')}</label>
          <input
            class="input"
            id="login-email"
            type="email"
            autocomplete="username"
            dir="ltr"
            aria-invalid=${this.missing === 'email'}
            aria-describedby=${this.missing === 'email' ? 'login-missing' : nothing}
            @input=${(event: Event) => (this.#email = (event.target as HTMLInputElement).value)}
          />
          ${this.missing === 'email' ? html`<p class="error" id="login-missing">${icon(alertIcon, 's16')}${t('emailRequired')}</p>` : nothing}
        </div>
        <div class="field ${this.missing === 'password' ? 'invalid' : ''}">
          <label for="login-password">${t('password')}</label>
          ${passwordField(t, {
            id: 'login-password',
            value: this.#password,
            shown: this.shown,
            autocomplete: 'current-password',
            invalid: this.missing === 'password',
            describedBy: this.missing === 'password' ? 'login-missing' : '',
            onInput: (value) => (this.#password = value),
            onToggle: () => (this.shown = !this.shown),
          })}
          ${this.missing === 'password' ? html`<p class="error" id="login-missing">${icon(alertIcon, 's16')}${t('passwordRequired')}</p>` : nothing}
        </div>
        <div class="between">
          <label class="check-row"
            ><input
              class="check"
              type="checkbox"
              checked
              @change=${(event: Event) => (this.#remember = (event.target as HTMLInputElement).checked)}
            />${t('remember')}</label
          >
        </div>
        <button class="btn lg primary block" aria-disabled=${this.busy}>
          ${this.busy ? html`<span class="spin"></span>` : nothing}${t('login')}
        </button>
      </form>
      ${conversationPicture(t)}
    </main>`;
  }
}

adoptSheets({ messages: messageStyles, login: loginStyles });
defineElements({ 'dashboard-login': DashboardLogin });

/** `ended`: a log-in has ended by itself. */
export const loginPage = (context: LoginContext, ended: boolean): TemplateResult =>
  html`<dashboard-login .gate=${context} ?ended=${ended}></dashboard-login>`;
