import { html, type TemplateResult } from 'lit/html.js';

export * from './later-icons.ts';

/** An icon on the 20 grid. `cls`: `s16`, `s18` for the size, `flip` to mirror it in right-to-left text. Hidden from assistive technology. */
export const icon = (path: string, cls = ''): TemplateResult =>
  html`<svg class="i ${cls}" viewBox="0 0 20 20" aria-hidden="true"><path d=${path} /></svg>`;

/** The product's mark: a bubble with one tight corner and two written lines. `--mark-ink` colours the lines. */
export const mark = (cls = ''): TemplateResult =>
  html`<svg class="mark ${cls}" viewBox="0 0 32 32" fill="none" stroke-linecap="round" aria-hidden="true">
    <path fill="currentColor" d="M16 4c6.9 0 12 5 12 11.5V26a2 2 0 0 1-2 2H16C9.1 28 4 22.6 4 16S9.1 4 16 4Z" />
    <path stroke="var(--mark-ink)" stroke-width="2.5" d="M11 13.75h10M11 18.75h6" />
  </svg>`;

export const sendIcon = 'M10 16V4.5M4.75 9.5 10 4.25l5.25 5.25';
export const closeIcon = 'm5.25 5.25 9.5 9.5m0-9.5-9.5 9.5';
export const checkIcon = 'm4 10.5 4 4 8-9';
export const sentIcon = 'm5 10.5 3.5 3.5 6.5-7.5';
export const readIcon = 'm1.75 10.75 3.5 3.5 6.5-7.75m-1.5 6.25 1.5 1.5 6.5-7.75';
export const undoIcon = 'M7.25 4 3.5 7.75l3.75 3.75M3.75 7.75h8a4.25 4.25 0 0 1 0 8.5H8';
export const searchIcon = 'M14.25 8.75a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0ZM12.9 12.9 17 17';
export const filterIcon = 'M3.25 5.5h13.5M6 10h8m-5.25 4.5h2.5';
export const blockIcon = 'M17.25 10a7.25 7.25 0 1 1-14.5 0 7.25 7.25 0 0 1 14.5 0ZM4.9 4.9l10.2 10.2';
export const endChatIcon =
  'M10 2.75a7.25 7.25 0 1 1 0 14.5H3.6a.85.85 0 0 1-.85-.85V10A7.25 7.25 0 0 1 10 2.75ZM7.75 7.75l4.5 4.5m0-4.5-4.5 4.5';
export const logoutIcon = 'M8 3.5H5.25c-.97 0-1.75.78-1.75 1.75v9.5c0 .97.78 1.75 1.75 1.75H8M12.75 6.25 16.5 10l-3.75 3.75M16.25 10H8';
export const downIcon = 'm5 7.75 5 5 5-5';
export const rightIcon = 'm7.75 5 5 5-5 5';
export const leftIcon = 'm12.25 5-5 5 5 5';
export const arrowDownIcon = 'M10 4v11.5M4.75 10.5 10 15.75l5.25-5.25';
export const chatIcon = 'M10 2.75a7.25 7.25 0 1 1 0 14.5H3.6a.85.85 0 0 1-.85-.85V10A7.25 7.25 0 0 1 10 2.75Z';
export const inboxIcon =
  'M3 11.25 4.85 5.1c.25-.8.95-1.35 1.8-1.35h6.7c.85 0 1.55.55 1.8 1.35L17 11.25v3.25c0 .97-.78 1.75-1.75 1.75H4.75C3.78 16.25 3 15.47 3 14.5v-3.25Zm0 0h3.75l1 2h4.5l1-2H17';
export const settingsIcon =
  'M3 6.25h6.75m5 0H17M3 13.75h2.25m5 0H17M14.75 6.25a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm-4.5 7.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z';
export const clockIcon = 'M17.25 10a7.25 7.25 0 1 1-14.5 0 7.25 7.25 0 0 1 14.5 0ZM10 6v4.25l2.75 1.75';
export const alertIcon = 'M17.25 10a7.25 7.25 0 1 1-14.5 0 7.25 7.25 0 0 1 14.5 0ZM10 6.25v4.25m0 3v.01';
export const infoIcon = 'M17.25 10a7.25 7.25 0 1 1-14.5 0 7.25 7.25 0 0 1 14.5 0ZM10 13.75V9.5m0-3v.01';
export const shieldIcon = 'M10 2.75 16 5v4.5c0 3.7-2.4 6.4-6 7.75-3.6-1.35-6-4.05-6-7.75V5l6-2.25Z';
export const eyeIcon =
  'M2.25 10S5 4.75 10 4.75 17.75 10 17.75 10 15 15.25 10 15.25 2.25 10 2.25 10Zm10 0a2.25 2.25 0 1 1-4.5 0 2.25 2.25 0 0 1 4.5 0Z';
export const globeIcon =
  'M17.25 10a7.25 7.25 0 1 1-14.5 0 7.25 7.25 0 0 1 14.5 0ZM3 10h14M10 2.75c1.9 2 2.9 4.5 2.9 7.25s-1 5.25-2.9 7.25C8.1 15.25 7.1 12.75 7.1 10s1-5.25 2.9-7.25Z';
export const monitorIcon =
  'M4.5 3.75h11c.97 0 1.75.78 1.75 1.75v6.5c0 .97-.78 1.75-1.75 1.75h-11c-.97 0-1.75-.78-1.75-1.75V5.5c0-.97.78-1.75 1.75-1.75ZM7 16.5h6m-3-2.75v2.75';
export const panelIcon = 'M4.75 3.75h10.5c1.1 0 2 .9 2 2v8.5a2 2 0 0 1-2 2H4.75a2 2 0 0 1-2-2v-8.5c0-1.1.9-2 2-2Zm7.5 0v12.5';
export const bellIcon =
  'M10 2.75A4.75 4.75 0 0 0 5.25 7.5c0 4-1.75 5.5-1.75 5.5h13s-1.75-1.5-1.75-5.5A4.75 4.75 0 0 0 10 2.75ZM8.5 16a1.65 1.65 0 0 0 3 0';
export const kebabIcon = 'M9.6 4.1h.8v.8h-.8zM9.6 9.6h.8v.8h-.8zM9.6 15.1h.8v.8h-.8z';
