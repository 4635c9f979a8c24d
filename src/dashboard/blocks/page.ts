import { html } from 'lit';
import { defineElements } from '../parts/element.ts';
import { adoptSheets } from '../styles/index.ts';
import { adminStyles } from './admin-styles.ts';
import { DashboardHistoryDialog } from './history-dialog.ts';
import type { Page } from '../shell/page.ts';
import { DashboardBlockList } from './block-list.ts';
import { openBlockOf } from './routes.ts';

adoptSheets({ admin: adminStyles });
defineElements({ 'dashboard-block-list': DashboardBlockList, 'dashboard-history-dialog': DashboardHistoryDialog });

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
