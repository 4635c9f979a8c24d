import { html, type TemplateResult } from 'lit/html.js';
import { hostFor } from './link-host.ts';

// An address ends at white space, quotes, angle brackets and everything invisible: controls, bidi marks, zero-width
// characters.
const BODY = String.raw`[^\s<>\\"“”«»\p{Cc}\p{Cf}]`;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})`;
// Without a scheme only well-known endings count, otherwise "Thanks.Do you" would become a link.
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
const TRAILING = '.,;:!?\'’"*_~…。、，！？；：|';
const BRACKETS = '()[]{}（）【】';
/** No host name is longer (RFC 1035), and converting one with foreign letters takes time in the square of its length. */
const HOST_MAX_CHARS = 253;
/** Number of texts whose links are remembered: more than a screen draws at a time. */
const KNOWN_MAX = 500;

/** A part of a text that is a link; `href` has the scheme http, https or mailto. */
export interface Link {
  readonly index: number;
  readonly length: number;
  readonly href: string;
  /** The text that is shown: as typed, with the host in punycode when it mixes scripts. */
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

const known = new Map<string, readonly Link[]>();

/**
 * The links of a text in order. A thread is drawn again and again, so each text is searched once, as long as it is
 * remembered.
 */
export function findLinks(text: string): readonly Link[] {
  let links = known.get(text);
  if (links) return links;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(text, (links = search(text)));
  return links;
}

function search(text: string): readonly Link[] {
  const links: Link[] = [];
  if (!/[.@]|:\/\//.test(text)) return links;
  for (const match of text.matchAll(CANDIDATE)) {
    const raw = match[0];
    if (WORD.test(text.slice(Math.max(0, match.index - 2), match.index))) continue;
    const typed = trimEnd(raw);
    const link = resolve(typed);
    if (link) links.push({ index: match.index, length: typed.length, ...link });
  }
  return links;
}

function resolve(typed: string): Pick<Link, 'href' | 'label'> | null {
  const scheme = /^(?:https?|mailto):/i.test(typed);
  const mail = /^mailto:/i.test(typed) || (!scheme && /^[^/?#:]+@/.test(typed));
  // Scheme, user and then the host: a part that is too long cannot be a host.
  if (typed.replace(/^(?:https?:[/\\]*|mailto:)?(?:[^@/?#\\]*@)?/i, '').search(/[/?#\\]|$/) > HOST_MAX_CHARS) return null;
  const address = scheme ? typed : (mail ? 'mailto:' : 'https://') + typed;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return null;
  if (mail) return url.pathname.includes('@') ? { href: url.href, label: typed } : null;
  // "https://bank.example@evil.example" leads to evil.example and is written to hide that.
  if (url.username || url.password || !url.hostname) return null;
  return { href: url.href, label: hostFor(typed, url.hostname) };
}

/** Cuts off the marks that end a sentence, and a bracket that was opened outside. It looks at each character once. */
function trimEnd(raw: string): string {
  const open = [...BRACKETS].map((bracket) => raw.split(bracket).length - 1);
  let end = raw.length;
  for (; end; end--) {
    const last = raw[end - 1]!;
    const bracket = BRACKETS.indexOf(last);
    if (bracket % 2 === 1 && open[bracket]! > open[bracket - 1]!) open[bracket]!--;
    else if (!TRAILING.includes(last)) break;
  }
  return raw.slice(0, end);
}
