import { css } from './css.ts';

/** Coloured buttons, menus, switches and fields, which open later than the screen itself. Comes after `primitives`. */
export const formPrimitives = css`
  .i.s32 {
    width: 32px;
    height: 32px;
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
  /* The class is doubled so that hovering a disabled button changes nothing. */
  .btn.btn:disabled {
    background: var(--sunken);
    color: var(--text-3);
    box-shadow: none;
    cursor: not-allowed;
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
  @media (forced-colors: active) {
    .menu {
      border: 1px solid;
    }
    .menu .danger > .i {
      color: inherit !important;
    }
    .btn.primary,
    .btn.danger {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
      border-color: ButtonText;
    }
    .switch {
      border: 1px solid CanvasText;
      background: Canvas;
    }
    .switch::after {
      background: CanvasText;
    }
    .switch:is(:checked, .on) {
      forced-color-adjust: none;
      background: Highlight;
    }
    .switch:is(:checked, .on)::after {
      background: Canvas;
    }
  }
`;
