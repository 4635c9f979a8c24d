import { css } from './css.ts';

/**
 * Styles that only the dashboard uses: small sizes, badges, pills, checkboxes, quiet fields, links, tooltips, toasts. Comes
 * after `primitives`.
 */
export const deskPrimitives = css`
  .avatar.s20 {
    width: 20px;
    height: 20px;
    font-size: 9px;
  }
  .avatar > .dot {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    box-shadow: 0 0 0 2px var(--ring, var(--surface));
  }
  .badge {
    display: inline-grid;
    place-items: center;
    min-width: 20px;
    height: 20px;
    padding: 0 6px;
    border-radius: var(--rad-full);
    background: var(--danger);
    color: oklch(1 0 0);
    font: 600 12px/1 var(--font);
    font-variant-numeric: tabular-nums;
  }
  .badge.accent {
    background: var(--accent);
    color: var(--on-accent);
  }
  .badge.quiet {
    background: color-mix(in oklch, var(--text) 8%, transparent);
    color: var(--text-2);
  }
  .badge.sm {
    min-width: 18px;
    height: 18px;
    padding: 0 5px;
    font-size: 11px;
  }
  .btn.sm {
    min-height: 30px;
    padding: 0 10px;
    font: var(--t-ui);
    font-weight: var(--w-medium);
    border-radius: 7px;
  }
  .icon-btn.sm {
    width: 28px;
    height: 28px;
    border-radius: var(--rad-sm);
  }
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    height: 20px;
    padding: 0 7px;
    border-radius: var(--rad-sm);
    font: 600 11px/1 var(--font);
    white-space: nowrap;
    background: var(--sunken);
    color: var(--text-2);
  }
  .pill.warn {
    background: var(--y4);
    color: var(--warn-text);
  }
  .pill.ok {
    background: var(--ok-soft);
    color: var(--ok-text);
  }
  .pill.danger {
    background: var(--danger-soft);
    color: var(--danger-text);
  }
  .check {
    appearance: none;
    display: grid;
    place-items: center;
    width: 18px;
    height: 18px;
    flex: none;
    margin: 1px 0;
    border-radius: 5px;
    border: 1.5px solid var(--control);
    background: var(--surface);
    cursor: pointer;
  }
  .check::after {
    content: '';
    width: 9px;
    height: 5px;
    margin-top: -3px;
    border: solid var(--on-accent);
    border-width: 0 0 2px 2px;
    rotate: -45deg;
    opacity: 0;
  }
  .check:checked {
    background: var(--accent);
    border-color: var(--accent);
  }
  .check:checked::after {
    opacity: 1;
  }
  .check-row {
    display: flex;
    gap: 10px;
    font: var(--t-body);
    cursor: pointer;
  }
  .input.sm {
    min-height: 34px;
    padding: 6px 10px;
    border-radius: var(--rad);
    font: var(--t-ui);
  }
  .input.quiet {
    border-color: transparent;
    background: var(--sunken);
  }
  .input-icon {
    position: relative;
    display: block;
  }
  .input-icon > .i {
    position: absolute;
    inset-block: 0;
    margin-block: auto;
    inset-inline-start: 10px;
    color: var(--text-3);
    pointer-events: none;
  }
  .input-icon > .input {
    padding-inline-start: 34px;
  }
  .input-icon > .icon-btn {
    position: absolute;
    inset-block: 0;
    margin-block: auto;
    inset-inline-end: 4px;
  }
  .link {
    color: var(--accent-text);
    font-weight: var(--w-medium);
    text-decoration: none;
    border-radius: 4px;
  }
  .link:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .tip {
    padding: 5px 9px;
    border-radius: 7px;
    background: var(--n12);
    color: var(--n0);
    font: var(--t-meta);
    font-weight: var(--w-medium);
    box-shadow: var(--e2);
    white-space: nowrap;
  }
  .toast {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 10px 10px 10px 14px;
    border-radius: 12px;
    background: var(--n12);
    color: var(--n0);
    font: var(--t-ui);
    box-shadow: var(--e3);
  }
  .toast button {
    padding: 4px 8px;
    border-radius: 6px;
    font-weight: var(--w-semi);
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  @media (forced-colors: active) {
    .badge,
    .pill,
    .tip,
    .toast {
      border: 1px solid;
    }
    .check:checked {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
