import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { VisitorBlockedEvent } from '../chat/events.ts';
import { adoptDialogSheets } from '../parts/dialog-element.ts';
import { defineElements } from '../parts/element.ts';
import { visitorName } from '../parts/format.ts';
import type { Screen } from '../shell/screen.ts';
import type { Chat, Command, VisitorDetails } from '../store/types.ts';
import { sharedText } from './block-fields.ts';
import { BlockForm } from './block-form.ts';

/** Blocks the visitor of a chat, and their address on request (S7–S9). */
export class DashboardBlockDialog extends BlockForm {
  static override properties = {
    ...BlockForm.properties,
    chat: { attribute: false },
    visitorDetails: { state: true },
    withAddress: { state: true },
  };
  declare chat: Chat;
  declare visitorDetails: VisitorDetails | null;
  declare withAddress: boolean;
  protected readonly name = 'block';

  constructor() {
    super();
    this.visitorDetails = null;
    this.withAddress = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override initialFocus(): HTMLElement | null {
    return this.find('#reason');
  }

  async #load(): Promise<void> {
    try {
      this.visitorDetails = await this.screen.api.visitor(this.screen.site.key, this.chat.visitor.id);
    } catch {
      // Without the address the visitor can still be blocked by name.
    }
  }

  protected get heading(): string {
    const { t } = this.screen;
    return t('blockTitle', { name: visitorName(this.chat.visitor, t) });
  }

  protected get explanation(): string {
    return this.screen.t('blockBody');
  }

  protected get toConfirm(): string | null {
    const details = this.visitorDetails;
    return this.withAddress && details?.addressIsSpecial ? (details.address ?? null) : null;
  }

  protected command(): Command {
    return {
      type: 'visitor.block',
      visitor: this.chat.visitor.id,
      chat: this.chat.id,
      reason: this.reason.trim(),
      blockAddress: this.withAddress,
      ...(this.toConfirm !== null && { confirmAddress: this.confirm.trim() }),
    };
  }

  protected onBlocked(): void {
    this.screen.noteBlocked(this.chat.visitor.id);
    const told = this.dispatchEvent.bind(this, new VisitorBlockedEvent(this.chat));
    this.close();
    told();
  }

  protected fields(): TemplateResult {
    const { t } = this.screen;
    return html`${this.reasonField()}
      <p class="sr" role="alert">${this.wrong === 'reason' ? t('reasonErr') : ''}</p>
      ${this.visitorDetails?.address ? this.#addressCard(this.visitorDetails, this.visitorDetails.address) : nothing}`;
  }

  #addressCard(details: VisitorDetails, address: string): TemplateResult {
    const { t } = this.screen;
    return html`<label class="option-card"
        ><input
          class="check"
          type="checkbox"
          aria-labelledby="address-label"
          aria-describedby="address-hint address-shared"
          .checked=${this.withAddress}
          @change=${(event: Event) => (this.withAddress = (event.target as HTMLInputElement).checked)}
        /><b id="address-label">${t('blockIp', { ip: address })}</b><small id="address-hint">${t('blockIpHint')}</small
        ><small id="address-shared"
          >${details.furtherAddresses ? t('blockIpMore', { ips: details.furtherAddresses.join(', ') }) : ''}
          ${sharedText(t, details.sharedWith)} ${details.refused ? t('floodRefused', { n: details.refused.count }) : ''}</small
        ></label
      >
      ${this.confirmField()}`;
  }
}

adoptDialogSheets();
defineElements({ 'dashboard-block-dialog': DashboardBlockDialog });

export const blockDialog = (screen: Screen, chat: Chat, onClosed: () => void): TemplateResult =>
  html`<dashboard-block-dialog .screen=${screen} .chat=${chat} .onClosed=${onClosed}></dashboard-block-dialog>`;
