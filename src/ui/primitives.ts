import { css } from './css.ts';

/** Reset, focus ring, icons, buttons, avatars, dots and spinner. Needs `tokens`. */
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
  /* At the start of its line, because at the end it would make a list scroll sideways. */
  .sr {
    position: absolute;
    inset-inline-start: 0;
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
  .btn.lg {
    min-height: 44px;
    padding: 0 18px;
    border-radius: 12px;
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
  .input::placeholder,
  textarea::placeholder {
    color: var(--text-3);
    opacity: 1;
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
    .i {
      color: inherit !important;
    }
    :focus-visible {
      outline-color: Highlight;
    }
    .btn {
      border: 1px solid;
    }
    .dot {
      border: 1px solid CanvasText;
      background: Canvas;
    }
    .dot:not(.away) {
      forced-color-adjust: none;
      background: Highlight;
    }
    .avatar {
      border: 1px solid;
    }
  }
`;
