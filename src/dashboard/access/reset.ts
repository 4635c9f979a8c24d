import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { isPassword } from '../../protocol/rules.ts';
import { alertIcon, icon, mark } from '../../ui/icons.ts';
import { ApiError } from '../store/api.ts';
import { loading, why } from '../parts/common.ts';
import { DashboardElement, defineElements } from '../parts/element.ts';
import { conversationPicture, passwordField } from './login.ts';
import type { LinkPage } from './link-page.ts';
import type { LoginContext } from './login.ts';

/** An operator chooses a new password with the one-time link that was made on the server. */
export class DashboardReset extends DashboardElement {
  static override properties = {
    gate: { attribute: false },
    token: { type: String },
    email: { state: true },
    failure: { state: true },
    gone: { state: true },
    busy: { state: true },
    short: { state: true },
    shown: { state: true },
  };
  declare gate: LoginContext;
  declare token: string;
  /** Whose password it is; null until the server has said so. */
  declare email: string | null;
  declare failure: string;
  /** The link does not hold. */
  declare gone: boolean;
  declare busy: boolean;
  declare short: boolean;
  declare shown: boolean;
  #password = '';
  #tried = false;

  constructor() {
    super();
    this.token = '';
    this.email = null;
    this.failure = '';
    this.gone = false;
    this.busy = false;
    this.short = false;
    this.shown = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('token')) void this.#check();
    if (changed.has('email') && this.email !== null) this.find('#reset-password')?.focus();
  }

  async #check(): Promise<void> {
    const { token } = this;
    this.email = null;
    this.gone = false;
    this.failure = '';
    try {
      const { email } = await this.gate.api.checkReset({ token });
      if (token === this.token) this.email = email;
    } catch (error) {
      if (token === this.token) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.gone = error instanceof ApiError && error.code === 'forbidden';
    this.failure = this.gone ? this.gate.t('resetInvalid') : why(this.gate.t, error);
  }

  #input(value: string): void {
    this.#password = value;
    if (this.#tried) this.short = !isPassword(value);
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.#tried = true;
    this.failure = '';
    // A password manager may have filled the field without an event.
    this.#password = this.find<HTMLInputElement>('#reset-password')!.value;
    this.short = !isPassword(this.#password);
    if (this.short) return this.find('#reset-password')?.focus();
    this.busy = true;
    try {
      this.gate.onLogin(await this.gate.api.reset({ token: this.token, password: this.#password }));
    } catch (error) {
      this.#failed(error);
      this.busy = false;
    }
  };

  #form(): TemplateResult {
    const { t } = this.gate;
    return html`<div class="field">
        <label for="reset-email">${t('email')}</label>
        <input class="input" id="reset-email" type="email" autocomplete="username" dir="ltr" readonly .value=${this.email ?? ''} />
      </div>
      <div class="field ${this.short ? 'invalid' : ''}">
        <label for="reset-password">${t('newPassword')}</label>
        ${passwordField(t, {
          id: 'reset-password',
          value: this.#password,
          shown: this.shown,
          autocomplete: 'new-password',
          invalid: this.short,
          describedBy: 'reset-password-hint',
          onInput: (value) => this.#input(value),
          onToggle: () => (this.shown = !this.shown),
        })}
        ${
          this.short
            ? html`<p class="error" id="reset-password-hint">${icon(alertIcon, 's16')}${t('passwordShort')}</p>`
            : html`<p class="hint" id="reset-password-hint">${t('passwordHint')}</p>`
        }
      </div>
      <button class="btn lg primary block" aria-disabled=${this.busy}>
        ${this.busy ? html`<span class="spin"></span>` : nothing}${t('resetButton')}
      </button>`;
  }

  protected override render(): TemplateResult {
    const { t } = this.gate;
    if (this.email === null && !this.failure) return loading(t);
    return html`<main class="login">
      <form @submit=${this.#submit} novalidate>
        ${mark()}
        <div><h1>${t('resetTitle')}</h1></div>
        ${this.gone ? nothing : html`<p class="sub">${t('resetBody')}</p>`}
        ${
          this.failure
            ? html`<p class="form-error" role="alert">
                ${icon(alertIcon, 's18')}<span
                  >${this.failure} ${this.gone ? html`<a class="link" href="#/inbox">${t('login')}</a>` : nothing}</span
                >
              </p>`
            : nothing
        }
        ${
          this.gone
            ? nothing
            : this.email === null
              ? html`<button class="btn lg block" type="button" @click=${() => void this.#check()}>${t('tryAgain')}</button>`
              : this.#form()
        }
      </form>
      ${conversationPicture(t)}
    </main>`;
  }
}

defineElements({ 'dashboard-reset': DashboardReset });

export const resetPage: LinkPage = (context, token) => html`<dashboard-reset .gate=${context} .token=${token}></dashboard-reset>`;
