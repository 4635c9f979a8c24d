import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AddressCheck } from '../../protocol/index.ts';
import { alertIcon, icon } from '../../ui/icons.ts';
import { why } from '../parts/common.ts';
import { adoptDialogSheets } from '../parts/dialog-element.ts';
import { defineElements } from '../parts/element.ts';
import type { Screen } from '../shell/screen.ts';
import type { Command } from '../store/types.ts';
import { sharedText } from './block-fields.ts';
import { BlockForm } from './block-form.ts';
import type { Wrong } from './block-form.ts';

/** How long the typing rests before the server is asked about the address. */
const ASK_AFTER_MS = 300;

/** Blocks an address that an administrator or operator types (S7). */
export class DashboardAddressDialog extends BlockForm {
  static override properties = { ...BlockForm.properties, address: { state: true }, check: { state: true } };
  declare address: string;
  /** What the server says of the address; null until it has been asked. */
  declare check: AddressCheck | null;
  protected readonly name = 'address';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.address = '';
    this.check = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override initialFocus(): HTMLElement | null {
    return this.find('#address');
  }

  protected override get holdsWork(): boolean {
    return this.address !== '' || super.holdsWork;
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

  protected override async prepare(): Promise<boolean> {
    clearTimeout(this.#timer);
    if (!this.check) await this.#ask();
    return this.failure === '';
  }

  protected override findWrong(): Wrong {
    return this.check?.address ? super.findWrong() : 'address';
  }

  protected get heading(): string {
    return this.screen.t('addressTitle');
  }

  protected get explanation(): string {
    return this.screen.t('addressBody');
  }

  protected get toConfirm(): string | null {
    return this.check?.special ? this.check.address : null;
  }

  protected command(): Command {
    return {
      type: 'address.block',
      address: this.check!.address!,
      reason: this.reason.trim(),
      ...(this.toConfirm !== null && { confirmAddress: this.confirm.trim() }),
    };
  }

  protected onBlocked(command: Command): void {
    const { t, toast } = this.screen;
    this.close();
    // Of what was sent: the field may have been changed since.
    if (command.type === 'address.block') toast({ text: t('addressBlocked', { ip: command.address }) });
  }

  protected fields(): TemplateResult {
    const { t } = this.screen;
    const bad = this.wrong === 'address';
    const hint = this.#hint(bad);
    return html`<div class="field ${bad ? 'invalid' : ''}">
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
      ${this.confirmField()} ${this.reasonField()}
      <p class="sr" role="alert">${this.wrong === 'reason' ? t('reasonErr') : bad ? hint : ''}</p>`;
  }

  #hint(bad: boolean): string {
    const { t } = this.screen;
    if (bad) return t(this.address.trim() ? 'addressInvalid' : 'addressErr');
    return this.check?.address ? sharedText(t, this.check.visitors) : t('addressErr');
  }
}

adoptDialogSheets();
defineElements({ 'dashboard-address-dialog': DashboardAddressDialog });

export const addressDialog = (screen: Screen, onClosed: () => void): TemplateResult =>
  html`<dashboard-address-dialog .screen=${screen} .onClosed=${onClosed}></dashboard-address-dialog>`;
