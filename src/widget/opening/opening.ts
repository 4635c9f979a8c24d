import { ChatEvent } from '../events.ts';
import type { LauncherTexts } from '../../protocol/index.ts';
import type { Chat, Live, Shell } from '../parts.ts';
import { TEXTS } from '../texts.ts';

/** For an old server, which does not send them. */
const ALL_TEXTS: LauncherTexts = { ...TEXTS, lang: '', rtl: false, unread: 'Open chat, {n} unread', minimise: 'Minimise' };

/** Opens and closes the panel as the page and the visitor wish, and tells the page. */
export class Opening implements Chat {
  readonly live: Live;
  opening: Promise<void> | undefined;
  readonly #shell: Shell;
  #isOpen = false;

  constructor(shell: Shell, live: Live) {
    this.#shell = shell;
    this.live = live;
  }

  update(): void {
    const { wanted } = this.#shell.view();
    if (wanted !== this.#isOpen) this.#setOpen(wanted);
    else this.#draw();
  }

  focus(): boolean {
    if (this.#isOpen) this.live.focus();
    return this.#isOpen;
  }

  #setOpen(on: boolean): void {
    const { element, view } = this.#shell;
    if (on && !this.#isEmbedded && !this.#emit('chat-before-open', true)) {
      element.hide();
      return;
    }
    this.#isOpen = on;
    this.#draw();
    if (on) this.opening = this.#openPanel(view().takesFocus);
    this.#emit(on ? 'chat-open' : 'chat-close');
  }

  async #openPanel(takesFocus: boolean): Promise<void> {
    const { panel, signal, forgive, giveUp } = this.#shell;
    try {
      const module = await panel();
      signal.throwIfAborted();
      await this.live.build(module);
      signal.throwIfAborted();
      forgive();
      this.#draw();
      await this.live.enter(takesFocus);
    } catch (error) {
      if (!signal.aborted) giveUp(error);
    }
  }

  #draw(): void {
    const { element, view } = this.#shell;
    const { dock, failed, wanted: _wanted, takesFocus: _takesFocus, ...look } = view();
    if (!dock) return;
    const colour = element.accent || getComputedStyle(element).getPropertyValue('--chat-accent').trim();
    const isOpen = this.#isOpen && !failed;
    dock.classList.toggle('open', isOpen);
    dock.querySelector('.launcher')!.setAttribute('aria-expanded', `${isOpen}`);
    this.live.draw({
      ...look,
      dock,
      texts: look.config?.launcher ?? ALL_TEXTS,
      open: this.#isOpen,
      theme: element.theme,
      mode: this.#isEmbedded ? element.mode : 'floating',
      accent: CSS.supports('color', colour) ? colour : '',
    });
  }

  get #isEmbedded(): boolean {
    const { mode } = this.#shell.element;
    return mode === 'inline' || mode === 'page';
  }

  #emit(type: string, cancelable?: boolean): boolean {
    return this.#shell.element.dispatchEvent(new ChatEvent(type, {}, cancelable));
  }
}
