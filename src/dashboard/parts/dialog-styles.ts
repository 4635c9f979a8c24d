import { css } from 'lit';

/** Dialogs. */
export const dialogStyles = css`
  .dialog {
    width: min(480px, calc(100% - 48px));
    max-height: calc(100dvh - 48px);
    margin: auto;
    padding: 0;
    border: 0;
    color: var(--text);
    border-radius: var(--rad-lg);
    background: var(--raised);
    box-shadow: var(--e3);
    animation: dialog-in var(--slow) var(--ease);
    overflow: hidden;
  }
  .dialog[open] {
    display: flex;
    flex-direction: column;
  }
  .dialog > form {
    display: contents;
  }
  .dialog::backdrop {
    background: var(--scrim);
    animation: fade var(--base);
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @keyframes dialog-in {
    from {
      opacity: 0;
      transform: translateY(var(--rise)) scale(0.98);
    }
  }
  .dialog header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 20px 16px 0 24px;
    padding-inline: 24px 16px;
  }
  .dialog header .icon-btn {
    margin-inline-start: auto;
    align-self: flex-start;
  }
  .dialog h2 {
    font: var(--t-h3);
    letter-spacing: -0.01em;
  }
  .dialog .body {
    min-height: 0;
    overflow: hidden auto;
    display: grid;
    gap: 16px;
    padding: 6px 24px 20px;
    font: var(--t-body);
  }
  .dialog .body > p {
    color: var(--text-2);
    text-wrap: pretty;
  }
  .dialog footer {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    padding: 14px 24px;
    background: color-mix(in oklch, var(--text) 3%, var(--raised));
    border-block-start: 1px solid var(--line);
  }
  .dialog footer p {
    margin-inline-end: auto;
    color: var(--text-2);
    text-wrap: pretty;
  }
  .option-card {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 12px;
    padding: 12px 14px;
    border-radius: 12px;
    box-shadow: inset 0 0 0 1px var(--line-2);
    cursor: pointer;
  }
  .option-card b {
    font-weight: var(--w-medium);
  }
  .option-card small {
    grid-column: 2;
    font: var(--t-ui);
    color: var(--text-2);
    text-wrap: pretty;
  }
  .option-card:has(:checked) {
    background: var(--accent-soft);
    box-shadow: inset 0 0 0 1.5px var(--accent);
  }
  .facts-line {
    display: grid;
    gap: 2px;
    margin-block-end: 14px;
    font: var(--t-meta);
    color: var(--text-2);
  }
  .events {
    position: relative;
    display: grid;
    gap: 18px;
    margin-top: 6px;
  }
  .events li {
    position: relative;
    display: grid;
    grid-template-columns: 28px 1fr;
    gap: 12px;
  }
  .events .ic {
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    border-radius: 50%;
    background: var(--danger-soft);
    color: var(--danger-text);
  }
  .events .ic.ok {
    background: var(--ok-soft);
    color: var(--ok-text);
  }
  .events li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-inline-start: 13.5px;
    inset-block: 32px -14px;
    width: 1px;
    background: var(--line-2);
  }
  .events b {
    font-weight: var(--w-medium);
  }
  .events time {
    font: var(--t-meta);
    color: var(--text-3);
  }
  .events blockquote {
    margin: 6px 0 0;
    padding: 8px 12px;
    border-radius: 10px;
    background: var(--sunken);
  }
  .events .more {
    display: flex;
    gap: 8px;
    align-items: center;
    margin-top: 8px;
    font: var(--t-ui);
  }
  .dialog h2 {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .dialog h2:focus-visible {
    outline-offset: 4px;
    border-radius: 4px;
  }
  .dialog header > div {
    min-width: 0;
  }
  .dialog h3 {
    font: 600 12px/16px var(--font);
    color: var(--text-2);
  }
  .dialog .body.history {
    padding-block-start: 14px;
  }
  .dialog .sub {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  .dialog .sub .count {
    font: var(--t-meta);
    color: var(--text-3);
    margin-inline-start: auto;
  }
  .dialog .form-error,
  .dialog .form-note {
    margin: 0;
  }
  .dialog .live {
    display: contents;
  }
  .dialog .required {
    color: var(--danger-text);
  }
  .option-card > b {
    overflow-wrap: anywhere;
  }
  .option-card small + small {
    margin-top: 4px;
  }
  .events blockquote {
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .events .solo {
    padding-block-start: 4px;
  }
  .events li:last-child::before {
    display: none;
  }
  .keys-list {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 10px 16px;
    align-items: center;
  }
  .keys-list dt {
    display: flex;
    gap: 4px;
  }
  .keys-list .kbd {
    min-width: 24px;
    height: 24px;
    font-size: 12px;
    color: var(--text-2);
  }
  .keys-list button.kbd {
    background: none;
    border: 0;
    cursor: pointer;
  }
  .keys-list button.kbd:hover,
  .keys-list button.kbd[aria-pressed='true'] {
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .keys-on {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    font: var(--t-ui);
    font-weight: var(--w-medium);
  }
  .still-line {
    display: flex;
    gap: 8px;
    padding: 10px 12px;
    border-radius: 10px;
    background: var(--warn-soft);
  }
  .dialog .body > .still-line {
    color: var(--warn-text);
  }
`;
