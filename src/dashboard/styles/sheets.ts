import { css } from 'lit';

/** With one pane menus become sheets at the bottom, dialogs fill the screen, and the details are a tall sheet (U4). */
export const sheetStyles = css`
  @media (max-width: 719.98px) {
    .menu-layer {
      inset: var(--visible-top, 0) 0 auto !important;
      width: 100%;
      max-width: none;
      height: var(--visible, 100dvh);
      max-height: none;
      background: var(--scrim);
    }
    .menu-layer:popover-open {
      display: flex;
      align-items: flex-end;
    }
    .menu-layer > .menu {
      width: 100%;
      max-width: none;
      max-height: calc(100% - 32px);
      overflow-y: auto;
      overscroll-behavior: contain;
      padding: 8px 8px calc(10px + env(safe-area-inset-bottom));
      border-radius: 20px 20px 0 0;
      font-size: 16px;
    }
    .menu-layer > .menu::before {
      content: '';
      display: block;
      width: 36px;
      height: 4px;
      margin: 0 auto 4px;
      border-radius: 4px;
      background: var(--line-2);
    }
    .menu-layer [role^='menuitem'] {
      min-height: 50px;
      gap: 14px;
    }
    .menu-layer .kbd {
      display: none;
    }

    .dialog {
      --t-body: 400 16px/23px var(--font);
      --t-ui: 400 15px/21px var(--font);
      inset: var(--visible-top, 0) 0 auto;
      width: 100%;
      max-width: none;
      height: var(--visible, 100dvh);
      max-height: none;
      margin: 0;
      border-radius: 0;
      background: var(--surface);
      padding-top: env(safe-area-inset-top);
    }
    .dialog header {
      gap: 6px;
      min-height: 60px;
      padding: 4px 6px;
      padding-inline: 6px 16px;
      border-block-end: 1px solid var(--line);
    }
    .dialog header .icon-btn {
      order: -1;
      width: 44px;
      height: 44px;
      margin: 0;
      align-self: center;
    }
    .dialog header > div {
      flex: 1;
    }
    .dialog .body,
    .dialog .body.history {
      flex: 1;
      align-content: start;
      padding: 18px 16px;
    }
    .dialog .check {
      width: 22px;
      height: 22px;
    }
    .dialog footer {
      flex-wrap: wrap;
      padding: 12px 16px calc(12px + env(safe-area-inset-bottom));
      background: color-mix(in oklch, var(--text) 3%, var(--surface));
    }
    .dialog footer p {
      flex: 1 0 100%;
    }
    .dialog footer .btn {
      flex: 1 1 120px;
      min-height: 48px;
      font-size: 16px;
    }
    .events .more {
      flex-wrap: wrap;
    }
    .events .more .link,
    .details .link {
      display: inline-block;
      min-height: 24px;
    }
    .events > li > div {
      min-width: 0;
      overflow-wrap: anywhere;
    }

    .dialog.sheet {
      inset: auto 0 0;
      height: calc(var(--visible, 100dvh) * 0.88);
      border-radius: 20px 20px 0 0;
      background: var(--raised);
      padding-top: 0;
    }
    .sheet > header {
      position: absolute;
      z-index: 1;
      inset-block-start: 14px;
      inset-inline-end: 6px;
      min-height: 0;
      padding: 0;
      border: 0;
    }
    .sheet .grab {
      flex: none;
      margin-block-end: -12px;
      padding: 8px 0 16px;
      touch-action: none;
    }
    .sheet .grab::before {
      content: '';
      display: block;
      width: 36px;
      height: 4px;
      margin-inline: auto;
      border-radius: 4px;
      background: var(--line-2);
    }
    .sheet .details {
      position: static;
      z-index: auto;
      flex: 1;
      width: auto;
      border: 0;
      background: none;
      box-shadow: none;
      font-size: 15px;
      overscroll-behavior: contain;
      padding-block-end: env(safe-area-inset-bottom);
    }
    .sheet .details section:first-child {
      padding-inline-end: 60px;
    }
    .sheet :is(.pages span, .past span, .facts dd, .here :is(b, small), .ident :is(b, .link)) {
      white-space: normal;
      overflow-wrap: anywhere;
    }
    .sheet .past .link {
      padding-block: 8px;
    }
    .keys-list dt {
      flex-wrap: wrap;
    }
    .dialog button.kbd {
      min-width: 44px;
      min-height: 44px;
    }
    .dialog .body .btn {
      min-height: 44px;
    }
  }
  /* So low that a fixed head and foot would leave nothing between them. */
  @media (max-width: 719.98px) and (max-height: 319.98px) {
    .dialog[open] {
      display: block;
      overflow: hidden auto;
    }
    .dialog .body {
      overflow: visible;
    }
    .dialog header {
      min-height: 48px;
    }
    .sheet .details {
      overflow: visible;
    }
  }
`;
