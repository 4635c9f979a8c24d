import { css } from 'lit';

/** Reset, focus ring, icons, buttons, avatars, dots, menus, switch, fields and spinner. Needs `tokens`. */
export const primitives = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :where(h1, h2, h3, p, ul, ol, dl, dd, figure, fieldset) {
    margin: 0;
    padding: 0;
    border: 0;
  }
  :where(ul, ol) {
    list-style: none;
  }
  :where(button, input, textarea, select) {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
    margin: 0;
  }
  :where(button) {
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
  }
  [hidden] {
    display: none !important;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :lang(ar) {
    letter-spacing: 0 !important;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .i {
    width: 20px;
    height: 20px;
    flex: none;
    display: block;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .i.s16 {
    width: 16px;
    height: 16px;
    stroke-width: 1.9;
  }
  .i.s18 {
    width: 18px;
    height: 18px;
    stroke-width: 1.8;
  }
  .i.s24 {
    width: 24px;
    height: 24px;
  }
  .i.s32 {
    width: 32px;
    height: 32px;
  }
  .i.flip:dir(rtl) {
    transform: scaleX(-1);
  }
  .btn {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: var(--hit);
    padding: 0 14px;
    border-radius: var(--rad);
    font: var(--t-body);
    font-weight: var(--w-medium);
    white-space: nowrap;
    background: var(--btn);
    color: var(--text);
    box-shadow:
      inset 0 0 0 1px var(--line-2),
      var(--e1);
    transition:
      background var(--fast),
      box-shadow var(--fast),
      transform var(--fast);
  }
  .btn:hover {
    background: color-mix(in oklch, var(--text) 5%, var(--btn));
  }
  .btn:active {
    background: var(--press);
    transform: scale(0.985);
  }
  .btn.primary {
    background: var(--accent);
    color: var(--on-accent);
    box-shadow: var(--e1);
  }
  .btn.primary:hover {
    background: var(--accent-hover);
  }
  .btn.danger {
    background: var(--danger);
    color: oklch(1 0 0);
    box-shadow: var(--e1);
  }
  .btn.danger:hover {
    background: var(--danger-hover);
  }
  .btn.ghost {
    background: none;
    box-shadow: none;
    color: var(--text-2);
  }
  .btn.ghost:hover {
    background: var(--hover);
    color: var(--text);
  }
  .btn.lg {
    min-height: 44px;
    padding: 0 18px;
    border-radius: 12px;
  }
  .btn:disabled {
    background: var(--sunken);
    color: var(--text-3);
    box-shadow: none;
    cursor: not-allowed;
  }
  .icon-btn {
    display: grid;
    place-items: center;
    width: var(--hit);
    height: var(--hit);
    flex: none;
    border-radius: var(--rad);
    color: var(--icon);
    transition:
      background var(--fast),
      color var(--fast);
  }
  .icon-btn:hover {
    background: color-mix(in oklch, var(--text) 7%, transparent);
    color: var(--text);
  }
  .icon-btn[aria-expanded='true'] {
    background: color-mix(in oklch, var(--text) 9%, transparent);
    color: var(--text);
  }
  .avatar {
    position: relative;
    display: inline-grid;
    place-items: center;
    width: 36px;
    height: 36px;
    flex: none;
    border-radius: 50%;
    background: oklch(var(--tint-bg) var(--h, 264));
    color: oklch(var(--tint-fg) var(--h, 264));
    font: 600 13px/1 var(--font);
  }
  .h0 {
    --h: 15;
  }
  .h1 {
    --h: 40;
  }
  .h2 {
    --h: 60;
  }
  .h3 {
    --h: 95;
  }
  .h4 {
    --h: 155;
  }
  .h5 {
    --h: 200;
  }
  .h6 {
    --h: 265;
  }
  .h7 {
    --h: 300;
  }
  .h8 {
    --h: 330;
  }
  .avatar.s16 {
    width: 16px;
    height: 16px;
    font-size: 8px;
  }
  .avatar.s20 {
    width: 20px;
    height: 20px;
    font-size: 9px;
  }
  .avatar.s24 {
    width: 24px;
    height: 24px;
    font-size: 10px;
  }
  .avatar.s28 {
    width: 28px;
    height: 28px;
    font-size: 11px;
  }
  .avatar.s32 {
    width: 32px;
    height: 32px;
    font-size: 12px;
  }
  .avatar.s48 {
    width: 48px;
    height: 48px;
    font-size: 17px;
  }
  .avatar > .dot {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    box-shadow: 0 0 0 2px var(--ring, var(--surface));
  }
  .avatars {
    display: inline-flex;
  }
  .avatars > .avatar {
    box-shadow: 0 0 0 2px var(--ring, var(--surface));
  }
  .avatars > .avatar + .avatar {
    margin-inline-start: -10px;
  }
  .avatars > .avatar:nth-child(1) {
    z-index: 3;
  }
  .avatars > .avatar:nth-child(2) {
    z-index: 2;
  }
  .avatars > .avatar:nth-child(3) {
    z-index: 1;
  }
  .dot {
    display: inline-block;
    width: 8px;
    height: 8px;
    flex: none;
    border-radius: 50%;
    background: var(--ok);
  }
  .dot.away {
    background: var(--surface);
    border: 2px solid var(--n9);
  }
  .menu {
    width: 264px;
    padding: 6px;
    border-radius: 14px;
    background: var(--raised);
    box-shadow: var(--e3);
    font: var(--t-body);
    color: var(--text);
  }
  .menu:where([popover]) {
    position: fixed;
    inset: auto;
    margin: 0;
    border: 0;
  }
  .menu [role^='menuitem'] {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 38px;
    padding: 8px 10px;
    border-radius: var(--rad);
    text-align: start;
    transition: background var(--fast);
  }
  .menu [role^='menuitem'] > .i {
    color: var(--icon);
  }
  .menu [role^='menuitem']:is(:hover, :focus-visible) {
    background: var(--hover);
    outline-offset: -2px;
  }
  .menu .end {
    margin-inline-start: auto;
    color: var(--text-3);
    font: var(--t-meta);
  }
  .menu hr {
    height: 1px;
    margin: 6px 10px;
    border: 0;
    background: var(--line);
  }
  .menu .danger,
  .menu .danger > .i {
    color: var(--danger-text) !important;
  }
  .menu .danger:is(:hover, :focus-visible) {
    background: var(--danger-soft) !important;
  }
  .switch {
    appearance: none;
    position: relative;
    width: 34px;
    height: 20px;
    flex: none;
    margin: 0;
    border-radius: 20px;
    background: var(--n8);
    cursor: pointer;
    transition: background var(--base);
  }
  .switch::after {
    content: '';
    position: absolute;
    inset-block-start: 2px;
    inset-inline-start: 2px;
    width: 16px;
    height: 16px;
    border-radius: 50%;
    background: oklch(1 0 0);
    box-shadow: 0 1px 2px oklch(0 0 0 / 0.25);
    transition: inset-inline-start var(--base) var(--ease);
  }
  .switch:is(:checked, .on) {
    background: var(--accent);
  }
  .switch:is(:checked, .on)::after {
    inset-inline-start: 16px;
  }
  .field {
    display: grid;
    gap: 6px;
  }
  .field label,
  .field .label {
    font: var(--t-ui);
    font-weight: var(--w-medium);
    color: var(--text);
  }
  .field label small {
    font-size: 12px;
    font-weight: 400;
    color: var(--text-3);
    margin-inline-start: 4px;
  }
  .input {
    width: 100%;
    min-height: 40px;
    padding: 9px 12px;
    border: 1px solid var(--control);
    border-radius: 10px;
    background: var(--surface);
    font: var(--t-body);
    color: var(--text);
    transition:
      border-color var(--fast),
      box-shadow var(--fast);
  }
  textarea.input {
    display: block;
    resize: none;
  }
  .input::placeholder,
  textarea::placeholder {
    color: var(--text-3);
    opacity: 1;
  }
  .input:focus {
    outline: none;
    border-color: var(--focus);
    box-shadow: 0 0 0 3px color-mix(in oklch, var(--focus) 22%, transparent);
  }
  .field .hint {
    font: var(--t-meta);
    color: var(--text-3);
  }
  .field .error {
    display: flex;
    gap: 5px;
    font: var(--t-meta);
    color: var(--danger-text);
  }
  .field.invalid .input {
    border-color: var(--danger);
    box-shadow: 0 0 0 1px var(--danger);
  }
  .spin {
    width: 16px;
    height: 16px;
    flex: none;
    border-radius: 50%;
    border: 2px solid color-mix(in oklch, currentColor 25%, transparent);
    border-top-color: currentColor;
    animation: spin 0.8s linear infinite;
  }
  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
    }
  }
  @media (forced-colors: active) {
    .i,
    .menu .danger > .i {
      color: inherit !important;
    }
    :focus-visible {
      outline-color: Highlight;
    }
    .btn,
    .menu {
      border: 1px solid;
    }
    .btn.primary,
    .btn.danger {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
      border-color: ButtonText;
    }
    .switch,
    .dot {
      border: 1px solid CanvasText;
      background: Canvas;
    }
    .switch::after {
      background: CanvasText;
    }
    .dot:not(.away),
    .switch:is(:checked, .on) {
      forced-color-adjust: none;
      background: Highlight;
    }
    .switch:is(:checked, .on)::after {
      background: Canvas;
    }
    .avatar {
      border: 1px solid;
    }
  }
`;
