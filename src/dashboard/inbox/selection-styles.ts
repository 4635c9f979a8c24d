import { css } from 'lit';

/** Chats that are picked: boxes in the rows, the heads and feet of the list, and what stands beside it. */
export const selectionStyles = css`
  .selhead {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    padding: 8px 12px 0 20px;
    padding-inline: 20px 12px;
  }
  .selhead label {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 32px;
    cursor: pointer;
  }
  .selhead b {
    font-weight: var(--w-semi);
  }
  .check:indeterminate {
    background: var(--accent);
    border-color: var(--accent);
  }
  .check:indeterminate::after {
    width: 8px;
    height: 0;
    margin: 0;
    border-width: 0 0 2px;
    rotate: 0deg;
    opacity: 1;
  }
  .picking .row {
    grid-template-columns: 18px 36px minmax(0, 1fr) auto;
    cursor: pointer;
    user-select: none;
  }
  .picking .row > .check {
    position: relative;
    inset: auto;
    grid-row: span 2;
    align-self: center;
    visibility: visible;
    opacity: 1;
  }
  .picking .row > .check:focus-visible {
    outline-offset: 2px;
  }
  .picking .row.new .act,
  .picking .row .rated {
    grid-column: 3 / -1;
  }
  .picking .row.new .prev {
    grid-column: 3 / -1;
  }
  .picking .row .name {
    cursor: pointer;
  }
  .row.picked,
  .row.new.picked,
  [data-theme='dark'] .row.picked:hover {
    background: var(--selected);
    --ring: var(--selected);
  }
  .selbar {
    display: grid;
    grid-auto-flow: column;
    gap: 6px;
    padding: 10px 12px;
    border-block-start: 1px solid var(--line);
    background: var(--n1);
  }
  .selbar .btn {
    justify-content: center;
    min-height: 34px;
  }
  .chat.selpane {
    display: grid;
    grid-template: 1fr / 1fr;
    place-items: safe center;
    padding: 32px;
    overflow-y: auto;
  }
  .seltxt {
    width: min(460px, 100%);
    padding-block-end: 40px;
    text-align: start;
  }
  .pile {
    display: flex;
    --ring: var(--surface);
    margin-block-end: 20px;
  }
  .pile .avatar {
    box-shadow: 0 0 0 3px var(--surface);
  }
  .pile .avatar + .avatar {
    margin-inline-start: -14px;
  }
  .seltxt h2 {
    font: var(--t-h2);
    letter-spacing: -0.014em;
  }
  .seltxt > p {
    margin-block-start: 6px;
    font: var(--t-body);
    color: var(--text-2);
    text-wrap: pretty;
  }
  .seltxt ul {
    margin-block: 20px;
    padding: 4px 14px;
    border-radius: 14px;
    box-shadow: inset 0 0 0 1px var(--line);
  }
  .seltxt li {
    display: grid;
    grid-template-columns: 28px minmax(96px, 1fr) auto 28px;
    align-items: center;
    gap: 12px;
    min-height: 46px;
  }
  .seltxt li + li {
    border-block-start: 1px solid var(--line);
  }
  .seltxt li b {
    font-weight: var(--w-medium);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .seltxt .how {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--text-2);
    font: var(--t-meta);
  }
`;
