import { css } from './css.ts';

/** The log: groups, bubbles, status line, typing, day and system lines, jump pill. Needs `tokens` and `primitives`. */
export const messageStyles = css`
  .log {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 14px 16px 10px;
    overflow: hidden auto;
    overscroll-behavior: contain;
    /* StickToEndController holds the scroll position, and the browser must not do so as well. */
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: var(--line-2) transparent;
  }
  .log:focus-visible {
    outline-offset: -2px;
  }
  .items {
    display: flex;
    flex-direction: column;
    gap: inherit;
  }
  .day {
    display: flex;
    align-items: center;
    gap: 12px;
    font: var(--t-meta);
    font-weight: var(--w-medium);
    color: var(--text-3);
  }
  .day::before,
  .day::after {
    content: '';
    flex: 1;
    height: 1px;
    background: var(--line);
  }
  .sys {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    font: var(--t-meta);
    color: var(--text-3);
    text-align: center;
    overflow-wrap: anywhere;
  }
  .sys .i {
    width: 16px;
    height: 16px;
    stroke-width: 1.9;
  }

  .group {
    position: relative;
    display: grid;
    gap: 4px 8px;
    max-width: 88%;
    align-self: flex-start;
  }
  .group.in {
    grid-template-columns: 28px minmax(0, 1fr);
  }
  .group.in > .avatar {
    align-self: end;
  }
  .group.out {
    align-self: flex-end;
  }
  .stack {
    display: grid;
    gap: 3px;
    justify-items: start;
    min-width: 0;
    grid-column: -2;
  }
  .out > .stack {
    justify-items: end;
  }
  .bubble {
    max-width: 100%;
    padding: 8px 13px;
    border-radius: var(--rad-bubble);
    background: var(--bubble-in);
    color: var(--bubble-in-text);
    font: var(--t-msg);
    letter-spacing: -0.004em;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    animation: msg-in var(--base) var(--ease);
  }
  /*
   * The text has its own direction. The bubble has the panel's, otherwise its tight corner would point away from the
   * speaker.
   */
  .bubble > [dir] {
    display: block;
    text-align: start;
  }
  .out .bubble {
    background: var(--bubble-out);
    color: var(--bubble-out-text);
  }
  .in .stack > :last-child {
    border-end-start-radius: var(--rad-tight);
  }
  .out .stack > :last-child {
    border-end-end-radius: var(--rad-tight);
  }
  @keyframes msg-in {
    from {
      opacity: 0;
      transform: translateY(var(--rise));
    }
  }
  .bubble a {
    color: var(--accent-text);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }
  .out .bubble a {
    color: inherit;
  }
  .meta {
    display: flex;
    align-items: center;
    gap: 4px;
    font: var(--t-meta);
    color: var(--text-3);
    font-variant-numeric: tabular-nums;
  }
  .in .meta {
    grid-column: 2;
    padding-inline-start: 2px;
  }
  .out .meta {
    justify-self: end;
  }
  .meta .i {
    width: 16px;
    height: 16px;
    stroke-width: 1.9;
  }
  .meta .is-read {
    color: var(--accent-text);
  }
  .meta.failed {
    color: var(--danger-text);
  }
  .meta button {
    padding: 2px 6px;
    margin: -2px;
    margin-inline-end: 0;
    border-radius: 6px;
    font-weight: var(--w-semi);
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .out .bubble.unsent {
    background: var(--accent-soft);
    color: var(--text);
    box-shadow: inset 0 0 0 1px var(--a7);
  }
  .out .bubble.unsent.err {
    background: var(--danger-soft);
    box-shadow: inset 0 0 0 1px var(--r7);
  }
  .out .bubble.unsent a {
    color: var(--accent-text);
  }

  .typing {
    display: flex;
    align-items: center;
    gap: 5px;
    height: 37px;
    padding: 0 14px;
  }
  .typing i {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--n9);
    animation: blink 1.2s infinite;
  }
  .typing i:nth-of-type(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-of-type(3) {
    animation-delay: 0.3s;
  }
  @keyframes blink {
    0%,
    60%,
    100% {
      opacity: 0.35;
      transform: none;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }

  .earlier {
    align-self: center;
    flex: none;
    padding: 6px 12px;
    border-radius: var(--rad-full);
    font: var(--t-meta);
    font-weight: var(--w-medium);
    color: var(--accent-text);
  }
  .earlier:hover {
    background: color-mix(in oklch, var(--text) 5%, transparent);
  }
  .jump {
    position: absolute;
    z-index: 1;
    inset-inline: 0;
    inset-block-end: 8px;
    margin-inline: auto;
    display: flex;
    width: fit-content;
    align-items: center;
    gap: 6px;
    height: 34px;
    padding-inline: 10px 14px;
    border-radius: var(--rad-full);
    background: var(--raised);
    box-shadow: var(--e2);
    font: var(--t-ui);
    font-weight: var(--w-medium);
    color: var(--accent-text);
  }

  @media (prefers-reduced-motion: reduce) {
    .typing i {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .jump,
    .bubble {
      border: 1px solid CanvasText;
    }
    .out .bubble {
      forced-color-adjust: none;
      background: CanvasText;
      color: Canvas;
      border-color: CanvasText;
    }
    /* LinkText is readable on Canvas, the ground it is made for. */
    .out .bubble a {
      background: Canvas;
      color: LinkText;
    }
    .out .bubble.unsent {
      forced-color-adjust: auto;
      border-style: dashed;
    }
    .typing i,
    .day::before,
    .day::after {
      background: CanvasText;
    }
  }
`;
