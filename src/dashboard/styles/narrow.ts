import { css } from 'lit';

/** Under 1180 px the rail shrinks to icons and the details become a drawer. */
export const narrowStyles = css`
  @media (max-width: 1180px) {
    .app {
      grid-template-columns: 60px minmax(0, 1fr);
    }
    .rail {
      padding-inline: 10px;
      align-items: center;
    }
    .rail .brand {
      padding: 0 0 14px;
    }
    .rail button.brand {
      margin-block: 0 8px;
      padding: 6px;
    }
    .rail .brand span,
    .rail button.brand > .i:last-child,
    .rail .nav > span:not(.badge):not(.sr),
    .rail .me > .i {
      display: none;
    }
    .rail .me > span:not(.avatar) {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .rail .nav {
      position: relative;
      width: 40px;
      min-height: 40px;
      padding: 0;
      justify-content: center;
    }
    .rail .nav .badge {
      position: absolute;
      inset-block-start: -2px;
      inset-inline-end: -4px;
    }
    .rail .me {
      width: auto;
      padding: 4px;
    }
    .frame.inbox {
      grid-template-columns: 288px minmax(0, 1fr);
    }
    .chat {
      grid-template-columns: minmax(0, 1fr);
    }
    .list > header,
    .tabs {
      padding-inline-start: 16px;
    }
    .tabs {
      gap: 14px;
    }
    .details {
      position: absolute;
      z-index: 4;
      inset-block: 60px 0;
      inset-inline-end: 0;
      width: 316px;
      background: var(--surface);
      box-shadow: var(--e3);
    }
    .frame.admin {
      grid-template-columns: 196px minmax(0, 1fr);
    }
    /* The longest word of a language stays in its column, whatever the font. */
    .subnav h2 {
      font-size: 14px;
      letter-spacing: -0.02em;
    }
    .page {
      padding-inline: 24px;
    }
    .table :is(th, td) {
      padding-inline: 8px;
    }
    .table .by .avatar,
    .table .go {
      display: none;
    }
    .page > header {
      flex-wrap: wrap;
    }
  }
`;
