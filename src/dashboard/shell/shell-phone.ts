import { css } from 'lit';

/** Under 720 px one pane at a time, with a bar of links below it: phones, and a desk's screen at 400 % (U4). */
export const shellPhoneStyles = css`
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
    .at-chat ~ .toasts {
      --toast-from: 52px;
    }
    .empty {
      padding-block: 8px;
    }
    .empty .art {
      display: none;
    }
  }
`;
