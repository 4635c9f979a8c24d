import { html, type TemplateResult } from 'lit/html.js';

// In a file of their own, because the widget loads them after its panel.
export const editIcon = 'M12.75 4.25a1.6 1.6 0 0 1 2.25 0l.75.75a1.6 1.6 0 0 1 0 2.25l-8.5 8.5-3.75.75.75-3.75 8.5-8.5ZM11.25 5.75l3 3';
export const soundIcon = 'M9.75 4 6 7.25H3.25v5.5H6L9.75 16V4Zm3 3.6a3.4 3.4 0 0 1 0 4.8M15 5.25a6.7 6.7 0 0 1 0 9.5';
export const muteIcon = 'M9.75 4 6 7.25H3.25v5.5H6L9.75 16V4Zm3.25 4 4 4m0-4-4 4';
export const offlineIcon = 'M3 3l14 14M5.6 7.1A4 4 0 0 0 6 15.5h8.75m1.9-.9a3.25 3.25 0 0 0-1.9-5.9A5 5 0 0 0 8.4 5.2';

/** The face of a rating, 1 (awful) to 5 (great), on the 32 grid. */
export const face = (score: 1 | 2 | 3 | 4 | 5): TemplateResult =>
  html`<svg class="i s32" viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="16" cy="16" r="12" />
    <path d=${FACES[score - 1]!} />
  </svg>`;

// Eyes stay put, only the mouth changes.
const FACES = [
  'm10.5 11.75 2.5 1.25m8.5-1.25-2.5 1.25M11 22c1.1-1.9 2.9-2.9 5-2.9s3.9 1 5 2.9',
  'M12 12.75v.5m8-.5v.5M11.5 21.3c1.2-.95 2.7-1.45 4.5-1.45s3.3.5 4.5 1.45',
  'M12 12.75v.5m8-.5v.5M11.5 20.25h9',
  'M12 12.75v.75m8-.75v.75M11.25 19.25c1.2 1.25 2.8 1.9 4.75 1.9s3.55-.65 4.75-1.9',
  'M10.75 13.5c.5-.9 1.9-.9 2.4 0m5.7 0c.5-.9 1.9-.9 2.4 0M10.5 18.25h11c-.4 3-2.6 5-5.5 5s-5.1-2-5.5-5Z',
];
