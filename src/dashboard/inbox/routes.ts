import type { Route } from '../shell/router.ts';

/** The list, with no chat open. */
export const LIST: Route = { page: 'inbox', below: [] };

export const chatRoute = (chat: string): Route => ({ page: 'inbox', below: [chat] });

/** With one pane the details have an address of their own, so that the browser's Back closes them. */
export const detailsRoute = (chat: string): Route => ({ page: 'inbox', below: [chat, 'details'] });

/** The chat that is open; null on the list and on other pages. */
export const openChatOf = ({ page, below }: Route): string | null => (page === 'inbox' ? (below[0] ?? null) : null);

export const showsDetails = (route: Route): boolean => openChatOf(route) !== null && route.below[1] === 'details';
