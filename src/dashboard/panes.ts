import { focusRow } from './app-keys.ts';
import type { KeysHost } from './app-keys.ts';
import type { Route } from './router.ts';

/** No room for two panes: phones, and a desk's screen at 400 %. The sheets have the same figure. */
export const ONE_PANE = '(max-width: 719.98px)';

/** What a route shows where there is room for one pane. */
export const paneOf = (route: Route): 'list' | 'chat' | 'page' => (route.page !== 'inbox' ? 'page' : route.chat === null ? 'list' : 'chat');

const chatOf = (route: Route): string | null => (route.page === 'inbox' ? route.chat : null);

/** Going on, the focus moves to the heading of what came; going back, to what it was opened from. */
export async function focusPane(host: KeysHost, before: Route, row?: string): Promise<void> {
  const { route } = host;
  await host.updateComplete;
  for (const part of host.querySelectorAll<HTMLElement & { updateComplete?: Promise<unknown> }>(
    'dashboard-chat, dashboard-chat-head, dashboard-block-list',
  ))
    await part.updateComplete;
  const focus = (...selectors: string[]): void =>
    selectors
      .map((selector) => host.querySelector<HTMLElement>(selector))
      .find((found) => found !== null)
      ?.focus();
  if (route.page === 'block-list') {
    if (route.block !== null) return; // The dialog takes the focus itself.
    const opened = before.page === 'block-list' ? before.block : null;
    return focus(...(opened === null ? [] : [`[data-block="${CSS.escape(opened)}"] .person`]), 'dashboard-block-list h1');
  }
  if (route.page !== 'inbox') return;
  if (route.chat === null) {
    const from = row ?? chatOf(before);
    return from === null ? focus('dashboard-inbox h1') : focusRow(host, from);
  }
  if (route.details) return; // The sheet takes the focus itself.
  const fromDetails = chatOf(before) === route.chat && before.page === 'inbox' && before.details;
  focus(fromDetails ? '.chat-head .to-details' : '.chat-head h2', '.chat .back');
}
