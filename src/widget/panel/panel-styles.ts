import { css } from '../../ui/css.ts';

/** Frame, header, notes and welcome. Comes after the styles of ui. */
export const panelStyles = css`
  :host {
    --panel-w: var(--chat-width, 384px);
    --panel-h: var(--chat-height, 640px);
    --rad-xl: var(--chat-radius, 20px);
    --font: var(
      --chat-font,
      system-ui,
      -apple-system,
      'Segoe UI Variable Text',
      'Segoe UI',
      Roboto,
      Inter,
      'Noto Sans',
      'Noto Sans Arabic',
      sans-serif
    );
    display: block;
    text-align: start;
    line-height: normal;
  }
  /* Out of the dock's flow: opening it moves nothing, so the page's layout shift stays 0. */
  :host([mode='floating']) {
    position: absolute;
    inset-block-end: calc(100% + 14px);
    inset-inline: var(--panel-inline, auto 0);
  }
  :host(:not([open], [closing])) {
    display: none;
  }
  :host(:not([mode='floating'])),
  :host(:not([mode='floating'])) .panel {
    width: 100%;
    height: 100%;
    box-shadow: none;
    animation: none;
  }
  :host([mode='page']) .panel {
    border-radius: 0;
  }
  .panel {
    position: relative;
    width: min(var(--panel-w), calc(100vw - 40px));
    height: min(var(--panel-h), calc(100dvh - 104px));
    border-radius: var(--rad-xl);
    overflow: hidden;
    background: var(--surface);
    color: var(--text);
    box-shadow: var(--e3);
    isolation: isolate;
    font: var(--t-body);
    transform-origin: bottom right;
    animation: panel-in var(--slow) var(--ease);
  }
  .panel:dir(rtl) {
    transform-origin: bottom left;
  }
  :host([closing]) .panel {
    opacity: 0;
    transition: opacity var(--base) var(--ease-exit);
  }
  @keyframes panel-in {
    from {
      opacity: 0;
      transform: translateY(var(--rise)) scale(0.98);
    }
  }
  .content {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  .stackrow {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .btn.block {
    width: 100%;
  }
  /* "2:02 PM" stays in one piece inside right-to-left text. */
  time {
    unicode-bidi: plaintext;
  }

  .head {
    --ring: var(--wash-from);
    display: flex;
    flex: none;
    align-items: center;
    gap: 12px;
    min-height: 68px;
    padding-inline: 16px 10px;
    background: linear-gradient(var(--wash-from), var(--wash-to));
    border-block-end: 1px solid var(--line);
  }
  .head .who {
    flex: 1;
    min-width: 0;
    padding-block: 8px;
  }
  .head h2 {
    font: var(--t-title);
    letter-spacing: -0.006em;
    overflow-wrap: anywhere;
  }
  .head .who p {
    display: flex;
    align-items: center;
    gap: 6px;
    font: var(--t-meta);
    color: var(--text-2);
    white-space: nowrap;
  }
  .head .acts {
    display: flex;
    gap: 2px;
    margin-inline-start: auto;
  }
  .logo {
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
    flex: none;
    border-radius: 10px;
    background: var(--n12);
    color: var(--n0);
    font: var(--t-title);
    text-transform: uppercase;
  }

  .note {
    padding: 0 20px 4px;
    font: var(--t-meta);
    color: var(--text-3);
    text-align: center;
    text-wrap: pretty;
  }
  .note button {
    font-weight: var(--w-semi);
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .foot {
    padding: 0 12px 6px;
  }
  .bottom {
    flex: none;
  }

  .panel.welcome {
    background: linear-gradient(var(--wash-from), var(--wash-to) 380px);
  }
  .panel.welcome .head {
    background: none;
    border-color: transparent;
  }
  .hero {
    --ring: color-mix(in oklch, var(--wash-from), var(--wash-to));
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    overflow-y: auto;
    padding: 18px 20px 8px;
  }
  .hero .spacer {
    flex: 1;
  }
  .hero .avatars {
    margin-block-end: 16px;
  }
  .hero .avatars > .avatar + .avatar {
    margin-inline-start: -14px;
  }
  .hero h2 {
    font: var(--t-h1);
    letter-spacing: -0.022em;
    text-wrap: balance;
  }
  .hero p {
    margin-block-start: 6px;
    font: var(--t-msg);
    color: var(--text-2);
    text-wrap: pretty;
  }
  .topics {
    margin-block-start: 24px;
  }
  .topics h3 {
    margin-block-end: 8px;
    font: var(--t-ui);
    font-weight: var(--w-medium);
    color: var(--text-2);
  }
  .topics ul {
    border-radius: var(--rad-lg);
    background: var(--raised);
    box-shadow: var(--e2);
    overflow: hidden;
  }
  .topics li + li {
    border-block-start: 1px solid var(--line);
  }
  .topics button {
    display: flex;
    align-items: center;
    gap: 12px;
    width: 100%;
    min-height: 50px;
    padding: 0 14px;
    text-align: start;
    font: var(--t-body);
    font-weight: var(--w-medium);
  }
  .topics button:hover {
    background: var(--hover);
  }
  .topics button:focus-visible {
    outline-offset: -2px;
    border-radius: var(--rad-lg);
  }
  .topics .i {
    color: var(--text-3);
    margin-inline-start: auto;
  }

  @media (forced-colors: active) {
    .panel,
    .topics ul {
      border: 1px solid CanvasText;
    }
    .head {
      border-block-end: 1px solid CanvasText;
    }
  }
`;
