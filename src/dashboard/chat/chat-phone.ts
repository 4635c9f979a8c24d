import { css } from 'lit';

/** The open chat with one pane. */
export const chatPhoneStyles = css`
  @media (max-width: 719.98px) {
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
  }
  @media (max-width: 375px) {
    .chat-head > .avatar {
      display: none;
    }
  }
  /* A desk's screen at 400 %, or a phone with its keyboard up: the bars give way to what they frame. */
  @media (max-width: 719.98px) and (max-height: 419.98px) {
    .chat-head {
      min-height: 44px;
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
    .colleagues:empty {
      height: 4px;
    }
  }
`;
