// Tagged so that the build minifies it; the launcher knows no Lit.
const css = String.raw;

/**
 * Styles of the launcher, and of the card that says that the chat could not be loaded. The few colours are repeated here,
 * because loading the whole set of tokens would triple the download of a stranger's page.
 */
// In floating mode the host is out of the flow, and its important rules beat the page's important rules: no CSS of the page
// moves it.
export const launcherStyles = css`
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
    --accent: #2a5cda;
    --l: 0.52;
    --focus: #2a5cda;
    color-scheme: light dark;
    height: 100%;
  }
  .floating {
    position: fixed;
    inset-block-end: max(var(--chat-offset-y, 20px), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--chat-offset-x, 20px), env(safe-area-inset-right));
    height: auto;
    pointer-events: none;
  }
  .start {
    --panel-inline: 0 auto;
    inset-inline: max(var(--chat-offset-x, 20px), env(safe-area-inset-left)) auto;
  }
  .dock > * {
    pointer-events: auto;
  }
  .light {
    color-scheme: light;
  }
  .dark {
    --accent: #3164e2;
    --l: 0.545;
    --focus: #8eb3ff;
    color-scheme: dark;
  }
  @media (prefers-color-scheme: dark) {
    .auto {
      --accent: #3164e2;
      --l: 0.545;
      --focus: #8eb3ff;
    }
  }
  /* The brand's hue, at a lightness on which white is readable. */
  .brand button {
    --accent: oklch(from var(--brand) var(--l) min(c, 0.2) h);
  }
  button {
    border: 0;
    background: var(--accent);
    color: #fff;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  .launcher {
    position: relative;
    display: grid;
    place-items: center;
    width: 56px;
    height: 56px;
    margin: 0;
    padding: 0;
    border-radius: 28px;
    border-end-end-radius: 10px;
    box-shadow:
      0 2px 6px #171c262e,
      0 10px 24px -6px #13295f73;
    transition: transform 160ms cubic-bezier(0.34, 1.4, 0.64, 1);
  }
  .start .launcher {
    border-end-end-radius: 28px;
    border-end-start-radius: 10px;
  }
  button:hover {
    background-image: linear-gradient(#0002 0 0);
  }
  .launcher:hover {
    transform: scale(1.05);
  }
  .launcher:active {
    transform: scale(0.95);
  }
  button:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 3px;
  }
  /* Two lines of text; the second is shorter. */
  i,
  i::after {
    content: '';
    display: block;
    width: 21px;
    height: 2.7px;
    border-radius: 2px;
    background: currentColor;
    direction: ltr;
    transform: translateY(-3.7px);
  }
  i::after {
    width: 14px;
    transform: translateY(7.4px);
  }
  /* The click has been heard. */
  .wait i {
    opacity: 0.5;
  }
  .fail {
    position: relative;
    box-sizing: border-box;
    width: min(350px, 100vw - 40px);
    padding-block: 14px 16px;
    padding-inline: 64px 36px;
    border-radius: 16px;
    background: Canvas;
    color: CanvasText;
    box-shadow:
      0 2px 6px #171c262e,
      0 10px 24px -6px #13295f73;
    font: 13px/20px var(--chat-font, system-ui, sans-serif);
    white-space: pre-line;
  }
  .floating .fail {
    position: absolute;
    inset-block-end: calc(100% + 14px);
    inset-inline: var(--panel-inline, auto 0);
  }
  .fail::before {
    content: '!' / '';
    position: absolute;
    inset-block-start: 16px;
    inset-inline-start: 16px;
    width: 36px;
    border-radius: 10px;
    background: #f5a62333;
    font: 600 18px/36px system-ui;
    text-align: center;
  }
  .fail::first-line {
    font-weight: 600;
  }
  .fail button {
    display: block;
    margin-block-start: 12px;
    padding: 7px 14px;
    border-radius: 8px;
    font: inherit;
  }
  .fail :last-child {
    position: absolute;
    inset-block: 0 auto;
    inset-inline: auto 0;
    margin: 0;
    background: none;
    color: inherit;
  }
  [hidden] {
    display: none !important;
  }
  @media print {
    .dock {
      display: none !important;
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
