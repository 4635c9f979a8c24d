// Tagged so that the build minifies it.
const css = String.raw;

/**
 * Styles of the launcher that only apply once there is a client: open, and with unread messages. A stranger's page does not
 * load them.
 */
const liveStyles = css`
  [aria-expanded='true'] i {
    width: 11px;
    height: 11px;
    border: solid currentColor;
    border-width: 0 2.8px 2.8px 0;
    border-radius: 0;
    background: none;
    transform: translateY(-3px) rotate(45deg);
  }
  [aria-expanded='true'] i::after {
    content: none;
  }
  .dock {
    --danger: #c92a28;
  }
  .dark {
    --danger: #c83531;
  }
  @media (prefers-color-scheme: dark) {
    .dock:not(.light, .dark) {
      --danger: #c83531;
    }
  }
  .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    box-sizing: border-box;
    min-width: 22px;
    padding: 0 6px;
    border-radius: 11px;
    background: var(--danger);
    color: #fff;
    box-shadow: 0 0 0 2px Canvas;
    font: 600 12px/22px var(--chat-font, system-ui, sans-serif);
    animation: pop 160ms cubic-bezier(0.34, 1.4, 0.64, 1);
  }
  .start .badge {
    inset-inline: -4px auto;
  }
  @keyframes pop {
    from {
      transform: scale(0);
    }
  }
  @media (max-width: 479.98px), (max-height: 479.98px) and (max-width: 959.98px) {
    /* The panel may still be on its way, and then the launcher is all that the visitor sees of their tap. */
    .open chat-widget-panel ~ .launcher {
      visibility: hidden;
    }
  }
`;

let sheet: CSSStyleSheet | undefined;

export function wearLiveStyles(root: ShadowRoot): void {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(liveStyles);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
