import { css } from './css.ts';

/**
 * Design tokens: ramps, roles, type, space, radii, elevation and motion, for a page (`:root`) and a shadow root (`:host`).
 * Light or dark follows the system; `data-theme="light|dark"` on the root or host forces it.
 * A brand changes only `--accent-h` (hue) and `--accent-c` (chroma), see `accentFrom`.
 */
export const tokens = css`
  :root,
  :host {
    color-scheme: light;
    --n0: oklch(1 0 0);
    --n3: oklch(0.955 0.005 85);
    --n4: oklch(0.937 0.006 85);
    --n5: oklch(0.912 0.007 85);
    --n6: oklch(0.908 0.006 85);
    --n7: oklch(0.85 0.008 85);
    --n8: oklch(0.66 0.01 85);
    --n9: oklch(0.55 0.014 265);
    --n10: oklch(0.515 0.015 265);
    --n11: oklch(0.425 0.018 265);
    --n12: oklch(0.225 0.022 265);
    --accent-h: 264;
    --accent-c: 0.2;
    --a3: oklch(0.958 calc(var(--accent-c) * 0.115) var(--accent-h));
    --a4: oklch(0.93 calc(var(--accent-c) * 0.19) var(--accent-h));
    --a7: oklch(0.8 calc(var(--accent-c) * 0.52) var(--accent-h));
    --a9: oklch(0.52 var(--accent-c) var(--accent-h));
    --a10: oklch(0.465 var(--accent-c) var(--accent-h));
    --a11: oklch(0.485 var(--accent-c) var(--accent-h));
    --r3: oklch(0.966 0.018 25);
    --r7: oklch(0.81 0.105 25);
    --r9: oklch(0.545 0.195 27);
    --r10: oklch(0.49 0.18 27);
    --r11: oklch(0.51 0.185 27);
    --g3: oklch(0.962 0.03 155);
    --g9: oklch(0.64 0.16 152);
    --g11: oklch(0.45 0.11 154);
    --y3: oklch(0.972 0.032 88);
    --y4: oklch(0.945 0.06 88);
    --y11: oklch(0.455 0.095 62);
    --surface: var(--n0);
    --raised: var(--n0);
    --btn: var(--n0);
    --sunken: var(--n3);
    --hover: var(--n3);
    --press: var(--n5);
    --line: var(--n6);
    --line-2: var(--n7);
    --control: var(--n8);
    --text: var(--n12);
    --text-2: var(--n11);
    --text-3: var(--n10);
    --icon: var(--n11);
    --on-accent: oklch(1 0 0);
    --accent: var(--a9);
    --accent-hover: var(--a10);
    --accent-text: var(--a11);
    --accent-soft: var(--a3);
    --accent-soft-2: var(--a4);
    --danger: var(--r9);
    --danger-hover: var(--r10);
    --danger-text: var(--r11);
    --danger-soft: var(--r3);
    --ok: var(--g9);
    --ok-text: var(--g11);
    --ok-soft: var(--g3);
    --warn-text: var(--y11);
    --warn-soft: var(--y3);
    --bubble-in: var(--n3);
    --bubble-in-text: var(--text);
    --bubble-out: var(--accent);
    --bubble-out-text: var(--on-accent);
    --scrim: oklch(0.225 0.022 265 / 0.28);
    --focus: var(--a9);
    --wash-from: var(--a4);
    --wash-to: var(--surface);
    --tint-bg: 0.9 0.055;
    --tint-fg: 0.4 0.105;
    --font: system-ui, -apple-system, 'Segoe UI Variable Text', 'Segoe UI', Roboto, Inter, 'Noto Sans', 'Noto Sans Arabic', sans-serif;
    --t-meta: 400 12px/16px var(--font);
    --t-ui: 400 13px/20px var(--font);
    --t-body: 400 14px/20px var(--font);
    --t-msg: 400 15px/21px var(--font);
    --t-title: 600 15px/20px var(--font);
    --t-h3: 600 17px/24px var(--font);
    --t-h1: 600 28px/34px var(--font);
    --w-medium: 500;
    --w-semi: 600;
    --rad: 8px;
    --rad-lg: 16px;
    --rad-xl: 20px;
    --rad-full: 999px;
    --rad-bubble: 18px;
    --rad-tight: 5px;
    --hit: 36px;
    --panel-w: 384px;
    --panel-h: 640px;
    --e1: 0 1px 2px oklch(0.225 0.022 265 / 0.06);
    --e2: 0 0 0 1px oklch(0.225 0.022 265 / 0.06), 0 2px 4px oklch(0.225 0.022 265 / 0.04), 0 8px 24px -4px oklch(0.225 0.022 265 / 0.14);
    --e3: 0 0 0 1px oklch(0.225 0.022 265 / 0.05), 0 4px 12px oklch(0.225 0.022 265 / 0.06), 0 24px 56px -8px oklch(0.225 0.022 265 / 0.24);
    --fast: 90ms;
    --base: 160ms;
    --slow: 240ms;
    --ease: cubic-bezier(0.2, 0, 0, 1);
    --ease-exit: cubic-bezier(0.4, 0, 1, 1);
    --spring: cubic-bezier(0.34, 1.4, 0.64, 1);
    --rise: 8px;
  }
  :root[data-theme='dark'],
  :host([data-theme='dark']) {
    color-scheme: dark;
    --n0: oklch(0.208 0.013 268);
    --n3: oklch(0.265 0.015 268);
    --n4: oklch(0.29 0.016 268);
    --n5: oklch(0.325 0.018 268);
    --n6: oklch(0.278 0.014 268);
    --n7: oklch(0.35 0.017 268);
    --n8: oklch(0.525 0.018 268);
    --n9: oklch(0.62 0.018 268);
    --n10: oklch(0.69 0.016 268);
    --n11: oklch(0.775 0.014 268);
    --n12: oklch(0.955 0.005 268);
    --a3: oklch(0.27 calc(var(--accent-c) * 0.32) var(--accent-h));
    --a4: oklch(0.315 calc(var(--accent-c) * 0.44) var(--accent-h));
    --a7: oklch(0.47 calc(var(--accent-c) * 0.75) var(--accent-h));
    --a9: oklch(0.545 var(--accent-c) var(--accent-h));
    --a10: oklch(0.5 var(--accent-c) var(--accent-h));
    --a11: oklch(0.77 calc(var(--accent-c) * 0.58) var(--accent-h));
    --r3: oklch(0.275 0.05 25);
    --r7: oklch(0.47 0.12 25);
    --r9: oklch(0.555 0.185 27);
    --r10: oklch(0.505 0.17 27);
    --r11: oklch(0.765 0.125 25);
    --g3: oklch(0.275 0.04 155);
    --g9: oklch(0.74 0.16 152);
    --g11: oklch(0.8 0.12 155);
    --y3: oklch(0.28 0.038 80);
    --y4: oklch(0.325 0.055 80);
    --y11: oklch(0.85 0.105 84);
    --raised: oklch(0.24 0.015 268);
    --btn: oklch(0.288 0.016 268);
    --hover: var(--n4);
    --wash-from: var(--a3);
    --scrim: oklch(0.1 0.01 268 / 0.55);
    --focus: var(--a11);
    --tint-bg: 0.37 0.065;
    --tint-fg: 0.9 0.06;
    --e1: 0 1px 2px oklch(0 0 0 / 0.3);
    --e2: 0 0 0 1px oklch(1 0 0 / 0.08), 0 8px 24px -4px oklch(0 0 0 / 0.5);
    --e3: 0 0 0 1px oklch(1 0 0 / 0.08), 0 24px 56px -8px oklch(0 0 0 / 0.65);
  }
  @media (prefers-color-scheme: dark) {
    :root:not([data-theme]),
    :host(:not([data-theme])) {
      color-scheme: dark;
      --n0: oklch(0.208 0.013 268);
      --n3: oklch(0.265 0.015 268);
      --n4: oklch(0.29 0.016 268);
      --n5: oklch(0.325 0.018 268);
      --n6: oklch(0.278 0.014 268);
      --n7: oklch(0.35 0.017 268);
      --n8: oklch(0.525 0.018 268);
      --n9: oklch(0.62 0.018 268);
      --n10: oklch(0.69 0.016 268);
      --n11: oklch(0.775 0.014 268);
      --n12: oklch(0.955 0.005 268);
      --a3: oklch(0.27 calc(var(--accent-c) * 0.32) var(--accent-h));
      --a4: oklch(0.315 calc(var(--accent-c) * 0.44) var(--accent-h));
      --a7: oklch(0.47 calc(var(--accent-c) * 0.75) var(--accent-h));
      --a9: oklch(0.545 var(--accent-c) var(--accent-h));
      --a10: oklch(0.5 var(--accent-c) var(--accent-h));
      --a11: oklch(0.77 calc(var(--accent-c) * 0.58) var(--accent-h));
      --r3: oklch(0.275 0.05 25);
      --r7: oklch(0.47 0.12 25);
      --r9: oklch(0.555 0.185 27);
      --r10: oklch(0.505 0.17 27);
      --r11: oklch(0.765 0.125 25);
      --g3: oklch(0.275 0.04 155);
      --g9: oklch(0.74 0.16 152);
      --g11: oklch(0.8 0.12 155);
      --y3: oklch(0.28 0.038 80);
      --y4: oklch(0.325 0.055 80);
      --y11: oklch(0.85 0.105 84);
      --raised: oklch(0.24 0.015 268);
      --btn: oklch(0.288 0.016 268);
      --hover: var(--n4);
      --wash-from: var(--a3);
      --scrim: oklch(0.1 0.01 268 / 0.55);
      --focus: var(--a11);
      --tint-bg: 0.37 0.065;
      --tint-fg: 0.9 0.06;
      --e1: 0 1px 2px oklch(0 0 0 / 0.3);
      --e2: 0 0 0 1px oklch(1 0 0 / 0.08), 0 8px 24px -4px oklch(0 0 0 / 0.5);
      --e3: 0 0 0 1px oklch(1 0 0 / 0.08), 0 24px 56px -8px oklch(0 0 0 / 0.65);
    }
  }
  @media (pointer: coarse) {
    :root,
    :host {
      --hit: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :root,
    :host {
      --fast: 1ms;
      --base: 1ms;
      --slow: 1ms;
      --rise: 0px;
      --spring: linear;
    }
  }
  @media (prefers-contrast: more) {
    :root,
    :host {
      --text-3: var(--text-2);
      --line: var(--control);
      --line-2: var(--control);
    }
  }
  @media (forced-colors: active) {
    :root,
    :host {
      --line: CanvasText;
      --line-2: CanvasText;
      --control: CanvasText;
      --focus: Highlight;
      --e1: none;
      --e2: none;
      --e3: none;
    }
  }
`;
