/** Used before the server has sent the texts of the page's language, or when an old server does not have them. */
export const TEXTS = {
  open: 'Open chat',
  failed: 'The chat could not be loaded',
  retry: 'Try again',
  retrying: 'Trying again…',
  dismiss: 'Dismiss',
};
