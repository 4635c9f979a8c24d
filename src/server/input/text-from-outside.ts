import { isVisible } from '../../protocol/index.ts';

/**
 * Characters that turn the direction of reading: embeddings, overrides, isolates. They make a text read differently from how
 * it is written ("Trojan Source", CVE-2021-42574). Tag characters hide a second text in the first.
 */
const TURNING = '\\u202a-\\u202e\\u2066-\\u2069';
/** Characters that are drawn as nothing and that no script needs. */
const HIDDEN = '\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u2060-\\u2065\\u206a-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb';

// Tab and line feed are text. Joiners and direction marks belong to Arabic, Hebrew, Persian, Hindi and to emoji; tags behind
// U+1F3F4 to the flags of Scotland and Wales.
const NOT_SHOWN = new RegExp(
  `[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${TURNING}${HIDDEN}]|(?<!\\u{1f3f4}[\\u{e0020}-\\u{e007f}]{0,6})[\\u{e0000}-\\u{e007f}]`,
  'gu',
);
// A one-line name needs no direction marks.
const NOT_IN_A_LINE = /[\u200e\u200f\u061c]/gu;

/** Replaces each lone half of a character with U+FFFD: neither database nor network can carry one. */
export const wellFormed = (text: string): string => text.toWellFormed();

/** A message as widget and dashboard may show it (T2). All line ends become \n. */
export const shownText = (text: string): string => wellFormed(text).replace(/\r\n?/g, '\n').replace(NOT_SHOWN, '');

/** A comment or a reason as it is stored; null when nothing in it can be read (T2). */
export function cleanText(text: string | null | undefined): string | null {
  const shown = shownText(text ?? '').trim();
  return isVisible(shown) ? shown : null;
}

/** A name or a title as it is stored: one line, without hidden or turning characters; null when nothing in it can be read (T2). */
export function cleanLine(text: string | null | undefined): string | null {
  const line = shownText(text ?? '')
    .replace(NOT_IN_A_LINE, '')
    .replace(/\s+/g, ' ')
    .trim();
  return isVisible(line) ? line : null;
}
