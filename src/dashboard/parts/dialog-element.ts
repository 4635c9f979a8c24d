import { dialogStyles } from './dialog-styles.ts';
import { adoptSheets } from '../styles/index.ts';
import { DashboardElement } from './element.ts';

/** Called by each file that has a dialog. */
export const adoptDialogSheets = (): void => adoptSheets({ dialog: dialogStyles });

/**
 * A modal dialog on the native element: inert behind, Esc, and the focus goes back where it came from.
 * A subclass renders one `<dialog>` and says in `initialFocus` where to start.
 */
export abstract class DialogElement extends DashboardElement {
  /** Called once the dialog has closed, whatever closed it. */
  onClosed: () => void = () => {};

  protected abstract initialFocus(): HTMLElement | null;

  protected get box(): HTMLDialogElement | null {
    return this.find('dialog');
  }

  protected override firstUpdated(): void {
    const { box } = this;
    if (!box) return;
    box.addEventListener('close', () => {
      this.#giveVoiceBack();
      this.onClosed();
    });
    // A press that begins and ends on the backdrop; a selection dragged out of a field does not count.
    box.addEventListener('pointerdown', (event) => {
      if (event.target === box && !this.holdsWork)
        box.addEventListener('pointerup', (up) => up.target === box && this.close(), { once: true });
    });
    box.showModal();
    // All the rest is inert now, and nothing would be said (U1).
    box.append(this.screen.voice);
    this.initialFocus()?.focus();
  }

  /** True while a press beside the dialog would throw away what was typed. */
  protected get holdsWork(): boolean {
    return false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#giveVoiceBack();
  }

  #giveVoiceBack(): void {
    const { voice } = this.screen;
    if (this.contains(voice)) document.body.append(voice);
  }

  close(): void {
    this.box?.close();
  }
}
