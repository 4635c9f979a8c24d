import { css } from 'lit';

/** Under 720 px one pane at a time, with a bar of links below it: phones, and a desk's screen at 400 % (U4). */
export const phoneStyles = css`
  @media (max-width: 719.98px) {
    :root {
      --hit: 44px;
      --t-body: 400 15px/21px var(--font);
      --t-ui: 400 14px/20px var(--font);
      --t-meta: 400 13px/18px var(--font);
    }
    .app {
      position: fixed;
      inset: var(--visible-top, 0) 0 auto;
      height: var(--visible, 100dvh);
      grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
      background: var(--surface);
    }
    .work {
      padding: 0;
      /* A long notice on a low screen is scrolled away. */
      overflow: hidden auto;
    }
    .frame {
      margin: 0;
      border-radius: 0;
      box-shadow: none;
      min-height: 200px;
    }
    .frame.inbox,
    .frame.admin {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    }
    /* The pane that is away keeps its place and what it was scrolled to. */
    .frame.inbox > .chat,
    .frame.inbox > * > :is(.list, .chat) {
      grid-area: 1 / 1;
    }
    .at-list .frame.inbox .chat,
    .at-chat .frame.inbox .list {
      visibility: hidden;
    }
    .at-chat .rail {
      display: none;
    }
    .input {
      min-height: 44px;
    }
    .check-row {
      align-items: center;
      min-height: 44px;
    }
    .login .between {
      flex-wrap: wrap;
    }
    .login .btn {
      white-space: normal;
    }
    .banner {
      margin: 4px 8px;
      flex-wrap: wrap;
      overflow-wrap: anywhere;
    }
    .banner > span {
      flex: 1 1 180px;
      min-width: 0;
    }
    .banner button {
      min-height: 44px;
      padding-inline: 12px;
    }

    .rail {
      order: 1;
      display: grid;
      grid: auto / auto-flow minmax(0, auto);
      gap: 4px;
      padding: 4px 6px calc(6px + env(safe-area-inset-bottom));
      background: var(--bg);
      border-block-start: 1px solid var(--line);
    }
    .rail nav {
      display: contents;
    }
    .rail .brand {
      display: none;
    }
    .rail :is(.nav, .me, button.brand) {
      position: relative;
      display: grid;
      justify-items: center;
      align-content: center;
      gap: 2px;
      width: 100%;
      min-width: 0;
      min-height: 52px;
      margin: 0;
      padding: 4px 2px;
      border-radius: 12px;
      background: none;
      box-shadow: none;
      color: var(--text-2);
      font: 500 12px/16px var(--font);
      text-align: center;
    }
    .rail .nav > .i {
      box-sizing: content-box;
      padding: 4px 18px;
      border-radius: 14px;
    }
    .rail .nav[aria-current] {
      color: var(--accent-text);
      font-weight: 600;
    }
    .rail .nav[aria-current] > .i {
      background: var(--a4);
    }
    .rail .nav > span:not(.badge):not(.sr),
    .rail .brand span,
    .rail .me > span:not(.avatar) {
      display: block;
      position: static;
      width: auto;
      max-width: 100%;
      height: auto;
      overflow: hidden;
      clip-path: none;
      white-space: normal;
      overflow-wrap: anywhere;
      hyphens: auto;
    }
    .rail .me b {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .rail .me small {
      font: inherit;
    }
    .rail .me > .avatar,
    .rail .mark {
      width: 28px;
      height: 28px;
      font-size: 11px;
    }
    .rail .nav .badge {
      inset-block-start: 2px;
      inset-inline: calc(50% + 8px) auto;
      box-shadow: 0 0 0 2px var(--bg);
    }

    .list {
      border: 0;
    }
    .list > header {
      gap: 0;
      height: auto;
      min-height: 56px;
      padding-inline: 16px 6px;
    }
    .list h1 {
      font: 600 24px/30px var(--font);
    }
    .list .find .icon-btn {
      width: 44px;
      height: 44px;
      inset-inline-end: 0;
    }
    .list .find .input {
      min-height: 44px;
      padding-inline-end: 44px;
    }
    .tabs {
      flex-wrap: wrap;
      gap: 0;
      padding-inline: 4px;
    }
    .list .tabs [role='tab'] {
      flex: 1 1 auto;
      justify-content: center;
      min-height: 44px;
      height: auto;
      padding-inline: 6px;
      font-size: 15px;
    }
    .fbar .chip {
      min-height: 44px;
      padding-inline: 14px;
      border-radius: 10px;
    }
    .rows {
      overscroll-behavior: contain;
    }
    .row {
      grid-template-columns: 44px minmax(0, 1fr) auto;
      min-height: 68px;
      padding: 11px 10px;
      align-content: center;
    }
    .picking .row {
      grid-template-columns: 18px 44px minmax(0, 1fr) auto;
    }
    .picking .row.new .act {
      grid-column: 3 / -1;
    }
    .selhead {
      padding-inline: 18px 6px;
    }
    .selhead :is(label, .btn),
    .selbar .btn {
      min-height: 44px;
    }
    .row > .avatar {
      width: 44px;
      height: 44px;
    }
    .row .name {
      font-size: 16px;
      line-height: 22px;
    }
    .row time {
      line-height: 22px;
    }
    .row .prev {
      font-size: 15px;
      line-height: 21px;
    }
    .row.new > .avatar {
      align-self: start;
    }
    .row.new .act {
      grid-column: 1 / -1;
      flex-wrap: wrap;
    }
    .row.new .act .btn {
      min-height: 44px;
      min-width: 104px;
      border-radius: 10px;
      font-weight: 600;
    }
    .rows .btn,
    .ended-card .btn {
      min-height: 44px;
    }

    .chat {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    }
    .chat.bare {
      grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    }
    .chat-head {
      gap: 0;
      min-height: 60px;
      padding-inline: 2px 8px;
    }
    .chat-head .back {
      position: relative;
      color: var(--icon);
      --ring: var(--surface);
    }
    .chat-head .back .badge {
      position: absolute;
      inset-block-start: 2px;
      inset-inline-end: 0;
      box-shadow: 0 0 0 2px var(--surface);
    }
    .chat-head > .avatar {
      margin-inline-start: 10px;
    }
    .chat-head .who {
      min-width: 0;
      position: relative;
      flex: 1;
      min-height: 44px;
      align-content: center;
      margin-inline: 10px 4px;
      border-radius: 10px;
    }
    .chat-head h2 {
      font-size: 16px;
    }
    .to-details {
      color: inherit;
      text-decoration: none;
    }
    .to-details::after {
      content: '';
      position: absolute;
      inset: 0;
      border-radius: 10px;
    }
    .to-details:focus-visible {
      outline: none;
    }
    .to-details:focus-visible::after {
      outline: 2px solid var(--focus);
      outline-offset: -2px;
    }
    .chat-head .avatars,
    .chat-head .tip {
      display: none !important;
    }
    .chat-head .acts .opt {
      width: 44px;
      min-height: 44px;
      padding: 0;
      background: none;
      box-shadow: none;
    }
    .chat-head .opt > span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .chat-head .acts {
      gap: 2px;
    }
    .chat-head .closer .btn {
      min-height: 44px;
      padding-inline: 10px 12px;
      border-radius: 10px;
      font-size: 15px;
    }
    .thread .log {
      padding: 12px 12px 10px;
      gap: 12px;
    }
    .thread .bubble {
      font: 400 16px/22px var(--font);
    }
    .thread .group {
      max-width: 86%;
    }
    .colleagues {
      padding-inline: 20px;
    }
    .reply,
    .blocked-bar,
    .ended-bar {
      margin: 0 8px calc(8px + env(safe-area-inset-bottom));
    }
    .reply {
      border-radius: 18px;
    }
    .reply textarea {
      min-height: 44px;
      max-height: 30dvh;
      padding: 11px 16px 9px;
      line-height: 22px;
    }
    .reply .bar-b {
      padding: 0 6px 6px;
    }
    .reply .btn {
      min-height: 44px;
      min-width: 72px;
      border-radius: 12px;
      font-size: 15px;
    }
    :is(.blocked-bar, .ended-bar) {
      flex-wrap: wrap;
    }
    :is(.blocked-bar, .ended-bar) > span {
      flex: 1 1 160px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    :is(.blocked-bar, .ended-bar) .btn {
      min-height: 44px;
    }

    .subnav {
      display: none;
    }
    .page {
      padding: 16px;
    }
    .page > header {
      align-items: stretch;
      flex-direction: column;
      gap: 12px;
    }
    .page .tools {
      flex-wrap: wrap;
    }
    .page .tools .input-icon {
      flex: 1 1 200px;
    }
    .page .tools :is(.btn, .input) {
      flex: 1 1 auto;
      min-height: 44px;
    }
    .page .table,
    .page .table tbody {
      display: block;
    }
    .page .table thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .page .table tr {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 14px;
      padding-block: 10px;
      border-block-end: 1px solid var(--line);
    }
    .page .table td {
      height: auto;
      padding: 0;
      border: 0;
      background: none;
    }
    .page .table td:first-child,
    .page .table td:nth-child(2) {
      flex: 1 0 100%;
      min-width: 0;
    }
    .page .table td:last-child {
      display: none;
    }
    .page .table td[data-label]::before {
      content: attr(data-label) ': ';
      content: attr(data-label) ': ' / '';
      color: var(--text-3);
    }
    .page .table .person {
      width: 100%;
      min-height: 44px;
    }
    .page .table .person bdi {
      max-width: none;
      white-space: normal;
    }
    .page .table :is(.by, .nowrap) {
      display: inline;
      white-space: normal;
    }
    .pager {
      flex-wrap: wrap;
    }
    .empty {
      padding: 24px;
    }
    .empty .btn,
    .loading .btn {
      min-height: 44px;
    }
    /* Below the heads: at the bottom are the reply box and the bar. */
    .toasts {
      inset-block: calc(var(--toast-from, 112px) + env(safe-area-inset-top)) auto;
    }
    .at-chat ~ .toasts {
      --toast-from: 68px;
    }
    .toast {
      max-width: calc(100vw - 24px);
    }
    .toast > span {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .toast button {
      min-height: 44px;
      padding-inline: 12px;
    }
  }
  @media (max-width: 375px) {
    .chat-head > .avatar {
      display: none;
    }
  }
  /* A desk's screen at 400 %, or a phone with its keyboard up: the bars give way to what they frame. */
  @media (max-width: 719.98px) and (max-height: 419.98px) {
    .rail :is(.nav, .me, button.brand) {
      grid-auto-flow: column;
      grid-auto-columns: auto minmax(0, auto);
      justify-content: center;
      align-items: center;
      gap: 6px;
      min-height: 44px;
      padding-block: 0;
    }
    .rail .nav > .i {
      display: none;
    }
    .rail .nav .badge {
      position: static;
    }
    .rail {
      padding: 0 4px env(safe-area-inset-bottom);
    }
    .list > header,
    .chat-head {
      min-height: 44px;
    }
    /* A whole row is always to be seen; what stands above it scrolls away. */
    .list {
      overflow: hidden auto;
    }
    .rows {
      flex: 1 0 124px;
    }
    .list h1 {
      font-size: 20px;
      line-height: 26px;
    }
    .reply {
      display: flex;
      align-items: flex-end;
      flex-wrap: wrap;
    }
    .reply textarea {
      flex: 1 1 140px;
      width: auto;
      min-width: 0;
    }
    .reply .note-line {
      order: 3;
      flex: 1 0 100%;
    }
    .reply .bar-b {
      min-height: 44px;
      padding: 0;
    }
    .at-chat ~ .toasts {
      --toast-from: 52px;
    }
    .colleagues:empty {
      height: 4px;
    }
    .empty {
      padding-block: 8px;
    }
    .empty .art {
      display: none;
    }
  }
`;
