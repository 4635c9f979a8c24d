import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ComposerController } from '../../ui/composer-controller.ts';
import { hasFiles } from '../../ui/has-files.ts';
import { alertIcon, icon } from '../../ui/icons.ts';
import { MESSAGE_MAX_CHARS } from '../../protocol/limits.ts';
import { DashboardElement } from '../parts/element.ts';
import type { Refusal } from '../store/types.ts';
import { errorText } from '../strings/index.ts';

/** A typing signal is repeated while the operator goes on, well before it is stale. */
const TYPING_EVERY_MS = 3000;

/** The box under the thread. Its text is the chat's draft, so that it survives going to another chat. */
export class DashboardReplyBox extends DashboardElement {
  static override properties = { ...DashboardElement.properties, chat: { type: String }, name: { type: String }, over: { type: Boolean } };
  declare chat: string;
  declare name: string;
  /** The session is over: what came back can be read and copied, not sent. */
  declare over: boolean;
  #typingAt = 0;
  #isOver = false;
  readonly #composer = new ComposerController(this, {
    box: () => this.find<HTMLTextAreaElement>('textarea'),
    onSend: (text) => {
      this.#stopTyping();
      this.screen.client.reply(this.chat, text);
    },
    onInput: (text) => {
      this.screen.client.setDraft(this.chat, text);
      this.#typing(text !== '');
    },
  });

  constructor() {
    super();
    this.over = false;
  }

  focusBox(): void {
    this.#composer.focus();
  }

  protected override updated(): void {
    const isOver = this.#composer.over > 0;
    // Said once, when the limit is passed; the box tells of it from then on (U1).
    if (isOver && !this.#isOver) this.screen.voice.say(this.screen.t('replyTooLong', { n: MESSAGE_MAX_CHARS }));
    this.#isOver = isOver;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = changed.get('chat');
    if (before !== undefined) this.#stopTyping(before);
    // Between two pictures of the screen the box knows better: a key draws nothing else.
    if (changed.has('screen') || before !== undefined) this.#composer.value = this.screen.state.drafts[this.chat] ?? '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTyping();
  }

  #typing(on: boolean): void {
    if (!on) return this.#stopTyping();
    const now = this.screen.now();
    if (now - this.#typingAt < TYPING_EVERY_MS) return;
    this.#typingAt = now;
    this.screen.client.setTyping(this.chat, true);
  }

  #stopTyping(chat = this.chat): void {
    if (this.#typingAt === 0) return;
    this.#typingAt = 0;
    this.screen.client.setTyping(chat, false);
  }

  /** Escape leads out of the box, to the thread: from there single letters are shortcuts. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      const log = this.closest('.thread')?.querySelector<HTMLElement>('.log');
      if (log) log.focus({ preventScroll: true });
      else (event.target as HTMLElement).blur();
    } else if (!this.over) this.#composer.onKeydown(event);
  };

  /** What cannot be sent is refused in words; text that comes with it is taken as ever. */
  readonly #onFiles = (event: ClipboardEvent | DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const { toast, t } = this.screen;
    toast({ text: t('filesRefused') });
  };

  readonly #submit = (event: Event): void => this.#composer.onSubmit(event);

  /** Pressing Send again is the way on: by then the screen shows what was overlooked. */
  #cameBack({ code, newer }: Refusal): string {
    const { t } = this.screen;
    if (code !== 'stale_reply' || newer === undefined) return t('replyFailed', { why: errorText(t, code) });
    return t('replyStale', { n: newer });
  }

  protected override render(): TemplateResult {
    const { t, state } = this.screen;
    const composer = this.#composer;
    const label = t('replyTo', { name: this.name });
    const refused = state.refused[this.chat];
    const isOver = composer.over > 0;
    const problem = isOver ? t('replyTooLong', { n: MESSAGE_MAX_CHARS }) : refused ? this.#cameBack(refused) : '';
    return html`<form class="reply" @submit=${this.#submit}>
      <textarea
        rows="2"
        dir="auto"
        aria-label=${label}
        placeholder=${label}
        aria-invalid=${problem !== ''}
        aria-describedby=${problem ? 'reply-problem' : nothing}
        ?readonly=${this.over}
        .value=${live(composer.value)}
        @input=${composer.onInput}
        @keydown=${this.#onKeydown}
        @paste=${this.#onFiles}
        @dragover=${(event: DragEvent) => hasFiles(event) && event.preventDefault()}
        @drop=${this.#onFiles}
      ></textarea>
      ${problem ? html`<p class="note-line" id="reply-problem" role=${isOver ? nothing : 'alert'}>${icon(alertIcon, 's16')}<span>${problem}</span></p>` : nothing}
      ${this.over ? nothing : html`<div class="bar-b"><button class="btn primary sm" ?disabled=${!composer.canSend}>${t('sendBtn')}</button></div>`}
    </form>`;
  }
}
