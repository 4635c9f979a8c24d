import type { LauncherTexts } from '../protocol/index.ts';

/** Used before the server has sent the texts of the page's language, or when an old server does not have them. */
export const TEXTS: LauncherTexts = {
  lang: '',
  rtl: false,
  open: 'Open chat',
  unread: 'Open chat, {n} unread',
  minimise: 'Minimise',
  failed: 'The chat could not be loaded',
  retry: 'Try again',
  retrying: 'Trying again…',
  dismiss: 'Dismiss',
};
