import { LazyPart } from '../parts/lazy.ts';

/** Several chats at once. */
export const selectingPart = new LazyPart(() => import('./selecting.ts'));

/** The card above the chats that have ended, which closes them all. */
export const endedPart = new LazyPart(() => import('./ended-card.ts'));
