import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { alertIcon, icon } from '../../ui/icons.ts';
import { visitorName } from '../parts/format.ts';
import { closeButton, why } from '../parts/common.ts';
import { adoptDialogSheets, DialogElement } from '../parts/dialog-element.ts';
import { defineElements } from '../parts/element.ts';
import type { Screen } from '../shell/screen.ts';
import { isReason } from '../../protocol/rules.ts';
import { blockButtons, confirmField, heldNote, reasonField, sharedText } from './block-form.ts';
import { CommandError } from '../../link/commands.ts';
import type { Chat, VisitorDetails } from '../store/types.ts';
import { VisitorBlockedEvent } from '../chat/events.ts';

type Wrong = 'reason' | 'confirm' | null;

/** Blocks the visitor of a chat, and their address on request (S7–S9). */
export class DashboardBlockDialog extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    chat: { attribute: false },
    visitorDetails: { state: true },
    withAddress: { state: true },
    reason: { state: true },
    confirm: { state: true },
    wrong: { state: true },
    failure: { state: true },
    busy: { state: true },
    held: { state: true },
  };
  declare chat: Chat;
  declare visitorDetails: VisitorDetails | null;
  declare withAddress: boolean;
  declare reason: string;
  declare confirm: string;
  declare wrong: Wrong;
  declare failure: string;
  declare busy: boolean;
  declare held: boolean;

  constructor() {
    super();
    this.visitorDetails = null;
    this.withAddress = false;
    this.reason = '';
    this.confirm = '';
    this.wrong = null;
    this.failure = '';
    this.busy = false;
    this.held = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  protected override initialFocus(): HTMLElement | null {
    return this.find('#reason');
  }

  protected override get holdsWork(): boolean {
    return this.reason !== '';
  }

  async #load(): Promise<void> {
    try {
      this.visitorDetails = await this.screen.api.visitor(this.screen.site.key, this.chat.visitor.id);
    } catch {
      // Without the address the visitor can still be blocked by name.
    }
  }

  get #needsConfirmation(): boolean {
    return this.withAddress && this.visitorDetails?.addressIsSpecial === true;
  }

  #check(): Wrong {
    if (!isReason(this.reason)) return 'reason';
    return this.#needsConfirmation && this.confirm.trim() !== this.visitorDetails?.address ? 'confirm' : null;
  }

  async #say(wrong: Wrong): Promise<void> {
    this.wrong = wrong;
    await this.updateComplete;
    if (wrong) this.find(wrong === 'reason' ? '#reason' : '#confirm-address')?.focus();
  }

  readonly #wait = (code: string): void => {
    this.held = code === 'block_held';
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.failure = '';
    const wrong = this.#check();
    await this.#say(wrong);
    if (wrong) return;
    this.busy = true;
    const { client, noteBlocked, t } = this.screen;
    const { visitor } = this.chat;
    try {
      await client.command(
        {
          type: 'visitor.block',
          visitor: visitor.id,
          chat: this.chat.id,
          reason: this.reason.trim(),
          blockAddress: this.withAddress,
          ...(this.#needsConfirmation && { confirmAddress: this.confirm.trim() }),
        },
        { onWait: this.#wait },
      );
      noteBlocked(visitor.id);
      const told = this.dispatchEvent.bind(this, new VisitorBlockedEvent(this.chat));
      this.close();
      told();
    } catch (error) {
      this.busy = this.held = false;
      const code = error instanceof CommandError ? error.code : null;
      if (code === 'reason_required') return this.#say('reason');
      if (code === 'confirm_address') return this.#say('confirm');
      this.failure = why(t, error);
    }
  };

  protected override render(): TemplateResult {
    const { t } = this.screen;
    const name = visitorName(this.chat.visitor, t);
    return html`<dialog class="dialog" aria-labelledby="block-title" aria-describedby="block-body">
      <form @submit=${this.#submit} novalidate>
        <header>
          <h2 id="block-title">${t('blockTitle', { name })}</h2>
          ${closeButton(t, () => this.close())}
        </header>
        <div class="body">
          <p id="block-body">${t('blockBody')}</p>
          ${this.failure ? html`<p class="form-error" role="alert">${icon(alertIcon, 's18')}${this.failure}</p>` : nothing}
          ${heldNote(t, this.held)}
          ${reasonField(t, {
            value: this.reason,
            invalid: this.wrong === 'reason',
            onInput: (value) => {
              this.reason = value;
              if (this.wrong === 'reason' && isReason(value)) this.wrong = null;
            },
          })}
          <p class="sr" role="alert">${this.wrong === 'reason' ? t('reasonErr') : ''}</p>
          ${this.visitorDetails?.address ? this.#addressCard(this.visitorDetails, this.visitorDetails.address) : nothing}
        </div>
        ${blockButtons(t, { busy: this.busy, held: this.held, onCancel: () => this.close() })}
      </form>
    </dialog>`;
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
      ${
        this.#needsConfirmation
          ? confirmField(t, {
              address,
              value: this.confirm,
              invalid: this.wrong === 'confirm',
              onInput: (value) => {
                this.confirm = value;
                if (this.wrong === 'confirm' && value.trim() === address) this.wrong = null;
              },
            })
          : nothing
      }`;
  }
}

adoptDialogSheets();
defineElements({ 'dashboard-block-dialog': DashboardBlockDialog });

export const blockDialog = (screen: Screen, chat: Chat, onClosed: () => void): TemplateResult =>
  html`<dashboard-block-dialog .screen=${screen} .chat=${chat} .onClosed=${onClosed}></dashboard-block-dialog>`;
