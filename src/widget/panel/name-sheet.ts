import { html, type TemplateResult } from 'lit/html.js';
import { EMAIL_MAX_CHARS, NAME_MAX_CHARS } from '../../protocol/limits.ts';
import { isEmail } from '../../protocol/rules.ts';
import type { VisitorProfile } from '../../protocol/index.ts';
import { alertIcon, icon } from '../../ui/icons.ts';
import type { LaterStrings } from '../strings/en-later.ts';
import { scrim } from './sheet.ts';

export interface NameSheetOptions {
  readonly strings: LaterStrings;
  readonly person: Pick<VisitorProfile, 'name' | 'email'>;
  /** The server refused the name, because an operator has it (T5). */
  readonly taken: boolean;
  /** An empty field becomes null: the visitor withdraws it. */
  readonly onSave: (person: Pick<VisitorProfile, 'name' | 'email'>) => void;
  readonly onCancel: () => void;
}

/** Asks for the visitor's name and for an address to reach them. */
export const nameSheet = ({ strings, person, taken, onSave, onCancel }: NameSheetOptions): TemplateResult => {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const email = form.elements.namedItem('email') as HTMLInputElement;
    if (mark(email)) return email.focus();
    const data = new FormData(form);
    const read = (name: string): string | null => (data.get(name) as string).trim() || null;
    onSave({ name: read('name'), email: read('email') });
  };
  return scrim(
    onCancel,
    html`<div class="sheet" part="sheet" role="dialog" aria-modal="true" aria-labelledby="name-title">
      <form novalidate @submit=${submit}>
        <h2 id="name-title">${strings.changeName}</h2>
        <p><bdi>${strings.nameBody}</bdi></p>
        <div class="field ${taken ? 'invalid' : ''}">
          <label for="name">${strings.name}</label>
          <input
            class="input"
            id="name"
            name="name"
            dir="auto"
            autocomplete="name"
            maxlength=${NAME_MAX_CHARS}
            data-initial
            aria-invalid=${taken}
            aria-describedby="name-error"
            value=${person.name ?? ''}
          />
          <p class="error" id="name-error" role="alert">${icon(alertIcon, 's16')}<bdi>${strings.nameTaken}</bdi></p>
        </div>
        <div class="field">
          <label for="email">${strings.email} <small>${strings.optional}</small></label>
          <input
            class="input"
            id="email"
            name="email"
            type="email"
            dir="ltr"
            autocomplete="email"
            maxlength=${EMAIL_MAX_CHARS}
            aria-describedby="email-error"
            value=${person.email ?? ''}
            @input=${(event: Event) => (event.target as Element).matches('[aria-invalid="true"]') && mark(event.target as HTMLInputElement)}
          />
          <p class="error" id="email-error" role="alert">${icon(alertIcon, 's16')}<bdi>${strings.emailError}</bdi></p>
        </div>
        <div class="row">
          <button class="btn lg" type="button" @click=${onCancel}>${strings.cancel}</button>
          <button class="btn lg primary">${strings.save}</button>
        </div>
      </form>
    </div>`,
  );
};

/** Shows beside the field whether it is wrong: first on submit, from then on with every key. */
function mark(input: HTMLInputElement): boolean {
  const text = input.value.trim();
  const wrong = text !== '' && !isEmail(text);
  input.setAttribute('aria-invalid', String(wrong));
  input.closest('.field')!.classList.toggle('invalid', wrong);
  return wrong;
}
