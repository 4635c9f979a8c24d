import { css } from 'lit';

/** Administration and empty states. */
export const adminStyles = css`
  .frame.admin {
    grid-template-columns: 220px minmax(0, 1fr);
  }
  .subnav {
    padding: 20px 10px;
    border-inline-end: 1px solid var(--line);
    background: var(--n1);
  }
  .subnav h2 {
    padding: 0 10px 12px;
    font: var(--t-title);
  }
  .subnav h3 {
    padding: 16px 10px 6px;
    font: var(--t-meta);
    font-weight: var(--w-medium);
    color: var(--text-3);
  }
  .subnav .nav {
    min-height: 34px;
    font-size: 13px;
  }
  .subnav .nav[aria-current] {
    background: var(--selected);
    box-shadow: none;
    color: var(--accent-text);
  }
  .page {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    padding: 24px 32px;
    overflow: hidden auto;
  }
  .page > header {
    display: flex;
    align-items: flex-end;
    gap: 16px;
    margin-bottom: 20px;
  }
  .page > header p {
    margin-top: 4px;
    color: var(--text-2);
    max-width: 62ch;
    text-wrap: pretty;
  }
  .page > header > :first-child {
    margin-inline-end: auto;
  }
  .pager {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 4px;
    padding-block: 8px;
    color: var(--text-2);
    font-variant-numeric: tabular-nums;
  }
  .pager span {
    margin-inline-end: 8px;
  }
  .table {
    width: 100%;
    border-collapse: collapse;
    font: var(--t-ui);
  }
  .table th {
    height: 34px;
    padding: 0 12px;
    text-align: start;
    font: var(--t-meta);
    font-weight: var(--w-medium);
    color: var(--text-3);
    border-block-end: 1px solid var(--line);
    white-space: nowrap;
  }
  .table td {
    height: 56px;
    padding: 6px 12px;
    border-block-end: 1px solid var(--line);
    color: var(--text-2);
  }
  .table :is(th, td):first-child {
    padding-inline-start: 8px;
  }
  .table tr:is(:hover, .is-hover) td {
    background: var(--n1);
  }
  [data-theme='dark'] .table tr:is(:hover, .is-hover) td {
    background: var(--n3);
  }
  .table .person {
    display: flex;
    text-align: start;
    align-items: center;
    gap: 10px;
    font-weight: var(--w-semi);
    color: var(--text);
    overflow-wrap: anywhere;
  }
  .table button.person:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .table .nowrap {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .table .more {
    font: var(--t-meta);
    color: var(--text-3);
  }
  .table .by {
    display: flex;
    align-items: center;
    gap: 8px;
    overflow-wrap: anywhere;
  }
  .table td:last-child {
    text-align: end;
  }
  .table .go {
    color: var(--text-3);
    display: inline-block;
    vertical-align: middle;
  }
  .page .tools {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .page .tools .input-icon {
    flex: 0 0 248px;
  }
  .page .tools .btn {
    min-height: 34px;
    font: var(--t-ui);
    font-weight: var(--w-medium);
  }
  .table td {
    overflow-wrap: anywhere;
  }
  .table tr {
    position: relative;
  }
  .table tbody tr {
    cursor: pointer;
  }
  .page .loading {
    flex: 1;
  }
`;
