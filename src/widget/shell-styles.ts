// Tagged so that the build minifies it; the shell knows no Lit.
const css = String.raw;

/**
 * The shell's own sheet: the few tokens the launcher needs, written out once more, because loading the whole set
 * would triple what a stranger's page downloads.
 */
// In floating mode the host is out of the flow and important inside beats important outside: no host CSS moves it.
export const shellStyles = css`
  :host {
    display: block;
    width: var(--chat-width, 384px);
    height: var(--chat-height, 640px);
  }
  :host([mode='page']) {
    width: 100%;
    height: 100%;
  }
  :host(:not([mode='inline'], [mode='page'])) {
    all: initial !important;
    position: fixed !important;
    z-index: var(--chat-z-index, 2147483000) !important;
  }
  .dock {
    height: 100%;
  }
  .dock.floating {
    --accent: #2a5cda;
    --accent-hover: #1c49c4;
    --l: 0.52;
    --focus: #2a5cda;
    --danger: #c92a28;
    --gap: #fff;
    position: fixed;
    inset-block-end: max(var(--chat-offset-y, 20px), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--chat-offset-x, 20px), env(safe-area-inset-right));
    height: auto;
    pointer-events: none;
  }
  .dock.start {
    --panel-inline: 0 auto;
    inset-inline: max(var(--chat-offset-x, 20px), env(safe-area-inset-left)) auto;
  }
  .dock > * {
    pointer-events: auto;
  }
  /* The hue of the brand in the lightness that white can be read on. Where CSS cannot do it the launcher stays cobalt. */
  @supports (color: oklch(from red l c h)) {
    .brand .launcher {
      --accent: oklch(from var(--brand) var(--l) min(c, 0.2) h);
      --accent-hover: oklch(from var(--brand) calc(var(--l) - 0.05) min(c, 0.2) h);
    }
  }
  .dock[data-theme='dark'] {
    --accent: #3164e2;
    --accent-hover: #2555cf;
    --l: 0.545;
    --focus: #8eb3ff;
    --danger: #c83531;
    --gap: #0c0e13;
  }
  @media (prefers-color-scheme: dark) {
    .dock:not([data-theme]) {
      --accent: #3164e2;
      --accent-hover: #2555cf;
      --l: 0.545;
      --focus: #8eb3ff;
      --danger: #c83531;
      --gap: #0c0e13;
    }
  }
  .launcher {
    position: relative;
    display: grid;
    place-items: center;
    width: 56px;
    height: 56px;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: 28px;
    border-end-end-radius: 10px;
    background: var(--accent);
    color: #fff;
    box-shadow:
      0 2px 6px #171c262e,
      0 10px 24px -6px #13295f73;
    cursor: pointer;
    transition:
      background 90ms,
      transform 160ms cubic-bezier(0.34, 1.4, 0.64, 1);
    -webkit-tap-highlight-color: transparent;
  }
  .start .launcher {
    border-end-end-radius: 28px;
    border-end-start-radius: 10px;
  }
  .launcher:hover {
    background: var(--accent-hover);
    transform: scale(1.05);
  }
  .launcher:active {
    transform: scale(0.95);
  }
  .launcher:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 3px;
  }
  svg {
    display: block;
    width: 32px;
    height: 32px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  [aria-expanded='true'] svg {
    width: 28px;
    height: 28px;
    stroke-width: 2;
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
    box-shadow: 0 0 0 2px var(--gap);
    font: 600 12px/22px var(--chat-font, system-ui, sans-serif);
    animation: pop 160ms cubic-bezier(0.34, 1.4, 0.64, 1);
  }
  .start .badge {
    inset-inline: -4px auto;
  }
  [hidden] {
    display: none !important;
  }
  @keyframes pop {
    from {
      transform: scale(0);
    }
  }
  @media (max-width: 479.98px) {
    .open .launcher {
      visibility: hidden;
    }
  }
  @media (prefers-reduced-motion) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .launcher {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
      border: 1px solid CanvasText;
    }
  }
`;
