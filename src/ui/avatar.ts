import { html, nothing, type TemplateResult } from 'lit/html.js';

/** A person with a name, as the screens know them. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface AvatarOptions {
  /** Edge in px; 36 without it. */
  readonly size?: 16 | 20 | 28 | 32 | 48;
  /** Draws the presence dot; the caller writes the word next to it. */
  readonly online?: boolean;
  /** Gives the name to assistive technology, for places where it is not written beside. */
  readonly named?: boolean;
}

/** Initials on the person's tint. */
export const avatar = (person: Person, { size, online, named }: AvatarOptions = {}): TemplateResult =>
  html`<span
    class="avatar h${tint(person.id)} ${size ? `s${size}` : ''}"
    role=${named ? 'img' : nothing}
    aria-label=${named ? person.name : nothing}
    aria-hidden=${named ? nothing : 'true'}
    >${initials(person.name, size)}${online ? html`<i class="dot"></i>` : nothing}</span
  >`;

/** 0–8: the same person has the same tint everywhere. */
export function tint(id: string): number {
  let hash = 0;
  for (const unit of id) hash = (hash * 31 + unit.codePointAt(0)!) >>> 0;
  return hash % 9;
}

/** "Maya Lindqvist" → ML, "Anna" → A, "Visitor 5120" → 5. Sizes below 20 px have room for one letter. */
export function initials(name: string, size = 36): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  const number = words.find((word) => /^\p{N}/u.test(word));
  if (number && words.length === 2) return [...number][0]!;
  const first = words[0] ? firstLetter(words[0]) : '?';
  return words.length > 1 && size >= 20 ? first + firstLetter(words.at(-1)!) : first;
}

const firstLetter = (word: string): string => [...word][0]!.toLocaleUpperCase();
