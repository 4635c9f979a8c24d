import { html, type TemplateResult } from 'lit';
import { NAME_MAX_CHARS } from '../../protocol/limits.ts';
import type { WidgetStrings } from '../strings/en.ts';
import { scrim } from './sheet.ts';

export interface NameSheetOptions {
  readonly strings: WidgetStrings;
  readonly name: string | null;
  /** null: the visitor takes his name back. */
  readonly onSave: (name: string | null) => void;
  readonly onCancel: () => void;
}

export const nameSheet = ({ strings, name, onSave, onCancel }: NameSheetOptions): TemplateResult => {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSave(String(new FormData(event.target as HTMLFormElement).get('name')).trim() || null);
  };
  return scrim(
    onCancel,
    html`<form class="sheet" part="sheet" role="dialog" aria-modal="true" aria-labelledby="name-title" @submit=${submit}>
      <h2 id="name-title">${strings.changeName}</h2>
      <p>${strings.nameBody}</p>
      <div class="field">
        <label for="name">${strings.name}</label>
        <input class="input" id="name" name="name" dir="auto" autocomplete="name" maxlength=${NAME_MAX_CHARS} data-initial .value=${name ?? ''} />
      </div>
      <div class="row">
        <button class="btn lg" type="button" @click=${onCancel}>${strings.cancel}</button>
        <button class="btn lg primary">${strings.save}</button>
      </div>
    </form>`,
  );
};
