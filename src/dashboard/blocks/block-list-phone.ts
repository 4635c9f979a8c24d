import { css } from 'lit';

/** The block list with one pane: its rows are cards. */
export const blockListPhoneStyles = css`
  @media (max-width: 719.98px) {
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
  }
`;
