import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { avatar } from '../../ui/avatar.ts';
import { LIST_PAGE } from '../../protocol/index.ts';
import { globeIcon, icon, leftIcon, rightIcon, searchIcon, shieldIcon } from '../../ui/icons.ts';
import { addressesOf, blockName, whenText } from '../parts/format.ts';
import { emptyState, failed, loading, why } from '../parts/common.ts';
import { DashboardElement } from '../parts/element.ts';
import { BLOCK_LIST, blockRoute, openBlockOf } from './routes.ts';
import type { Block } from '../store/types.ts';

/** How long the typing rests before the list is read again. */
const SEARCH_AFTER_MS = 150;

/** Administration → User management → Block list (S12). */
export class DashboardBlockList extends DashboardElement {
  static override properties = {
    ...DashboardElement.properties,
    blocks: { state: true },
    query: { state: true },
    failure: { state: true },
    answered: { state: true },
    loading: { state: true },
  };
  /** null until they have been read. */
  declare blocks: readonly Block[] | null;
  declare query: string;
  declare failure: string;
  /** The search that `blocks` answers. */
  declare answered: string;
  declare loading: boolean;
  /** How many match, on this page or not. */
  #total = 0;
  #next: string | null = null;
  /** The cursors of the pages before this one; the first page has none. */
  #pages: readonly (string | undefined)[] = [undefined];
  #version = -1;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.blocks = null;
    this.query = '';
    this.failure = '';
    this.answered = '';
    this.loading = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { blockListVersion } = this.screen.state;
    if (blockListVersion === this.#version) return;
    this.#version = blockListVersion;
    void this.#load();
  }

  async #load(pages: readonly (string | undefined)[] = this.#pages): Promise<boolean> {
    const asked = ++this.#asked;
    const search = this.query.trim();
    const after = pages.at(-1);
    this.loading = true;
    try {
      const {
        blocks,
        total,
        next = null,
      } = await this.screen.api.blocks(this.screen.site.key, {
        search,
        limit: LIST_PAGE,
        ...(after !== undefined && { after }),
      });
      // A slower answer to an older question must not replace a newer one.
      if (asked !== this.#asked) return false;
      const place = this.#names.indexOf(document.activeElement as HTMLElement);
      this.blocks = blocks;
      if (place >= 0) void this.#keepPlace(place);
      this.answered = search;
      this.failure = '';
      this.#pages = pages;
      this.#next = next;
      // Later pages do not count again.
      this.#total = total ?? (after === undefined ? blocks.length : this.#total);
      this.loading = false;
      // The last of a page was unblocked: the page before is the end now.
      if (blocks.length === 0 && pages.length > 1) return this.#load(pages.slice(0, -1));
      return true;
    } catch (error) {
      if (asked !== this.#asked) return false;
      this.loading = false;
      this.failure = why(this.screen.t, error);
      return false;
    }
  }

  #search(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load([undefined]), SEARCH_AFTER_MS);
  }

