import type { ReactiveController } from 'lit';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ChatState } from '../../client/index.ts';
import type { VisitorProfile } from '../../protocol/index.ts';
import { hasFiles } from '../../ui/has-files.ts';
import { formPrimitives } from '../../ui/form-primitives.ts';
import { jumpPill } from '../../ui/jump-pill.ts';
import { MenuController } from '../../ui/menu.ts';
import { ThreadController } from '../../ui/thread-controller.ts';
import type { WidgetStrings } from '../strings/en.ts';
import { type LaterStrings, withLater } from '../strings/en-later.ts';
import { chatMenu } from './chat-menu.ts';
import { endSheet } from './end-sheet.ts';
import { panelMenusStyles } from './panel-menus-styles.ts';
import { nameSheet } from './name-sheet.ts';
import { Rating } from './rating.ts';
import { SheetController } from './sheet.ts';
import type { LaterHost } from './later-host.ts';
import { PanelStatus } from './status.ts';
import { canPlay, setSound, soundIsOn } from './sound.ts';
import { firstName, type View } from './view.ts';

export { chime } from './sound.ts';
export { transcriptOf } from './transcript.ts';

export interface PanelMenusFrame {
  readonly view: View;
  readonly state: ChatState;
  readonly strings: WidgetStrings;
  /** The panel fills the screen of a phone. */
  readonly small: boolean;
}

/**
 * Menu, sheets, rating, status, the way through a long thread and the refusal of files. Most visitors never need them, so they are loaded after the panel,
 * not with it.
 */
export class PanelMenus implements ReactiveController {
  readonly menu: MenuController;
  readonly status: PanelStatus;
  readonly rating: Rating;
  readonly thread: ThreadController;
  readonly #sheet: SheetController<'end' | 'name'>;
  readonly #host: LaterHost;
  #small = false;
  /** The name and e-mail the visitor entered, when the server refused the name. */
  #refused: Pick<VisitorProfile, 'name' | 'email'> | null = null;
  #focusTrigger = false;
  /** Files were refused, and the visitor has not written since. */
  #refusedFiles = false;
  #strings: LaterStrings | undefined;

  constructor(host: LaterHost) {
    this.#host = host;
    const root = host.renderRoot as ShadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, formPrimitives.styleSheet, panelMenusStyles.styleSheet];
    this.menu = new MenuController(host, { trigger: this.#trigger, menu: () => root.querySelector<HTMLElement>('.menu') });
    this.#sheet = new SheetController(host, () => host.focusComposer());
    for (const kind of ['paste', 'dragover', 'drop']) root.addEventListener(kind, this.#onFiles);
    root.addEventListener('input', () => this.#refuseFiles(false));
    this.status = new PanelStatus(host);
    this.rating = new Rating(host);
    this.thread = new ThreadController(host, {
      log: () => root.querySelector<HTMLElement>('.log'),
      more: () => host.more,
      load: async () => host.client?.loadEarlier(),
      onFailed: () => host.say(host.strings.failed),
    });
    this.thread.stick.atEnd = host.replaceThread();
    host.addController(this);
  }

  pill(strings: WidgetStrings, locale: string): TemplateResult | typeof nothing {
    return jumpPill(this.thread.stick, strings, locale);
  }

  /** The rest of the panel cannot be used while this is true. */
  isModal(small: boolean): boolean {
    return this.#sheet.current !== null || (small && this.menu.open);
  }

  /** The panel closes, and menu and sheet close with it. They must not move the focus. */
  leave(): void {
    this.menu.hide(false);
    this.#sheet.current = null;
  }

  hostUpdated(): void {
    // The trigger is inert while the action sheet is open, so the menu could not give the focus back.
    if (this.#focusTrigger && !this.menu.open) {
      this.#focusTrigger = false;
      if (!this.#sheet.current) this.#trigger()?.focus();
    } else if (this.menu.open) this.#focusTrigger = this.#small;
  }

  render(frame: PanelMenusFrame): TemplateResult {
    this.#small = frame.small;
    const strings = (this.#strings = withLater(frame.strings));
    return html`${this.#refusedFiles ? html`<p class="refused"><bdi>${strings.noFiles}</bdi></p>` : nothing}${this.#layer(frame, strings)}`;
  }

  #layer({ view, state, small }: PanelMenusFrame, strings: LaterStrings): TemplateResult | typeof nothing {
    switch (this.#sheet.current) {
      case 'end':
        return endSheet({
          strings,
          name: view.operator && firstName(view.operator.name),
          onEnd: () => void this.#end(strings),
          onCancel: this.#sheet.hide,
        });
      case 'name':
        return nameSheet({
          strings,
          person: this.#refused ?? state.visitor,
          taken: this.#refused !== null,
          onSave: (person) => void this.#identify(person, strings),
          onCancel: this.#sheet.hide,
        });
      default:
        return chatMenu({
          controller: this.menu,
          strings,
          small,
          sound: canPlay() ? soundIsOn(this.#host.kept) : null,
          onSound: this.#toggleSound,
          onName: () => this.#ask('name'),
          onEnd: view.active ? () => this.#ask('end') : null,
        });
    }
  }

  /** Files are refused in words, because they cannot be sent; text is still taken. */
  readonly #onFiles = (event: Event): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.type === 'dragover') return;
    this.#refuseFiles(true);
    if (this.#strings) this.#host.say(this.#strings.noFiles);
  };

  #refuseFiles(on: boolean): void {
    if (on === this.#refusedFiles) return;
    this.#refusedFiles = on;
    this.#host.requestUpdate();
  }

  readonly #trigger = (): HTMLElement | null => this.#host.renderRoot.querySelector<HTMLElement>('[aria-haspopup="menu"]');

  #ask(kind: 'end' | 'name'): void {
    this.#refused = null;
    this.menu.hide();
    this.#sheet.show(kind);
  }

  async #end(strings: LaterStrings): Promise<void> {
    this.#sheet.finish();
    await this.#host.host?.endSession().catch(() => this.#host.say(strings.failed));
  }

  async #identify(person: Pick<VisitorProfile, 'name' | 'email'>, strings: LaterStrings): Promise<void> {
    this.#refused = null;
    this.#sheet.hide();
    await this.#host.client?.identify(person).catch(({ code }: { code?: string }) => {
      if (code !== 'name_taken') return this.#host.say(strings.failed);
      this.#refused = person;
      this.#sheet.show('name');
    });
  }

  readonly #toggleSound = (): void => {
    const { kept } = this.#host;
    setSound(!soundIsOn(kept), kept);
    this.#host.requestUpdate();
  };
}
