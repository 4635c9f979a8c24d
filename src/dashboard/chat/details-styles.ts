import { css } from 'lit';

/** The visitor's name and contact, their present page, and earlier chats. */
export const detailsStyles = css`
  .ident .named {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .ident .unverified {
    font: var(--t-meta);
    color: var(--text-3);
  }
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
    min-width: 0;
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
    overflow-wrap: anywhere;
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
    overflow-wrap: anywhere;
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
    overflow-wrap: anywhere;
  }
  .past time {
    font: var(--t-meta);
    line-height: 20px;
    color: var(--text-3);
  }
  .facts dd bdi,
  .facts dd .num {
    color: inherit;
  }
  .facts dd span.num {
    color: inherit;
  }
  .ident > div {
    min-width: 0;
  }
  .ident b,
  .ident .link {
    display: block;
    overflow-wrap: anywhere;
  }
  .ident .none {
    color: var(--text-3);
  }
  .here > * {
    min-width: 0;
    overflow-wrap: anywhere;
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
`;
