import { html } from 'lit';
import type { Page } from '../shell/page.ts';
import type { DashboardBlockList } from './block-list.ts';
import { openBlockOf } from './routes.ts';

const listIn = (host: ParentNode): DashboardBlockList | null => host.querySelector<DashboardBlockList>('dashboard-block-list');

/** Administration → User management → Block list (S12). */
export const blockListPage: Page = {
  render: (screen) => html`<dashboard-block-list .screen=${screen}></dashboard-block-list>`,
  takeFocus: async (host, before) => {
    const { route } = host;
    await host.updateComplete;
    const list = listIn(host);
    await list?.updateComplete;
    // The dialog takes the focus itself.
    if (openBlockOf(route) === null) list?.focusRow(openBlockOf(before));
  },
  act: (host, action) => {
    if (action !== 'search') return false;
    listIn(host)?.focusSearch();
    return true;
  },
};
