import { css } from 'lit';

/** Chat window and details pane. The header spans both, so Close is the true top-right corner. */
export const chatStyles = css`
  .chat {
    display: grid;
    grid-template: 60px minmax(0, 1fr) / minmax(0, 1fr) 316px;
    min-width: 0;
    min-height: 0;
    position: relative;
  }
  .chat-head {
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: 12px;
    padding-inline: 20px 14px;
    border-block-end: 1px solid var(--line);
  }
  .chat-head .who {
    min-width: 0;
    margin-inline-end: auto;
  }
  .chat-head h2 {
    font: var(--t-title);
    letter-spacing: -0.006em;
  }
  .chat-head .who p {
    display: flex;
    align-items: center;
    gap: 6px;
    font: var(--t-meta);
    color: var(--text-2);
    white-space: nowrap;
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
  .ident .named {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .ident .unverified {
    font: var(--t-meta);
    color: var(--text-3);
  }
  .chat-head .tip {
    display: none;
    pointer-events: none;
    position: absolute;
    z-index: 5;
    inset-block-start: 44px;
    inset-inline-end: 0;
  }
  .thread {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .thread .log {
    padding: 16px 20px;
    gap: 14px;
  }
  .thread .bubble {
    font: var(--t-body);
    padding: 8px 12px;
    letter-spacing: 0;
  }
  .thread .group {
    max-width: 76%;
  }
  .thread {
    --bubble-out: var(--a4);
    --bubble-out-text: var(--text);
  } /* calm own bubbles: operators read all day */
  .thread .out .bubble a {
    color: var(--accent-text);
  }
  .reply {
    margin: 0 16px 16px;
    border-radius: 14px;
    background: var(--surface);
    box-shadow:
      0 0 0 1px var(--line-2),
      var(--e1);
  }
  .reply:focus-within,
  .reply.is-focus {
    outline: none;
    box-shadow:
      0 0 0 1px var(--focus),
      0 0 0 4px color-mix(in oklch, var(--focus) 20%, transparent);
  }
  .reply textarea {
    display: block;
    width: 100%;
    min-height: 52px;
    padding: 8px 14px;
    border: 0;
    background: none;
    resize: none;
    outline: 0;
    font: var(--t-body);
    field-sizing: content;
    max-height: 200px;
  }
  .reply .bar-b {
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 0 8px 8px;
  }
  .reply .icon-btn {
    width: 32px;
    height: 32px;
  }
  .reply .btn {
    margin-inline-start: auto;
  }
  .blocked-bar {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 16px 16px;
    padding: 10px 10px 10px 14px;
    border-radius: 12px;
    background: var(--danger-soft);
    color: var(--danger-text);
  }
  .blocked-bar .btn {
    margin-inline-start: auto;
  }

  /* Details pane */
  .details {
    border-inline-start: 1px solid var(--line);
    overflow: hidden auto;
    scrollbar-width: thin;
    min-height: 0;
  }
  .details section {
    padding: 12px 20px 14px;
  }
  .details section + section {
    border-block-start: 1px solid var(--line);
  }
  .details h3 {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-bottom: 8px;
    font: 600 12px/16px var(--font);
    color: var(--text-2);
  }
  .details h3 .icon-btn,
  .details h3 > :last-child:not(:first-child) {
    margin-inline-start: auto;
  }
  .ident {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  .ident b {
    display: block;
    font: var(--t-title);
  }
  .facts {
    display: grid;
    gap: 6px;
  }
  .facts div {
    display: grid;
    grid-template-columns: 18px 1fr;
    gap: 10px;
    align-items: center;
  }
  .facts .i {
    color: var(--text-3);
    width: 18px;
    height: 18px;
  }
  .facts dd {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .facts dd span {
    color: var(--text-3);
  }
  .details h3:not(:first-child) {
    margin-top: 14px;
  }
  .here {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 8px;
    padding: 8px 12px;
    border-radius: 10px;
    background: var(--n2);
    color: inherit;
    text-decoration: none;
  }
  [data-theme='dark'] .here {
    background: var(--n3);
  }
  .here b {
    font-weight: var(--w-medium);
  }
  .here small {
    grid-row: 2;
    font: var(--t-meta);
    color: var(--text-3);
  }
  .here time {
    font: var(--t-meta);
    line-height: 20px;
    color: var(--text-3);
    font-variant-numeric: tabular-nums;
  }
  .pages li {
    position: relative;
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 8px;
    padding: 3px 0 3px 18px;
    padding-inline: 18px 0;
    color: var(--text-2);
  }
  .pages li::before {
    content: '';
    position: absolute;
    inset-inline-start: 3px;
    inset-block-start: 10px;
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--n7);
  }
  .pages li::after {
    content: '';
    position: absolute;
    inset-inline-start: 5.5px;
    inset-block: 18px -8px;
    width: 1px;
    background: var(--line-2);
  }
  .pages li:last-child::after {
    display: none;
  }
  .pages .now {
    color: var(--text);
    font-weight: var(--w-medium);
  }
  .pages .now::before {
    background: var(--ok);
    width: 8px;
    height: 8px;
    inset-inline-start: 2px;
    inset-block-start: 9px;
  }
  .pages span {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pages time {
    font: var(--t-meta);
    line-height: 20px;
    color: var(--text-3);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .past li {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 8px;
    padding: 3px 0;
  }
  .past span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .past time {
    font: var(--t-meta);
    line-height: 20px;
    color: var(--text-3);
  }
  .chat.no-details {
    grid-template-columns: minmax(0, 1fr);
  }
  .chat.bare {
    grid-template: 1fr / 1fr;
  }
  .chat-head h2 {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chat-head .who p {
    overflow: hidden;
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
  .thread {
    position: relative;
  }
  .thread .holder {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .thread .log > :first-child {
    margin-block-start: auto;
  }
  .thread .earlier {
    align-self: center;
    flex: none;
  }
  .reply textarea {
    padding-block-start: 12px;
  }
  .reply .note-line {
    display: flex;
    gap: 6px;
    align-items: flex-start;
    padding: 0 14px 8px;
    font: var(--t-meta);
    color: var(--danger-text);
  }
  .reply .bar-b {
    min-height: 38px;
  }
  .reply .keys {
    padding-inline-start: 6px;
    font: var(--t-meta);
    color: var(--text-3);
  }
  .ended-bar {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 16px 16px;
    min-height: 48px;
    padding: 10px 10px 10px 14px;
    border-radius: 12px;
    background: var(--sunken);
    color: var(--text-2);
  }
  .ended-bar .btn {
    margin-inline-start: auto;
  }
  .facts dd bdi,
  .facts dd .num {
    color: inherit;
  }
  .facts dd span.num {
    color: inherit;
  }
  .ident {
    min-width: 0;
  }
  .ident > div {
    min-width: 0;
  }
  .ident b,
  .ident .link {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .ident .none {
    color: var(--text-3);
  }
  .here > * {
    min-width: 0;
  }
  .here b,
  .here small {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .past .link {
    font: inherit;
    font-weight: var(--w-medium);
  }
  .past li > span {
    min-width: 0;
  }
  .details .drawer-close {
    display: none;
  }
  .chat-head .menu {
    width: 272px;
  }
`;
