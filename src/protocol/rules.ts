import { EMAIL_MAX_CHARS, REASON_MAX_CHARS } from './limits.ts';

/**
 * What a text from outside must be, judged alike by both screens and the server (T3). Only properties of Unicode whose members
 * hardly change are asked for: a browser and a server of different age must not differ.
 */

/** What is drawn as nothing: white space, controls, and everything Unicode lets a font ignore. U+2800 is Braille without dots. */
const SOMETHING = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]/u;

/** Something in it can be read (T2). */
export const isVisible = (text: string): boolean => SOMETHING.test(text);

/** A reason for a block: up to 500 characters, one of which can be read (S8). */
export const isReason = (text: string): boolean => isVisible(text) && text.trim().length <= REASON_MAX_CHARS;

/** Shortest password in characters that can be seen, blanks between them included, and longest in bytes. */
export const PASSWORD_MIN_CHARS = 10;
const PASSWORD_MAX_BYTES = 1024;

/** A password that may be chosen. */
export const isPassword = (text: string): boolean =>
  isVisible(text) &&
  [...text].filter((char) => char === ' ' || isVisible(char)).length >= PASSWORD_MIN_CHARS &&
  bytesOf(text) <= PASSWORD_MAX_BYTES;

/** In UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const char of text) bytes += char < '\x80' ? 1 : char < '\u0800' ? 2 : char.length > 1 ? 4 : 3;
  return bytes;
}

/**
 * An address that mail can reach, as the schemas and the forms ask for it. The flag `u` belongs to it. The first point after
 * the first character of the domain divides it: with one way to read it the check stays linear (T4).
 */
export const EMAIL_PATTERN = '^[^\\s@\\p{C}]+@[^\\s@\\p{C}][^\\s@.\\p{C}]*\\.[^\\s@\\p{C}]+$';

export const isEmail = (text: string): boolean => text.length <= EMAIL_MAX_CHARS && new RegExp(EMAIL_PATTERN, 'u').test(text);
