import { html } from 'lit';
import type { LinkPage } from './link-page.ts';

export const resetPage: LinkPage = (context, token) => html`<dashboard-reset .gate=${context} .token=${token}></dashboard-reset>`;
