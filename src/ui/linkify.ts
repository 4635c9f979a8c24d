import { html, type TemplateResult } from 'lit';
import { hostFor } from './link-host.ts';

// Ends at white space, quotes, angle brackets and everything invisible: controls, bidi marks, zero-width characters.
const BODY = String.raw`[^\s<>\\"“”«»\p{Cc}\p{Cf}]`;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})`;
// Without a scheme only well-known endings count, or "Thanks.Do you" would become a link.
const TLD =
  'com|org|net|edu|gov|int|info|biz|app|dev|shop|store|online|site|xyz|ai|io|co|eu|uk|de|fr|nl|be|at|ch|it|es|pt|pl|cz|sk|se|no|dk|fi|ie|gr|ro|hu|bg|hr|ua|by|kz|ru|рф|tr|il|ae|in|cn|jp|kr|sg|hk|tw|id|vn|th|au|nz|ca|us|mx|br|ar|cl|za|example';
const DOMAIN = `(?:${LABEL}\\.){1,8}`;
const CANDIDATE = new RegExp(
  [
    `(?:https?:\\/\\/|mailto:)${BODY}+`,
    `www\\.${BODY}+`,
    `[\\p{L}\\p{N}._%+-]{1,64}@${DOMAIN}[\\p{L}]{2,24}`,
    `${DOMAIN}(?:(?:${TLD})(?![\\p{L}\\p{N}@_-])(?:[:/?#]${BODY}*)?|[\\p{L}]{2,24}\\/${BODY}*)`,
  ].join('|'),
  'giu',
);
const WORD = /[\p{L}\p{N}@_/:.\\-]$/u;
const TRAILING = /[.,;:!?'’"*_~…。、，！？；：|]$/u;
const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '）': '（', '】': '【' };

/** A piece of a text that leads somewhere; `href` has the scheme http, https or mailto. */
export interface Link {
  readonly index: number;
  readonly length: number;
  readonly href: string;
  /** What is shown: as typed, with the host in punycode when it mixes scripts. */
  readonly label: string;
}

/** Text with its web and mail addresses as links, for a Lit child binding. Everything else stays plain text. */
export function linkify(text: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const { index, length, href, label } of findLinks(text)) {
    if (index > end) parts.push(text.slice(end, index));
    parts.push(html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr">${label}</a>`);
    end = index + length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** The links of a text in order. */
export function findLinks(text: string): readonly Link[] {
  const links: Link[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const raw = match[0];
    if (WORD.test(text.slice(0, match.index).slice(-2))) continue;
    const typed = trimEnd(raw);
    const link = resolve(typed);
    if (link) links.push({ index: match.index, length: typed.length, ...link });
  }
  return links;
}

function resolve(typed: string): Pick<Link, 'href' | 'label'> | null {
  const scheme = /^(?:https?|mailto):/i.test(typed);
  const mail = /^mailto:/i.test(typed) || (!scheme && /^[^/?#:]+@/.test(typed));
  const address = scheme ? typed : (mail ? 'mailto:' : 'https://') + typed;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return null;
  if (mail) return url.pathname.includes('@') ? { href: url.href, label: typed } : null;
  // "https://bank.example@evil.example" leads to evil.example and is written to look as if it did not.
  if (url.username || url.password || !url.hostname) return null;
  return { href: url.href, label: hostFor(typed, url.hostname) };
}

function trimEnd(raw: string): string {
  let text = raw;
  for (;;) {
    const last = text.at(-1) ?? '';
    const open = BRACKETS[last];
    if (!TRAILING.test(text) && !(open && count(text, last) > count(text, open))) return text;
    text = text.slice(0, -1);
  }
}

const count = (text: string, character: string): number => text.split(character).length - 1;
