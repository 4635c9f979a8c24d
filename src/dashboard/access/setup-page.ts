import { html } from 'lit';
import type { LinkPage } from './link-page.ts';

export const setupPage: LinkPage = (context, token) => html`<dashboard-setup .gate=${context} .token=${token}></dashboard-setup>`;
