import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { BlockRemoveResult } from '../../protocol/index.ts';
import { avatar } from '../../ui/avatar.ts';
import { alertIcon, blockIcon, checkIcon, globeIcon, icon } from '../../ui/icons.ts';
import { addressesOf, blockName, whenText } from '../parts/format.ts';
import { chatRoute } from '../inbox/routes.ts';
import { closeButton, why } from '../parts/common.ts';
import { adoptDialogSheets, DialogElement } from '../parts/dialog-element.ts';

import { hashOf } from '../shell/router.ts';
import type { Command } from '../store/types.ts';
import type { Block, BlockEntry, BlockHistory } from '../store/types.ts';

adoptDialogSheets();

/** Every block and its end, newest first (S13), and the button that lifts it (S14). */
export class DashboardHistoryDialog extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    block: { type: String },
    known: { attribute: false },
    history: { state: true },
    still: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  /** Id of the block. */
  declare block: string;
  /** The row of the list, to have a heading while the history is on its way. */
  declare known: Block | undefined;
  declare history: BlockHistory | null;
  /** Address blocks that keep the visitor hidden after the removal. */
  declare still: readonly Block[];
  declare failure: string;
  declare busy: boolean;
  #removed: Block | null = null;
  #version = -1;

  constructor() {
    super();
    this.history = null;
    this.still = [];
    this.failure = '';
    this.busy = false;
  }

  protected override initialFocus(): HTMLElement | null {
    return this.find('h2');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { blockListVersion } = this.screen.state;
    if (!changed.has('block') && blockListVersion === this.#version) return;
    this.#version = blockListVersion;
    void this.#load();
  }

  async #load(): Promise<void> {
    const id = this.block;
    try {
      const history = await this.screen.api.blockHistory(this.screen.site.key, id);
      if (id === this.block) this.history = history;
    } catch (error) {
      this.failure = why(this.screen.t, error);
    }
  }

  get #subject(): Block | null | undefined {
    return this.#removed ?? this.history?.block ?? this.known;
  }

  readonly #remove = async (): Promise<void> => {
    const block = this.history?.block ?? this.known;
    if (this.busy || !block) return;
    this.busy = true;
    this.failure = '';
    const { client, t } = this.screen;
    try {
      const { stillHiddenBy } = await client.command<BlockRemoveResult>({ type: 'block.remove', block: block.id });
      this.#removed = block;
      this.still = stillHiddenBy;
      if (stillHiddenBy.length === 0) return this.#done(block);
      await this.updateComplete;
      this.find('.still-line')?.focus();
    } catch (error) {
      this.failure = why(t, error);
    } finally {
      this.busy = false;
    }
  };

  /** Blocks of an address hide the visitor too: lift those as well. */
  readonly #removeRest = async (): Promise<void> => {
    if (this.busy || !this.#removed) return;
    this.busy = true;
    const { client, t } = this.screen;
    try {
      for (const block of this.still) await client.command({ type: 'block.remove', block: block.id });
      this.#done(this.#removed, this.still);
    } catch (error) {
      this.failure = why(t, error);
    } finally {
      this.busy = false;
    }
  };

  #done(block: Block, rest: readonly Block[] = []): void {
    const { t, toast, client } = this.screen;
    const name = blockName(block, t);
    const undo = async (): Promise<void> => {
      try {
        for (const one of [block, ...rest]) await client.command(again(one));
        toast({ text: t('reblocked', { name }) });
      } catch (error) {
        toast({ text: t('undoFailed', { why: why(t, error) }) });
      }
    };
    this.close();
    toast({ text: block.visitor ? t('removedToast', { name }) : t('removedToastAddress', { ip: name }), undo: () => void undo() });
  }

  protected override render(): TemplateResult {
    const { t } = this.screen;
    const subject = this.#subject;
    const name = subject ? blockName(subject, t) : '';
    const active = !this.#removed && (this.history ? this.history.block !== null : true);
    return html`<dialog class="dialog" aria-labelledby="history-title">
      <header>
        ${subject?.visitor ? avatar({ id: subject.visitor.id, name }) : html`<span class="avatar place" aria-hidden="true">${icon(globeIcon)}</span>`}
        <div>
          <h2 tabindex="-1"><bdi>${name}</bdi></h2>
        </div>
        ${active ? html`<span class="pill danger">${t('blocked')}</span>` : html`<span class="pill">${t('notBlocked')}</span>`}
        ${closeButton(t, () => this.close())}
      </header>
      <div class="body history">
        <h3 id="history-title">${t('blockHist')}</h3>
        ${this.#now()}
        ${
          this.still.length
            ? html`<p class="still-line" tabindex="-1" role="status">
                ${icon(alertIcon, 's18')}<span
                  >${t('stillHidden', { name })} <bdi dir="ltr">${this.still.flatMap(addressesOf).join(', ')}</bdi></span
                >
              </p>`
            : nothing
        }
        ${this.failure ? html`<p class="form-error" role="alert">${icon(alertIcon, 's18')}${this.failure}</p>` : nothing}
        ${
          this.history
            ? html`<ol class="events">
                ${this.history.entries.map((entry) => this.#entry(entry))}
              </ol>`
            : this.failure
              ? nothing
              : html`<p role="status">${t('loading')}</p>`
        }
      </div>
      ${this.still.length ? this.#stillFooter() : active && this.history ? this.#footer(subject) : nothing}
    </dialog>`;
  }

  /** What the block holds now: all its addresses, and whom it has turned away since. */
  #now(): TemplateResult | typeof nothing {
    const { t, now, locale } = this.screen;
    const addresses = this.history?.block ? addressesOf(this.history.block) : [];
    const refused = this.history?.refused;
    if (addresses.length < 2 && !refused) return nothing;
    return html`<p class="facts-line">
      ${addresses.length > 1 ? html`<span>${t('blockedAddresses')} <bdi class="num" dir="ltr">${addresses.join(', ')}</bdi></span>` : nothing}
      ${
        refused
          ? html`<span
              >${t('refused', { n: refused.count })}
              <time datetime=${new Date(refused.lastAt).toISOString()}
                >· ${t('refusedLast', { when: whenText(refused.lastAt, now(), locale, t, true) })}</time
              ></span
            >`
          : nothing
      }
    </p>`;
  }

  #footer(subject: Block | null | undefined): TemplateResult {
    const { t, state } = this.screen;
    if (state.operator?.role !== 'admin') return html`<footer><p>${t('adminOnly')}</p></footer>`;
    return html`<footer>
      <p id="remove-hint">${t(subject?.visitor ? 'removeHint' : 'removeHintAddress')}</p>
      <button class="btn danger" type="button" aria-describedby="remove-hint" aria-disabled=${this.busy} @click=${this.#remove}>
        ${t('remove')}
      </button>
    </footer>`;
  }

  #stillFooter(): TemplateResult {
    const { t } = this.screen;
    return html`<footer>
      <button class="btn" type="button" @click=${() => this.close()}>${t('keepThose')}</button>
      <button class="btn danger" type="button" aria-disabled=${this.busy} @click=${this.#removeRest}>${t('removeThose')}</button>
    </footer>`;
  }

  #entry(entry: BlockEntry): TemplateResult {
    const { t, now, locale } = this.screen;
    const when = html`<time datetime=${new Date(entry.at).toISOString()}>· ${whenText(entry.at, now(), locale, t, true)}</time>`;
    if (entry.kind === 'lifted') {
      return html`<li>
        <span class="ic ok">${icon(checkIcon, 's16')}</span>
        <div class="solo"><b>${t('removedBy', { name: entry.operator.name })}</b> ${when}</div>
      </li>`;
    }
    return html`<li>
      <span class="ic">${icon(blockIcon, 's16')}</span>
      <div>
        <b>${t('blockedBy', { name: entry.operator.name })}</b> ${when}
        <blockquote dir="auto">${entry.reason}</blockquote>
        <p class="more">
          <span class="pill">${t('colIp')}: ${entry.address ? html`<span class="num" dir="ltr">${entry.address}</span>` : t('no')}</span>
          ${entry.chat ? html`<a class="link" href=${hashOf(chatRoute(entry.chat))}>${t('openChat')}</a>` : nothing}
        </p>
      </div>
    </li>`;
  }
}

/** The command that sets a lifted block once more. The address had been confirmed the first time. */
function again({ visitor, address, reason, chat }: Block): Command {
  if (!visitor) return { type: 'address.block', address: address ?? '', reason, confirmAddress: address ?? '' };
  return {
    type: 'visitor.block',
    visitor: visitor.id,
    chat,
    reason,
    blockAddress: address !== null,
    ...(address !== null && { confirmAddress: address }),
  };
}
