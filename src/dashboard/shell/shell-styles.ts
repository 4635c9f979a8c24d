import { css } from 'lit';

/** Rail on paper, work area on one raised sheet. */
export const shellStyles = css`
  .app {
    display: grid;
    position: relative;
    grid-template-columns: 212px minmax(0, 1fr);
    height: 100vh;
    height: 100dvh;
  }
  .rail {
    display: flex;
    flex-direction: column;
    gap: 2px;
    padding: 14px 10px 10px;
  }
  .rail .brand {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 0 8px 16px;
    font: var(--t-title);
    font-size: 14px;
  }
  .rail button.brand {
    margin-block: -6px 10px;
    padding-block: 6px;
    border-radius: 10px;
    text-align: start;
  }
  .rail button.brand:is(:hover, [aria-expanded='true']) {
    background: color-mix(in oklch, var(--text) 5%, transparent);
  }
  .rail button.brand > .i:last-child {
    margin-inline-start: auto;
    color: var(--text-3);
  }
  .rail .mark {
    width: 28px;
    height: 28px;
  }
  .rail nav {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
  }
  .nav {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 36px;
    padding: 0 10px;
    border-radius: var(--rad);
    color: var(--text-2);
    font: var(--t-body);
    font-size: 13.5px;
    font-weight: var(--w-medium);
    text-decoration: none;
    transition: background var(--fast);
  }
  .nav > .i {
    color: var(--icon);
  }
  .nav:hover {
    background: color-mix(in oklch, var(--text) 5%, transparent);
    color: var(--text);
  }
  .nav[aria-current] {
    background: var(--nav-on, var(--surface));
    color: var(--text);
    box-shadow:
      var(--e1),
      0 0 0 1px var(--line);
  }
  .nav[aria-current] > .i {
    color: var(--accent-text);
  }
  .nav .badge {
    margin-inline-start: auto;
  }
  .rail .me {
    margin-top: auto;
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 8px;
    border-radius: 10px;
    text-align: start;
    width: 100%;
    --ring: var(--bg);
  }
  .rail .me:hover {
    background: color-mix(in oklch, var(--text) 5%, transparent);
  }
  .me b {
    display: block;
    font-weight: var(--w-semi);
  }
  .me small {
    font: var(--t-meta);
    color: var(--text-2);
  }
  .me .i {
    margin-inline-start: auto;
    color: var(--text-3);
  }
  .work {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    padding-block: 8px;
  }
  .frame {
    flex: 1;
    position: relative;
    margin-inline-end: 8px;
    border-radius: 12px;
    background: var(--surface);
    box-shadow:
      0 0 0 1px var(--line),
      var(--e1);
    overflow: clip;
    display: grid;
    min-width: 0;
    min-height: 0;
  }
  .frame.inbox {
    grid-template-columns: 328px minmax(0, 1fr);
  }
  [data-theme='dark'] .rail {
    --nav-on: var(--n4);
  }
  .rail .brand span {
    overflow-wrap: anywhere;
  }
  .rail .me b {
    overflow-wrap: anywhere;
  }
  .rail .me > span:not(.avatar) {
    min-width: 0;
  }
  .rail .me[aria-expanded='true'] {
    background: color-mix(in oklch, var(--text) 7%, transparent);
  }
  .rail .dot.away {
    background: var(--bg);
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 36px;
    margin-block-end: 8px;
    margin-inline-end: 8px;
    padding: 4px 14px;
    padding-inline: 14px 8px;
    border-radius: 10px;
    font: var(--t-ui);
    background: var(--warn-soft);
    color: var(--warn-text);
    box-shadow: inset 0 0 0 1px var(--y4);
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
  .chat {
    display: grid;
    grid-template: minmax(60px, auto) minmax(0, 1fr) / minmax(0, 1fr) 316px;
    min-width: 0;
    min-height: 0;
    position: relative;
  }
  .chat.no-details {
    grid-template-columns: minmax(0, 1fr);
  }
  .chat.bare {
    grid-template: 1fr / 1fr;
  }
  .empty {
    flex: 1;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 4px;
    padding: 24px 32px 64px;
    text-align: center;
  }
  .empty .art {
    display: grid;
    place-items: center;
    width: 72px;
    height: 72px;
    margin-bottom: 16px;
    border-radius: 36px;
    border-end-start-radius: 12px;
    background: var(--accent-soft);
    color: var(--accent-text);
  }
  .list .empty {
    align-content: start;
    padding-block: 48px;
  }
  .empty h2 {
    font: var(--t-h3);
    letter-spacing: -0.01em;
  }
  .empty p {
    font: var(--t-body);
    color: var(--text-2);
    max-width: 36ch;
    text-wrap: balance;
  }
  .empty .btn {
    margin-top: 16px;
  }
  .avatar.place {
    background: var(--sunken);
    color: var(--icon);
  }
  .toasts {
    position: fixed;
    z-index: 30;
    inset: auto 0 calc(24px + var(--foot, 0px));
    display: flex;
    justify-content: center;
    pointer-events: none;
  }
  .toast {
    pointer-events: auto;
    max-width: min(640px, calc(100vw - 48px));
  }
  .toast:not(:has(button)) {
    padding-inline-end: 14px;
  }
`;
