import { css } from './css.ts';

/** Tokens that only the dashboard's page needs, so that the widget does not pay for them. Comes after `tokens`. */
export const deskTokens = css`
  :root {
    --n1: oklch(0.986 0.003 85);
    --n2: oklch(0.97 0.004 85);
    --a2: oklch(0.982 calc(var(--accent-c) * 0.045) var(--accent-h));
    --y7: oklch(0.84 0.12 80);
    --y9: oklch(0.78 0.155 74);
    --bg: var(--n2);
    --selected: var(--a3);
    --warn: var(--y9);
    --rad-sm: 6px;
    --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', Menlo, monospace;
    --t-h2: 600 20px/26px var(--font);
  }
  :root[data-theme='dark'] {
    --n1: oklch(0.19 0.012 268);
    --n2: oklch(0.165 0.011 268);
    --a2: oklch(0.215 calc(var(--accent-c) * 0.14) var(--accent-h));
    --y7: oklch(0.48 0.085 78);
    --y9: oklch(0.8 0.145 76);
  }
  @media (prefers-color-scheme: dark) {
    :root:not([data-theme]) {
      --n1: oklch(0.19 0.012 268);
      --n2: oklch(0.165 0.011 268);
      --a2: oklch(0.215 calc(var(--accent-c) * 0.14) var(--accent-h));
      --y7: oklch(0.48 0.085 78);
      --y9: oklch(0.8 0.145 76);
    }
  }
`;
