import { css } from 'lit';

/** The chat's head. It spans thread and details, so Close is the true top-right corner. */
export const chatStyles = css`
  .chat-head {
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: 12px;
    padding-inline: 20px 14px;
    border-block-end: 1px solid var(--line);
  }
  .chat-head .who {
    min-width: 96px;
    padding-block: 6px;
    margin-inline-end: auto;
  }
  .chat-head h2 {
    font: var(--t-title);
    letter-spacing: -0.006em;
    overflow-wrap: anywhere;
  }
  .chat-head .who p {
    display: flex;
    align-items: center;
    gap: 6px;
    font: var(--t-meta);
    color: var(--text-2);
    white-space: nowrap;
    overflow: hidden;
  }
  .chat-head .acts {
    position: relative;
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .chat-head .btn.sm {
    min-height: 34px;
  }
  .chat-head .btn .i {
    width: 18px;
    height: 18px;
    color: var(--icon);
    margin-inline: -2px 0;
  }
  .chat-head h2 .pill {
    margin-inline-start: 8px;
    vertical-align: 1px;
  }
  .chat-head .avatars {
    flex: none;
    margin-inline-end: 6px;
  }
  .chat-head .avatars > .avatar + .avatar {
    margin-inline-start: -4px; /* initials of two letters stay whole */
  }
  .colleagues {
    flex: none;
    height: 20px;
    padding-inline: 30px 20px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font: var(--t-meta);
    line-height: 20px;
    color: var(--text-2);
  }
  .thread .holder:has(+ .colleagues) .log {
    padding-block-end: 4px;
  }
  .chat-head .tip {
    display: none;
    pointer-events: none;
    position: absolute;
    z-index: 5;
    inset-block-start: 44px;
    inset-inline-end: 0;
  }
  .chat-head .who p span {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chat-head .closer {
    position: relative;
  }
  .closer:is(:hover, :focus-within) .tip {
    display: block;
  }
  .closer:has(.btn:active) .tip {
    display: none;
  }
  .chat-head .dot.away {
    background: var(--surface);
  }
  .chat-head .menu {
    width: 272px;
  }
`;
