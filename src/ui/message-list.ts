import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import { avatar, type Person } from './avatar.ts';
import { DOT, fill, formatTime } from './i18n.ts';
import { alertIcon, blockIcon, checkIcon, clockIcon, endChatIcon, icon, readIcon, sentIcon } from './icons.ts';
import type { GroupItem, Speaker, SystemItem, ThreadItem, ThreadMessage, TypingItem } from './thread-items.ts';
import type { ThreadStrings } from './thread-strings.ts';

export interface MessageListOptions {
  readonly strings: ThreadStrings;
  readonly locale: string;
  /** Name and tint of a speaker: the visitor, an operator, or the site for `system`. */
  readonly person: (speaker: Speaker) => Person;
  /**
   * Finds the links in a text, as `linkify` does. It is passed in, because the widget loads it only when a text may have a
   * link.
   */
  readonly linkify: (text: string) => unknown;
  /** Retry of a failed message. */
  readonly onRetry: (cid: string) => void;
}

/**
 * The thread as a list. The caller provides its scroll container:
 * `<div class="log" role="log" aria-live="off" tabindex="0" aria-label=…>${messageList(…)}</div>`.
 * `aria-live` is off because `LogAnnouncer` speaks; the log itself would read ticks and history aloud.
 */
export const messageList = (items: readonly ThreadItem[], options: MessageListOptions): TemplateResult =>
  html`<ol class="items">
    ${repeat(
      items,
      (item) => item.key,
      (item) => row(item, options),
    )}
  </ol>`;

function row(item: ThreadItem, options: MessageListOptions): TemplateResult | typeof nothing {
  switch (item.kind) {
    case 'day':
      return html`<li class="day"><bdi>${item.label}</bdi></li>`;
    case 'time':
      return html`<li class="day">${time(item.at, options)}</li>`;
    case 'system':
      return systemLine(item, options);
    case 'group':
      return group(item, options);
    case 'typing':
      return typing(item, options);
  }
}

/** A system line in words, as it is shown and announced. */
export function systemText(
  { line, speaker, score }: SystemItem,
  { strings, person }: Pick<MessageListOptions, 'strings' | 'person'>,
): string {
  const template = strings[line === 'idle' ? 'chatEnded' : line === 'blocked' ? 'blockedLine' : line] ?? '';
  return fill(template, { name: person(speaker).name, score: score ?? '' });
}

function systemLine(item: SystemItem, options: MessageListOptions): TemplateResult | typeof nothing {
  const words = systemText(item, options);
  const { line } = item;
  if (line === 'rated' && !words) return nothing;
  const joined = line === 'joined' || line === 'youJoined';
  const picture = joined
    ? avatar(options.person(item.speaker), { size: 16 })
    : icon(line === 'rated' ? checkIcon : line === 'blocked' ? blockIcon : endChatIcon);
  const after =
    line === 'rated'
      ? item.comment
        ? html`${DOT}<bdi>${item.comment}</bdi>`
        : ''
      : line === 'joined'
        ? ''
        : html`${DOT}${time(item.at, options)}`;
  return html`<li class="sys">
    ${picture}<span><bdi>${words}</bdi>${after}</span>
  </li>`;
}

function group(item: GroupItem, options: MessageListOptions): TemplateResult {
  const who = options.person(item.speaker);
  return html`<li class="group ${item.own ? 'out' : 'in'}">
    ${item.own ? nothing : avatar(who, { size: 28, named: true })}
    <div class="stack">
      ${item.own ? html`<span class="sr">${item.self ? options.strings.you : who.name}</span>` : nothing}
      ${repeat(
        item.messages,
        (message) => message.key,
        (message) => bubble(message, options),
      )}
    </div>
    ${meta(item, who, options)}
  </li>`;
}

function bubble({ key, text, status }: ThreadMessage, { linkify }: MessageListOptions): TemplateResult {
  const unsent = status === 'failed' ? 'unsent err' : status === 'waiting' ? 'unsent' : '';
  // White space is significant here: nothing may stand between the tags.
  return html`<p class="bubble ${unsent}" data-key=${key}><span dir="auto">${linkify(text)}</span></p>`;
}

function meta(item: GroupItem, who: Person, options: MessageListOptions): TemplateResult {
  const { strings } = options;
  const at = time(item.at, options);
  const author = item.own && !item.self && who.name ? html`<bdi>${who.name}</bdi>${DOT}` : nothing;
  switch (item.status) {
    case null:
      return html`<p class="meta">${at}</p>`;
    case 'failed': {
      const cid = item.messages.at(-1)?.cid;
      return html`<p class="meta failed">
        ${icon(alertIcon)}<span role="alert">${strings.notSent}</span>${DOT}
        <button type="button" @click=${() => cid && options.onRetry(cid)}>${strings.retry}</button>
      </p>`;
    }
    case 'waiting':
      return html`<p class="meta">${icon(clockIcon)}<bdi>${strings.waiting}</bdi></p>`;
    case 'sending':
      return html`<p class="meta"><bdi>${strings.sending}</bdi></p>`;
    default:
      return html`<p class="meta">${author}${at}${tick(item.status, item.newest, strings)}</p>`;
  }
}

/**
 * One tick: the server has stored it. Two: it reached the other side's screen. In accent colour: it was read. The newest
 * also says it in a word.
 */
function tick(status: 'sent' | 'delivered' | 'read', newest: boolean, strings: ThreadStrings): TemplateResult {
  const mark = icon(status === 'sent' ? sentIcon : readIcon, status === 'read' ? 'is-read' : '');
  const word = strings[status];
  return newest && status !== 'sent' ? html`${mark}${word}` : html`<span role="img" aria-label=${word}>${mark}</span>`;
}

function typing(item: TypingItem, { strings, person }: MessageListOptions): TemplateResult {
  const who = person(item.speaker);
  return html`<li class="group ${item.own ? 'out' : 'in'}">
    ${item.own ? nothing : avatar(who, { size: 28 })}
    <div class="stack">
      <p class="bubble typing"><span class="sr">${fill(strings.isTyping, { name: who.name })}</span><i></i><i></i><i></i></p>
    </div>
  </li>`;
}

const time = (at: number, { locale }: MessageListOptions): TemplateResult =>
  html`<time datetime=${new Date(at).toISOString()}>${formatTime(at, locale)}</time>`;
