import { css } from 'lit';

/** The list of chats. */
export const inboxStyles = css`
  .list {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-inline-end: 1px solid var(--line);
  }
  .list > header {
    display: flex;
    align-items: center;
    gap: 2px;
    height: 60px;
    padding-inline: 20px 12px;
  }
  .list h1,
  .page h1 {
    font: var(--t-h2);
    letter-spacing: -0.014em;
  }
  .list h1 {
    margin-inline-end: auto;
  }
  .tabs {
    display: flex;
    gap: 20px;
    padding-inline: 20px;
    border-block-end: 1px solid var(--line);
  }
  .tabs [role='tab'] {
    display: flex;
    align-items: center;
    gap: 6px;
    height: 38px;
    font-weight: var(--w-medium);
    color: var(--text-2);
    box-shadow: inset 0 -2px transparent;
    white-space: nowrap;
  }
  .tabs [role='tab']:hover {
    color: var(--text);
  }
  .tabs [aria-selected='true'] {
    color: var(--text);
    box-shadow: inset 0 -2px var(--accent);
  }
  .rows {
    flex: 1;
    min-height: 0;
    padding: 8px;
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  .rows ul {
    position: relative;
  }
  .rows li {
    position: absolute;
    inset-inline: 0;
    padding-block-end: 2px;
  }
  .sect h2 {
    display: flex;
    justify-content: space-between;
    padding: 8px 12px 6px;
    font: var(--t-meta);
    font-weight: var(--w-medium);
    color: var(--text-2);
  }
  .sect .n {
    font-weight: var(--w-regular, 400);
    font-variant-numeric: tabular-nums;
  }
  .rows .more {
    padding: 12px;
    font: var(--t-meta);
    color: var(--text-2);
    text-align: center;
  }
  .rows .more .btn,
  .rows .empty .btn {
    margin-block-start: 8px;
  }
  .fbar {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding: 10px 12px 2px;
  }
  .fbar .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    height: 26px;
    padding-inline: 8px;
    border-radius: 7px;
    box-shadow: inset 0 0 0 1px var(--line-strong, var(--line));
    font: var(--t-ui);
    color: var(--text-2);
    white-space: nowrap;
  }
  .fbar .chip:hover {
    color: var(--text);
  }
  .fbar .n {
    font-variant-numeric: tabular-nums;
  }
  .fbar [aria-pressed='true'] {
    background: var(--selected);
    box-shadow: inset 0 0 0 1.5px var(--accent);
    color: var(--accent-text);
    font-weight: var(--w-medium);
  }
  .row .rated {
    grid-column: 2;
    margin-top: 2px;
    font: var(--t-meta);
    color: var(--text-2);
  }
  .row {
    position: relative;
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr) auto;
    gap: 0 12px;
    width: 100%;
    padding: 10px 12px;
    border-radius: 10px;
    text-align: start;
    transition: background var(--fast);
  }
  .row > .avatar {
    grid-row: span 2;
    align-self: center;
  }
  .row time {
    font: var(--t-meta);
    line-height: 20px;
    color: var(--text-3);
    font-variant-numeric: tabular-nums;
  }
  .row .prev {
    color: var(--text-2);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .row .prev .i {
    display: inline-block;
    vertical-align: -3px;
    margin-inline-end: 4px;
  }
  .row.unread .prev {
    color: var(--text);
    font-weight: var(--w-medium);
  }
  .row .typing-t {
    color: var(--accent-text);
  }
  .row .draft-t {
    color: var(--accent-text);
    font-weight: var(--w-medium);
  }
  .row .failed-t {
    color: var(--danger-text);
  }
  .row .end {
    justify-self: end;
    align-self: center;
    display: flex;
  }
  .row:hover,
  .row.is-hover {
    background: var(--n2);
  }
  [data-theme='dark'] .row:hover {
    background: var(--n3);
  }
  .row[aria-current] {
    background: var(--selected);
    --ring: var(--selected);
  }
  .row.new {
    background: var(--warn-soft);
    box-shadow: inset 0 0 0 1px var(--y4);
    --ring: var(--warn-soft);
    margin-bottom: 4px;
  }
  .row.new time {
    color: var(--warn-text);
    font-weight: var(--w-medium);
  }
  .row.new .act {
    grid-column: 2 / -1;
    display: flex;
    align-items: center;
    gap: 8px;
    margin-top: 8px;
  }
  .row.new .act .btn {
    margin-inline-start: auto;
  }
  .row.new .where {
    font: var(--t-meta);
    color: var(--warn-text);
  }
  .row.new .prev {
    grid-column: 2 / -1;
  }
  .row.new .end {
    display: none;
  }
  /* Two lines, and all of them where the keyboard is: a tap opens the chat, whose head cuts nothing off. */
  .row .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    min-width: 0;
    overflow: hidden;
    overflow-wrap: anywhere;
    color: inherit;
    text-decoration: none;
    font-weight: var(--w-semi);
  }
  .row .name::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: 10px;
  }
  .row .name:focus-visible {
    outline: none;
    -webkit-line-clamp: none;
  }
  .row .name:focus-visible::after {
    outline: 2px solid var(--focus);
    outline-offset: -2px;
  }
  .row .btn {
    position: relative;
    z-index: 1;
  }
  .row.new .where {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .row.new[aria-current],
  .row.new.is-current {
    box-shadow: inset 0 0 0 2px var(--y7);
  }
  .row.is-current {
    background: var(--selected);
    --ring: var(--selected);
  }
  .row.new.is-current {
    background: var(--warn-soft);
    --ring: var(--warn-soft);
  }
  .row.new:hover {
    background: var(--warn-soft);
  }
  [data-theme='dark'] .row.new:hover {
    background: var(--warn-soft);
  }
  .row.unread .name {
    font-weight: 700;
  }
  .list .find {
    flex: 1;
    min-width: 0;
  }
  .list .find .icon-btn {
    width: 28px;
    height: 28px;
  }
  .list .tabs [role='tab'] {
    padding: 0;
  }
  .list > header .icon-btn[aria-pressed='true'] {
    background: var(--selected);
    color: var(--accent-text);
  }
  /* Where the pointer or the focus is the box stands in the place of the portrait. */
  .row > .check {
    position: absolute;
    z-index: 1;
    inset-block-start: 20px;
    inset-inline-start: 21px;
    margin: 0;
    visibility: hidden;
    opacity: 0;
  }
  .row > .check::before {
    content: '';
    position: absolute;
    inset: -9px;
  }
  @media (hover: hover) {
    .rows:not(.picking) .row:hover > .check {
      visibility: visible;
      opacity: 1;
    }
    .rows:not(.picking) .row:hover > .avatar {
      opacity: 0;
    }
  }
  .row:focus-within > .check {
    visibility: visible;
  }
  .row:has(> .name:focus-visible) > .check,
  .row > .check:focus {
    opacity: 1;
  }
  .rows:not(.picking) .row:has(> :is(.name:focus-visible, .check:focus)) > .avatar {
    opacity: 0;
  }
`;
