import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AddressCheck } from '../../protocol/index.ts';
import { alertIcon, icon } from '../../ui/icons.ts';
import { closeButton, why } from '../parts/common.ts';
import { adoptDialogSheets, DialogElement } from '../parts/dialog-element.ts';
import { defineElements } from '../parts/element.ts';
import type { Screen } from '../shell/screen.ts';
import { isReason } from '../../protocol/rules.ts';
import { blockButtons, confirmField, heldNote, reasonField, sharedText } from './block-form.ts';
import { CommandError } from '../../link/commands.ts';

type Wrong = 'address' | 'reason' | 'confirm' | null;
const FIELDS = { address: '#address', reason: '#reason', confirm: '#confirm-address' } as const;
/** How long the typing rests before the server is asked about the address. */
const ASK_AFTER_MS = 300;

/** Blocks an address that an administrator or operator types (S7). */
export class DashboardAddressDialog extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    address: { state: true },
    reason: { state: true },
    confirm: { state: true },
    check: { state: true },
    wrong: { state: true },
    failure: { state: true },
    busy: { state: true },
    held: { state: true },
  };
  declare address: string;
  declare reason: string;
  declare confirm: string;
  declare check: AddressCheck | null;
  declare wrong: Wrong;
  declare failure: string;
  declare busy: boolean;
  declare held: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.address = '';
    this.reason = '';
    this.confirm = '';
    this.check = null;
    this.wrong = null;
    this.failure = '';
    this.busy = false;
    this.held = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override initialFocus(): HTMLElement | null {
    return this.find('#address');
  }

  protected override get holdsWork(): boolean {
    return this.address !== '' || this.reason !== '';
  }

  #typeAddress(value: string): void {
    this.address = value;
    this.check = null;
    if (this.wrong === 'address') this.wrong = null;
    clearTimeout(this.#timer);
    if (value.trim() !== '') this.#timer = setTimeout(() => void this.#ask(), ASK_AFTER_MS);
  }

  async #ask(): Promise<void> {
    const asked = this.address.trim();
    if (asked === '') return;
    try {
      const check = await this.screen.api.checkAddress(this.screen.site.key, asked);
      if (this.address.trim() === asked) this.check = check;
    } catch (error) {
      this.failure = why(this.screen.t, error);
    }
  }

  async #say(wrong: Wrong): Promise<void> {
    this.wrong = wrong;
    await this.updateComplete;
    if (wrong) this.find(FIELDS[wrong])?.focus();
  }

  readonly #wait = (code: string): void => {
    this.held = code === 'block_held';
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.failure = '';
    this.busy = true;
    clearTimeout(this.#timer);
    if (!this.check) await this.#ask();
    const { check } = this;
    this.busy = false;
    if (this.failure) return;
    const wrong: Wrong = !check?.address
      ? 'address'
      : !isReason(this.reason)
        ? 'reason'
        : check.special && this.confirm.trim() !== check.address
          ? 'confirm'
          : null;
    await this.#say(wrong);
    if (wrong || !check?.address) return;
    this.busy = true;
    const { client, t, toast } = this.screen;
    try {
      await client.command(
        {
          type: 'address.block',
          address: check.address,
          reason: this.reason.trim(),
          ...(check.special && { confirmAddress: this.confirm.trim() }),
        },
        { onWait: this.#wait },
      );
      this.close();
      toast({ text: t('addressBlocked', { ip: check.address }) });
    } catch (error) {
      this.busy = this.held = false;
      const code = error instanceof CommandError ? error.code : null;
      if (code === 'reason_required') return this.#say('reason');
      if (code === 'confirm_address') return this.#say('confirm');
      if (code === 'invalid') return this.#say('address');
      this.failure = why(t, error);
    }
  };

  protected override render(): TemplateResult {
    const { t } = this.screen;
    const { check } = this;
    const bad = this.wrong === 'address';
    const hint = bad
      ? t(this.address.trim() ? 'addressInvalid' : 'addressErr')
      : check?.address
        ? sharedText(t, check.visitors)
        : t('addressErr');
    return html`<dialog class="dialog" aria-labelledby="address-title" aria-describedby="address-body">
      <form @submit=${this.#submit} novalidate>
        <header>
          <h2 id="address-title">${t('addressTitle')}</h2>
          ${closeButton(t, () => this.close())}
        </header>
        <div class="body">
          <p id="address-body">${t('addressBody')}</p>
          ${this.failure ? html`<p class="form-error" role="alert">${icon(alertIcon, 's18')}${this.failure}</p>` : nothing}
          ${heldNote(t, this.held)}
          <div class="field ${bad ? 'invalid' : ''}">
            <label for="address">${t('ip')} <span class="required" aria-hidden="true">*</span></label>
            <input
              class="input"
              id="address"
              required
              dir="ltr"
              autocomplete="off"
              spellcheck="false"
              aria-label=${t('ip')}
              aria-invalid=${bad}
              aria-describedby="address-line"
              .value=${this.address}
              @input=${(event: Event) => this.#typeAddress((event.target as HTMLInputElement).value)}
            />
            <p class=${bad ? 'error' : 'hint'} id="address-line">${bad ? icon(alertIcon, 's16') : nothing}${hint}</p>
          </div>
          ${
            check?.special && check.address
              ? confirmField(t, {
                  address: check.address,
                  value: this.confirm,
                  invalid: this.wrong === 'confirm',
                  onInput: (value) => (this.confirm = value),
                })
              : nothing
          }
          ${reasonField(t, {
            value: this.reason,
            invalid: this.wrong === 'reason',
            onInput: (value) => {
              this.reason = value;
              if (this.wrong === 'reason' && isReason(value)) this.wrong = null;
            },
          })}
          <p class="sr" role="alert">${this.wrong === 'reason' ? t('reasonErr') : bad ? hint : ''}</p>
        </div>
        ${blockButtons(t, { busy: this.busy, held: this.held, onCancel: () => this.close() })}
      </form>
    </dialog>`;
  }
}

adoptDialogSheets();
defineElements({ 'dashboard-address-dialog': DashboardAddressDialog });

export const addressDialog = (screen: Screen, onClosed: () => void): TemplateResult =>
  html`<dashboard-address-dialog .screen=${screen} .onClosed=${onClosed}></dashboard-address-dialog>`;