  get #names(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('tbody .person')];
  }

  /** The row that had the focus may be gone, as after Remove: the next one takes it, or the heading of an empty list (U2). */
  async #keepPlace(place: number): Promise<void> {
    await this.updateComplete;
    if (document.activeElement !== document.body) return;
    const names = this.#names;
    (names[Math.min(place, names.length - 1)] ?? this.find('h1'))?.focus();
  }

  /** Another page; the focus goes to its first name, where a person reads on. */
  async #turn(pages: readonly (string | undefined)[]): Promise<void> {
    if (this.loading || !(await this.#load(pages))) return;
    await this.updateComplete;
    this.find('.page')?.scrollTo({ top: 0 });
    this.find('tbody .person')?.focus();
  }

  #clear(): void {
    this.#search('');
    this.find('input')?.focus();
  }

  /** The row whose history was open, else the heading. */
  focusRow(block: string | null): void {
    const row = block === null ? null : this.find(`[data-block="${CSS.escape(block)}"] .person`);
    (row ?? this.find('h1'))?.focus();
  }

  focusSearch(): void {
    this.find('input')?.focus();
  }

  #open(block: Block): void {
    this.screen.go(blockRoute(block.id));
  }

  protected override render(): TemplateResult {
    const { t, route, back, show } = this.screen;
    const open = openBlockOf(route);
    return html`<section class="page" aria-label=${t('blockList')}>
        <header>
          <div>
            <h1 tabindex="-1">${t('blockList')}</h1>
            <p>${t('blockListSub')}</p>
          </div>
          <div class="tools">
            <span class="input-icon"
              >${icon(searchIcon, 's18')}<input
                class="input sm quiet"
                type="search"
                aria-label=${t('searchBlocked')}
                placeholder=${t('searchBlocked')}
                .value=${this.query}
                @input=${(event: Event) => this.#search((event.target as HTMLInputElement).value)} /></span
            ><button class="btn" type="button" @click=${() => show({ kind: 'block-address' })}>${t('addressTitle')}</button>
          </div>
        </header>
        <p class="sr" role="status">${this.blocks && this.answered ? t('found', { n: this.#total }) : ''}</p>
        ${this.#content()}
      </section>
      ${
        open
          ? html`<dashboard-history-dialog
              .screen=${this.screen}
              .block=${open}
              .known=${this.blocks?.find(({ id }) => id === open)}
              .onClosed=${() => this.screen.route.page === BLOCK_LIST.page && back(BLOCK_LIST)}
            ></dashboard-history-dialog>`
          : nothing
      }`;
  }

  #content(): TemplateResult {
    const { t } = this.screen;
    if (this.failure) return failed(t, this.failure, () => void this.#load());
    if (!this.blocks) return loading(t);
    if (this.blocks.length > 0) return html`${this.#table(this.blocks)} ${this.#pager(this.blocks.length)}`;
    if (this.answered === '') return emptyState(shieldIcon, t('noBlocked'), t('noBlockedBody'));
    return emptyState(
      searchIcon,
      t('noMatch', { q: this.answered }),
      '',
      html`<button class="btn" type="button" @click=${() => this.#clear()}>${t('clearSearch')}</button>`,
    );
  }

  #table(blocks: readonly Block[]): TemplateResult {
    const { t } = this.screen;
    return html`<table class="table" role="table">
      <thead>
        <tr role="row">
          ${(['colVisitor', 'colReason', 'colBy', 'colWhen', 'colIp'] as const).map((key) => html`<th scope="col" role="columnheader">${t(key)}</th>`)}
          <th role="columnheader"><span class="sr">${t('blockHist')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          blocks,
          ({ id }) => id,
          (block) => this.#row(block),
        )}
      </tbody>
    </table>`;
  }

  #pager(shown: number): TemplateResult | typeof nothing {
    const { t, locale } = this.screen;
    const before = this.#pages.length - 1;
    if (before === 0 && this.#next === null) return nothing;
    const number = new Intl.NumberFormat(locale);
    const from = before * LIST_PAGE + 1;
    const [first, last, n] = [from, from + shown - 1, this.#total].map((one) => number.format(one));
    const next = this.#next;
    const turn = (key: 'previousPage' | 'nextPage', pages: readonly (string | undefined)[] | null, path: string): TemplateResult =>
      html`<button
        class="icon-btn"
        type="button"
        aria-label=${t(key)}
        aria-disabled=${pages === null}
        @click=${() => pages && void this.#turn(pages)}
      >
        ${icon(path, 's18 flip')}
      </button>`;
    return html`<nav class="pager" aria-label=${t('blockList')}>
      <span>${t('pageOf', { from: first!, to: last!, n: n! })}</span>
      ${turn('previousPage', before > 0 ? this.#pages.slice(0, -1) : null, leftIcon)}
      ${turn('nextPage', next !== null ? [...this.#pages, next] : null, rightIcon)}
    </nav>`;
  }

  #row(block: Block): TemplateResult {
    const { t, now, locale } = this.screen;
    const name = blockName(block, t);
    // Roles are said once more: with one pane a row is drawn as a card, and some browsers take that for no table.
    // The whole row can be pressed; the name is what the keyboard and assistive technology find.
    return html`<tr
      role="row"
      data-block=${block.id}
      @click=${(event: Event) => (event.target as Element).closest('button') ?? this.#pressRow(event)}
    >
      <td role="cell">
        <button class="person" type="button" aria-haspopup="dialog" @click=${() => this.#open(block)}>
          ${block.visitor ? avatar({ id: block.visitor.id, name }, { size: 32 }) : html`<span class="avatar s32 place" aria-hidden="true">${icon(globeIcon, 's18')}</span>`}<bdi
            >${name}</bdi
          >
        </button>
      </td>
      <td role="cell"><bdi>${block.reason}</bdi></td>
      <td role="cell" data-label=${t('colBy')}>
        <span class="by">${avatar(block.operator, { size: 20 })}<bdi>${block.operator.name}</bdi></span>
      </td>
      <td role="cell" class="nowrap" data-label=${t('colWhen')}>${whenText(block.createdAt, now(), locale, t)}</td>
      <td role="cell" class="nowrap" data-label=${t('colIp')}>${this.#addresses(block)}</td>
      <td role="cell">${icon(rightIcon, 's18 go flip')}</td>
    </tr>`;
  }

  #addresses(block: Block): TemplateResult | string {
    const addresses = addressesOf(block);
    const [first] = addresses;
    if (first === undefined) return this.screen.t('no');
    return html`<span class="num" dir="ltr">${first}</span> ${
        addresses.length > 1
          ? html`<span class="more" title=${addresses.slice(1).join(', ')}
              >${this.screen.t('addressesMore', { n: addresses.length - 1 })}</span
            >`
          : nothing
      }`;
  }

  #pressRow(event: Event): void {
    // A selection of text is not a press.
    if (getSelection()?.toString()) return;
    const name = (event.currentTarget as Element).querySelector<HTMLButtonElement>('.person');
    name?.focus();
    name?.click();
  }
}
