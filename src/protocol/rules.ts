import { EMAIL_MAX_CHARS, REASON_MAX_CHARS } from './limits.ts';

/**
 * Rules for texts from outside, the same in widget, dashboard and server (T3). They use only Unicode properties whose members
 * hardly change: a browser and a server of different age must agree.
 */

/** A visible character: no white space, no control, and nothing that Unicode lets a font ignore. U+2800 is Braille without dots. */
const SOMETHING = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]/u;

/** Whether something in the text can be read (T2). */
export const isVisible = (text: string): boolean => SOMETHING.test(text);

/** Whether the text is a reason for a block: up to 500 characters, at least one of them visible (S8). */
export const isReason = (text: string): boolean => isVisible(text) && text.trim().length <= REASON_MAX_CHARS;

/** Shortest password, counted in visible characters and blanks, and longest password in bytes. */
export const PASSWORD_MIN_CHARS = 10;
const PASSWORD_MAX_BYTES = 1024;

/** Whether the text may be chosen as a password. */
export const isPassword = (text: string): boolean =>
  isVisible(text) &&
  [...text].filter((char) => char === ' ' || isVisible(char)).length >= PASSWORD_MIN_CHARS &&
  bytesOf(text) <= PASSWORD_MAX_BYTES;

/** The length in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const char of text) bytes += char < '\x80' ? 1 : char < '\u0800' ? 2 : char.length > 1 ? 4 : 3;
  return bytes;
}

/**
 * An e-mail address, as the schemas and the forms check it. The pattern needs the flag `u`. The first dot after the first
 * character of the domain divides it: as there is only one way to read an address, the check stays linear (T4).
 */
export const EMAIL_PATTERN = '^[^\\s@\\p{C}]+@[^\\s@\\p{C}][^\\s@.\\p{C}]*\\.[^\\s@\\p{C}]+$';

export const isEmail = (text: string): boolean => text.length <= EMAIL_MAX_CHARS && new RegExp(EMAIL_PATTERN, 'u').test(text);
