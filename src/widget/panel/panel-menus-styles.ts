import { css } from '../../ui/css.ts';

/** Banner, menu, sheets and rating. Comes after the styles of the panel and `formPrimitives`. */
export const panelMenusStyles = css`
  .banner {
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    min-height: 38px;
    padding-block: 5px;
    padding-inline: 16px 10px;
    font: var(--t-ui);
    background: var(--warn-soft);
    color: var(--warn-text);
    border-block-end: 1px solid var(--y4);
  }
  .banner.ok {
    background: var(--ok-soft);
    color: var(--ok-text);
    border-color: color-mix(in oklch, var(--ok) 25%, transparent);
  }
  .banner button {
    margin-inline-start: auto;
    padding: 3px 8px;
    border-radius: 6px;
    font-weight: var(--w-semi);
    white-space: nowrap;
  }
  .banner button:hover {
    background: color-mix(in oklch, currentColor 10%, transparent);
  }
  .menu[popover] {
    animation: menu-in var(--base) var(--ease);
    transform-origin: top right;
  }
  .menu[popover]:dir(rtl) {
    transform-origin: top left;
  }
  /* The menu hangs from the kebab and ends where the header's buttons end. */
  :host([mode='floating']) .menu[popover] {
    translate: calc(var(--hit) + 2px) 0;
  }
  :host([mode='floating']) .menu[popover]:dir(rtl) {
    translate: calc(-1 * var(--hit) - 2px) 0;
  }
  @keyframes menu-in {
    from {
      opacity: 0;
      transform: translateY(-4px) scale(0.98);
    }
  }
  .scrim {
    position: absolute;
    z-index: 4;
    inset: 0;
    display: flex;
    align-items: flex-end;
    background: var(--scrim);
    animation: fade var(--base);
  }
  .sheet {
    width: 100%;
    max-height: 100%;
    overflow-y: auto;
    padding: 20px;
    border-radius: var(--rad-xl) var(--rad-xl) 0 0;
    background: var(--raised);
    box-shadow: var(--e3);
    animation: sheet-in var(--slow) var(--ease);
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @keyframes sheet-in {
    from {
      transform: translateY(24px);
      opacity: 0;
    }
  }
  .sheet h2 {
    font: var(--t-h3);
    letter-spacing: -0.01em;
  }
  .sheet p:not(.error) {
    margin-block-start: 4px;
    color: var(--text-2);
    text-wrap: pretty;
  }
  .sheet .field {
    margin-block-start: 16px;
  }
  .sheet .field:not(.invalid) .error {
    display: none;
  }
  .sheet .row {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: 1fr;
    gap: 8px;
    margin-block-start: 20px;
  }
  .sheet .row.v {
    grid-auto-flow: row;
  }

  .rate {
    flex: none;
    margin-inline: -4px;
    padding: 14px 12px 12px;
    border-radius: var(--rad-lg);
    background: var(--surface);
    box-shadow: inset 0 0 0 1px var(--line-2);
    text-align: center;
  }
  .rate h3 {
    font: var(--t-body);
    font-weight: var(--w-semi);
  }
  .faces {
    display: flex;
    justify-content: center;
    gap: 8px;
    margin-block-start: 8px;
  }
  .faces label {
    position: relative;
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: 50%;
    color: var(--text-3);
    cursor: pointer;
    transition:
      background var(--fast),
      color var(--fast),
      transform var(--base) var(--spring);
  }
  .faces label:hover {
    background: var(--hover);
    color: var(--text);
    transform: scale(1.08);
  }
  .faces label:has(:checked) {
    background: var(--accent-soft-2);
    color: var(--accent-text);
  }
  .faces label:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .faces input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .faces .i {
    width: 32px;
    height: 32px;
  }
  .rate .picked {
    margin-block-start: 4px;
    font: var(--t-meta);
    font-weight: var(--w-medium);
    color: var(--text-2);
  }
  .rate .input {
    margin-block: 12px 8px;
    text-align: start;
  }
  .mobile .sheet {
    padding-block-end: calc(16px + env(safe-area-inset-bottom));
  }
  .mobile .input {
    font-size: 16px;
  }
  /* The menu controller's computed placement is for the desktop. */
  .mobile .menu.actions {
    inset: auto 0 0 !important;
    translate: none !important;
    width: 100%;
    padding: 8px 8px calc(8px + env(safe-area-inset-bottom));
    border-radius: var(--rad-xl) var(--rad-xl) 0 0;
    animation-name: sheet-in;
  }
  .mobile .menu [role^='menuitem'] {
    min-height: 50px;
    font-size: 16px;
  }
  .grab {
    width: 36px;
    height: 4px;
    margin: 4px auto 8px;
    border-radius: 4px;
    background: var(--line-2);
  }
  /* Below the header, because the composer grows. */
  .refused {
    position: absolute;
    z-index: 3;
    inset-inline: 12px;
    inset-block-start: calc(76px + env(safe-area-inset-top));
    padding: 8px 12px;
    border-radius: var(--rad);
    background: var(--warn-soft);
    color: var(--warn-text);
    font: var(--t-ui);
    text-align: center;
    box-shadow: var(--e2);
  }
  @media (forced-colors: active) {
    .refused,
    .sheet,
    .rate {
      border: 1px solid CanvasText;
    }
    .menu hr {
      background: CanvasText;
    }
    .faces label:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
