import { css } from 'lit';

/** The page and what every screen uses. */
export const baseStyles = css`
  html,
  body {
    height: 100%;
  }
  body {
    margin: 0;
    background: var(--bg);
    color: var(--text);
    font: var(--t-ui);
    overflow: hidden;
    -webkit-font-smoothing: antialiased;
  }
  /* "24 Aug" stays in one piece among text of the other direction. */
  time {
    unicode-bidi: plaintext;
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .mono {
    font-family: var(--mono);
    font-size: 0.95em;
    font-variant-ligatures: none;
  }
  dashboard-app,
  dashboard-login,
  dashboard-setup,
  dashboard-rail,
  dashboard-inbox,
  dashboard-chat,
  dashboard-details,
  dashboard-details-sheet,
  dashboard-chat-head,
  dashboard-reply-box,
  dashboard-block-list,
  dashboard-block-dialog,
  dashboard-address-dialog,
  dashboard-history-dialog,
  dashboard-shortcuts-dialog {
    display: contents;
  }
  .mark {
    width: 28px;
    height: 28px;
    flex: none;
    color: var(--accent);
    --mark-ink: var(--on-accent);
  }
  .loading {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    padding: 24px;
    color: var(--text-2);
    height: 100%;
  }
  .plain {
    padding: 0;
    border: 0;
    background: none;
    font: inherit;
    text-align: start;
  }
  .btn.block {
    width: 100%;
  }
  .kbd {
    display: inline-grid;
    place-items: center;
    min-width: 18px;
    height: 18px;
    padding: 0 4px;
    border-radius: 4px;
    font: 500 11px/1 var(--font);
    color: var(--text-3);
    box-shadow: inset 0 0 0 1px var(--line-2);
  }
  a.btn {
    text-decoration: none;
  }
  bdi {
    unicode-bidi: isolate;
  }
`;
