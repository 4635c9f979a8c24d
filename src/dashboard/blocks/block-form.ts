import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { CommandError } from '../../link/commands.ts';
import { isReason } from '../../protocol/rules.ts';
import { alertIcon, icon } from '../../ui/icons.ts';
import { closeButton, why } from '../parts/common.ts';
import { DialogElement } from '../parts/dialog-element.ts';
import type { Command } from '../store/types.ts';
import { blockButtons, confirmField, heldNote, reasonField } from './block-fields.ts';

export type Wrong = 'address' | 'reason' | 'confirm' | null;

const FIELDS = { address: '#address', reason: '#reason', confirm: '#confirm-address' } as const;
/** What the server refuses is said at the field it is about. */
const REFUSED: Readonly<Record<string, Exclude<Wrong, null>>> = {
  reason_required: 'reason',
  confirm_address: 'confirm',
  invalid: 'address',
};

/** A dialog that blocks somebody: a reason, a shared address to be confirmed, and a block that holds before it is stored (S7–S9). */
export abstract class BlockForm extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    reason: { state: true },
    confirm: { state: true },
    wrong: { state: true },
    failure: { state: true },
    busy: { state: true },
    held: { state: true },
  };
  declare reason: string;
  declare confirm: string;
  declare wrong: Wrong;
  declare failure: string;
  declare busy: boolean;
  /** The block holds, but the server cannot store it yet. */
  declare held: boolean;

  constructor() {
    super();
    this.reason = '';
    this.confirm = '';
    this.wrong = null;
    this.failure = '';
    this.busy = false;
    this.held = false;
  }

  /** The ids of its heading and its first line begin with this. */
  protected abstract readonly name: string;
  protected abstract get heading(): string;
  protected abstract get explanation(): string;
  protected abstract fields(): TemplateResult;
  /** The shared or private address that has to be typed to confirm it; null when there is none. */
  protected abstract get toConfirm(): string | null;
  /** Run once everything has been filled in. */
  protected abstract command(): Command;
  protected abstract onBlocked(command: Command): void;

  protected override get holdsWork(): boolean {
    return this.reason !== '';
  }

  /** Learns what has to be known before the form can be judged; false when that failed. */
  protected prepare(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** The first field that has to be mended. */
  protected findWrong(): Wrong {
    if (!isReason(this.reason)) return 'reason';
    return this.toConfirm !== null && this.confirm.trim() !== this.toConfirm ? 'confirm' : null;
  }

  async #say(wrong: Wrong): Promise<void> {
    this.wrong = wrong;
    await this.updateComplete;
    if (wrong) this.find(FIELDS[wrong])?.focus();
  }

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.failure = '';
    this.busy = true;
    const isReady = await this.prepare();
    this.busy = false;
    if (!isReady) return;
    const wrong = this.findWrong();
    await this.#say(wrong);
    if (wrong) return;
    this.busy = true;
    const onWait = (code: string): void => {
      this.held = code === 'block_held';
    };
    try {
      const command = this.command();
      await this.screen.client.command(command, { onWait });
      this.onBlocked(command);
    } catch (error) {
      this.busy = this.held = false;
      const field = error instanceof CommandError ? REFUSED[error.code] : undefined;
      if (field && this.find(FIELDS[field])) return this.#say(field);
      this.failure = why(this.screen.t, error);
    }
  };

  protected reasonField(): TemplateResult {
    return reasonField(this.screen.t, {
      value: this.reason,
      invalid: this.wrong === 'reason',
      onInput: (value) => {
        this.reason = value;
        if (this.wrong === 'reason' && isReason(value)) this.wrong = null;
      },
    });
  }

  protected confirmField(): TemplateResult | typeof nothing {
    const address = this.toConfirm;
    if (address === null) return nothing;
    return confirmField(this.screen.t, {
      address,
      value: this.confirm,
      invalid: this.wrong === 'confirm',
      onInput: (value) => {
        this.confirm = value;
        if (this.wrong === 'confirm' && value.trim() === address) this.wrong = null;
      },
    });
  }

  protected override render(): TemplateResult {
    const { t } = this.screen;
    return html`<dialog class="dialog" aria-labelledby="${this.name}-title" aria-describedby="${this.name}-body">
      <form @submit=${this.#submit} novalidate>
        <header>
          <h2 id="${this.name}-title">${this.heading}</h2>
          ${closeButton(t, () => this.close())}
        </header>
        <div class="body">
          <p id="${this.name}-body">${this.explanation}</p>
          ${this.failure ? html`<p class="form-error" role="alert">${icon(alertIcon, 's18')}${this.failure}</p>` : nothing}
          ${heldNote(t, this.held)} ${this.fields()}
        </div>
        ${blockButtons(t, { busy: this.busy, held: this.held, onCancel: () => this.close() })}
      </form>
    </dialog>`;
  }
}
