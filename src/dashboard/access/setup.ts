import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { isEmail, isPassword, isVisible } from '../../protocol/rules.ts';
import { alertIcon, icon, mark } from '../../ui/icons.ts';
import { ApiError } from '../store/api.ts';
import { why } from '../parts/common.ts';
import { DashboardElement, defineElements } from '../parts/element.ts';
import { conversationPicture, passwordField } from './login.ts';
import type { LinkPage } from './link-page.ts';
import type { LoginContext } from './login.ts';

type Field = 'name' | 'email' | 'password';

/** The first administrator makes their account with the one-time link. */
export class DashboardSetup extends DashboardElement {
  static override properties = {
    gate: { attribute: false },
    token: { type: String },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
    shown: { state: true },
  };
  declare gate: LoginContext;
  declare token: string;
  declare errors: Partial<Record<Field, string>>;
  declare failure: string;
  declare busy: boolean;
  declare shown: boolean;
  #checked = false;
  readonly #values: Record<Field, string> = { name: '', email: '', password: '' };

  constructor() {
    super();
    this.token = '';
    this.errors = {};
    this.failure = '';
    this.busy = false;
    this.shown = false;
  }

  protected override firstUpdated(): void {
    this.find('input')?.focus();
  }

  #check(): Partial<Record<Field, string>> {
    const { t } = this.gate;
    const { name, email, password } = this.#values;
    return {
      ...(!isVisible(name) && { name: t('nameRequired') }),
      ...(!isEmail(email.trim()) && { email: t('emailError') }),
      ...(!isPassword(password) && { password: t('passwordShort') }),
    };
  }

  #input(field: Field, value: string): void {
    this.#values[field] = value;
    // Errors wait for the first try, then follow the typing.
    if (this.#checked) this.errors = this.#check();
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.#checked = true;
    this.failure = '';
    this.errors = this.#check();
    const first = (['name', 'email', 'password'] as const).find((field) => this.errors[field]);
    if (first) {
      await this.updateComplete;
      this.find(`#setup-${first}`)?.focus();
      return;
    }
    this.busy = true;
    const { name, email, password } = this.#values;
    try {
      this.gate.onLogin(await this.gate.api.setup({ token: this.token, name: name.trim(), email: email.trim(), password }));
    } catch (error) {
      const gone = error instanceof ApiError && ['forbidden', 'not_found', 'unauthorized'].includes(error.code);
      this.failure = gone ? this.gate.t('setupInvalid') : why(this.gate.t, error);
      this.busy = false;
    }
  };

  #field(field: 'name' | 'email', label: string, type: string, autocomplete: string): TemplateResult {
    const error = this.errors[field];
    return html`<div class="field ${error ? 'invalid' : ''}">
      <label for="setup-${field}">${label}</label>
      <input
        class="input"
        id="setup-${field}"
        type=${type}
        autocomplete=${autocomplete}
        dir=${field === 'name' ? 'auto' : 'ltr'}
        aria-invalid=${Boolean(error)}
        aria-describedby=${error ? `setup-${field}-hint` : nothing}
        @input=${(event: Event) => this.#input(field, (event.target as HTMLInputElement).value)}
      />
      ${error ? html`<p class="error" id="setup-${field}-hint">${icon(alertIcon, 's16')}${error}</p>` : nothing}
    </div>`;
  }

  protected override render(): TemplateResult {
    const { t } = this.gate;
    const { password: passwordError } = this.errors;
    return html`<main class="login">
      <form @submit=${this.#submit} novalidate>
        ${mark()}
        <div><h1>${t('setupTitle')}</h1></div>
        <p class="sub">${t('setupBody')}</p>
        ${
          this.failure
            ? html`<p class="form-error" role="alert">
                ${icon(alertIcon, 's18')}<span>${this.failure} <a class="link" href="#/inbox">${t('login')}</a></span>
              </p>`
            : nothing
        }
        ${this.#field('name', t('name'), 'text', 'name')}${this.#field('email', t('email'), 'email', 'username')}
        <div class="field ${passwordError ? 'invalid' : ''}">
          <label for="setup-password">${t('password')}</label>
          ${passwordField(t, {
            id: 'setup-password',
            value: this.#values.password,
            shown: this.shown,
            autocomplete: 'new-password',
            invalid: Boolean(passwordError),
            describedBy: 'setup-password-hint',
            onInput: (value) => this.#input('password', value),
            onToggle: () => (this.shown = !this.shown),
          })}
          ${passwordError ? html`<p class="error" id="setup-password-hint">${icon(alertIcon, 's16')}${passwordError}</p>` : html`<p class="hint" id="setup-password-hint">${t('passwordHint')}</p>`}
        </div>
        <button class="btn lg primary block" aria-disabled=${this.busy}>
          ${this.busy ? html`<span class="spin"></span>` : nothing}${t('setupButton')}
        </button>
      </form>
      ${conversationPicture(t)}
    </main>`;
  }
}

defineElements({ 'dashboard-setup': DashboardSetup });

export const setupPage: LinkPage = (context, token) => html`<dashboard-setup .gate=${context} .token=${token}></dashboard-setup>`;
